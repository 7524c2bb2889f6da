import Dispatch
import Foundation
import OpenPGP
import Synchronization

/// What is submitted at once.
struct KeyBatch: Sendable {
    var bytes: [UInt8] = []
    var keys = 0
    /// Keys that were not even put into the batch, one line each.
    var refused: [String] = []
    /// Octets read so far, of all files.
    var position = 0

    mutating func add(_ key: [UInt8]) {
        bytes += key
        keys += 1
    }
}

/// The keys of all files in batches, read on a thread of their own so that reading overlaps what
/// the node does with the batch before.
final class KeyBatches: Sendable {
    /// Enough keys for a commit to cost little beside them, few enough that two batches and their
    /// parsed forms stay small.
    private static let maximumKeys = 4_000
    /// A longer key makes a batch of its own.
    private static let maximumBytes = 4 << 20

    /// Octets of all files together, for the progress; what has no size counts nothing.
    let totalBytes: Int
    private let queue = DispatchQueue(label: "claviger.load.read")
    private let reading: Mutex<Reading>

    private struct Reading {
        var waiting: [String]
        let share: KeyShare
        var file: KeyringFile?
        var index = 0
        /// A key that found no room in the last batch.
        var waitingKey: [UInt8]?
        /// Octets of the files that are done with.
        var positionOfFile = 0
        var problems: [InputError] = []

        mutating func nextBatch() -> KeyBatch? {
            var batch = KeyBatch()
            if let key = waitingKey { batch.add(key) }
            waitingKey = nil
            while batch.keys < maximumKeys, waitingKey == nil {
                guard openFile() else { break }
                takeKey(into: &batch)
            }
            batch.position = position
            return batch.keys == 0 && batch.refused.isEmpty ? nil : batch
        }

        private var position: Int { positionOfFile + (file?.position ?? 0) }

        /// False when there is no file left.
        private mutating func openFile() -> Bool {
            while file == nil {
                guard let name = waiting.popLast() else { return false }
                do throws(InputError) {
                    file = try KeyringFile(name)
                } catch {
                    problems.append(error)
                }
            }
            return true
        }

        private mutating func takeKey(into batch: inout KeyBatch) {
            do throws(InputError) {
                guard let key = try file?.next() else { return closeFile() }
                defer { index += 1 }
                guard share.includes(index) else { return }
                if key.exceedsLimit {
                    batch.refused.append(
                        "\(file?.name ?? ""): the key at octet \(key.range.lowerBound) has "
                            + "\(key.range.count) octets, which is more than any real key")
                } else if batch.bytes.isEmpty || batch.bytes.count + key.bytes.count <= maximumBytes
                {
                    batch.add(key.bytes)
                } else {
                    waitingKey = key.bytes
                }
            } catch {
                problems.append(error)
                closeFile()
            }
        }

        private mutating func closeFile() {
            positionOfFile = position
            file = nil
        }
    }

    init(files: [String], share: KeyShare) {
        totalBytes = files.reduce(0) { sum, file in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
        reading = Mutex(Reading(waiting: files.reversed(), share: share))
    }

    /// The next batch; nil when all files have been read as far as they can be.
    func next() async -> KeyBatch? {
        await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: self.reading.withLock { $0.nextBatch() })
            }
        }
    }

    /// Files that were not read to their end.
    var problems: [InputError] { reading.withLock { $0.problems } }
}
