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
    /// Keys of all files that are done with once this batch is, whether or not they are in it.
    var keysDone = 0

    mutating func add(_ key: [UInt8]) {
        bytes += key
        keys += 1
    }
}

/// The keys of all files in batches, read on a thread of their own so that reading overlaps what
/// the node does with the batch before.
final class KeyBatches: Sendable {
    /// How large batches are. A key that is longer makes a batch of its own.
    struct Size {
        let keys: Int
        let octets: Int

        /// For a running node: enough keys for a commit to cost little beside them, few enough that
        /// two batches and their parsed forms stay small.
        static let submission = Size(keys: 4_000, octets: 4 << 20)
        /// For a bulk load: some tens of milliseconds of one core, so that all are busy.
        static let portion = Size(keys: 512, octets: 512 << 10)
    }

    /// Octets of all files together, for the progress; what has no size counts nothing.
    let totalBytes: Int
    /// What is read and how, for telling whether it is the same as last time; nil when one of the files
    /// is no file that can be read again from its start.
    let identity: [UInt8]?
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
        /// Keys that an earlier run is done with.
        var keysToSkip = 0

        mutating func nextBatch(_ size: Size) -> KeyBatch? {
            var batch = KeyBatch()
            if let key = waitingKey { batch.add(key) }
            waitingKey = nil
            while batch.keys < size.keys, waitingKey == nil {
                guard openFile() else { break }
                takeKey(into: &batch, atMost: size.octets)
            }
            batch.position = position
            batch.keysDone = index - (waitingKey == nil ? 0 : 1)
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

        private mutating func takeKey(into batch: inout KeyBatch, atMost octets: Int) {
            do throws(InputError) {
                guard let key = try file?.next() else { return closeFile() }
                defer { index += 1 }
                guard index >= keysToSkip, share.includes(index) else { return }
                if key.exceedsLimit {
                    batch.refused.append(
                        "\(file?.name ?? ""): the key at octet \(key.range.lowerBound) has "
                            + "\(key.range.count) octets, which is more than any real key")
                } else if batch.bytes.isEmpty || batch.bytes.count + key.bytes.count <= octets {
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

    /// - Parameter manner: how else the keys are loaded.
    init(files: [String], share: KeyShare, manner: String) {
        totalBytes = files.reduce(0) { sum, file in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
        let states = files.map(FileState.init)
        identity =
            states.contains(nil)
            ? nil
            : MessageDigest.sha256(
                Array("\(share.defaultValueDescription) \(manner) \(states)".utf8))
        reading = Mutex(Reading(waiting: files.reversed(), share: share))
    }

    /// Passes over the first keys of the files. To be called before the first batch is taken.
    func skip(_ keys: Int) { reading.withLock { $0.keysToSkip = keys } }

    /// The next batch; nil when all files have been read as far as they can be.
    func next(_ size: Size) async -> KeyBatch? {
        await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: self.reading.withLock { $0.nextBatch(size) })
            }
        }
    }

    /// Files that were not read to their end.
    var problems: [InputError] { reading.withLock { $0.problems } }
}
