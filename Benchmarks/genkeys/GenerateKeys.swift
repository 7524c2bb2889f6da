import ArgumentParser
import Dispatch
import Foundation
import Synchronization

@main
struct GenerateKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "genkeys",
        abstract: "Make deterministic OpenPGP keys for tests and measurements.",
        discussion: """
            Each key is an Ed25519 primary (RFC 4880, version 4), one user ID and one positive \
            self-certification with the subpackets that GnuPG writes: about 250 bytes, and 200 more \
            for each user ID that --user-ids adds. Names, mail addresses and their domains are made \
            of words as frequent as words are: the most frequent occurs in many keys, most in few.

            Key number N of a seed is always the same bytes, whatever --start and --count are, so \
            sets that share keys are made by ranges:

              genkeys --count 10000 --out base.pgp --list base.tsv
              genkeys --seed 2 --count 500 --out extra.pgp

            The signatures are real: gpg --check-sigs calls them good. The secret keys follow from \
            the seed, so never use such a key for anything. With --noise, key material and \
            signatures are noise in the right form: keys that SKS keeps and nobody made.
            """)

    @Option(help: "Keys of another seed are other keys.")
    var seed = 1

    @Option(help: "The number of the first key.")
    var start = 0

    @Option(help: "How many keys.")
    var count: Int

    @Option(name: .customLong("user-ids"), help: "The user IDs of each key.")
    var userIDs = 1

    @Flag(help: "No real signatures.")
    var noise = false

    @Option(help: "The binary keyring.", completion: .file())
    var out: String

    @Option(help: "Fingerprint, SKS digest, user ID, bytes of each key (TSV).", completion: .file())
    var list: String?

    /// The keys that one thread makes at a time.
    private static let portion = 500
    /// The portions that are made before they are written: memory is bounded, all processors busy.
    private static let portionsAtOnce = 64

    func validate() throws {
        guard count >= 0, start >= 0, userIDs >= 1 else {
            throw ValidationError("--count and --start are not negative, --user-ids is at least 1")
        }
    }

    func run() throws {
        let keyring = try Output(out)
        let listing = try list.map { try Output($0) }
        let end = start + count
        var size = 0
        let step = Self.portion * Self.portionsAtOnce
        for first in stride(from: start, to: end, by: step) {
            for portion in portions(first..<min(first + step, end)) {
                size += portion.keys.count
                try keyring.write(portion.keys)
                try listing?.write(portion.lines)
            }
        }
        FileHandle.standardError.write(Data("\(count) keys, \(size) bytes\n".utf8))
    }

    /// Keys of these numbers, made on all processors.
    private func portions(_ numbers: Range<Int>) -> [Portion] {
        let starts = Array(
            stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.portion))
        let portions = Mutex([Portion?](repeating: nil, count: starts.count))
        DispatchQueue.concurrentPerform(iterations: starts.count) { index in
            let end = min(starts[index] + Self.portion, numbers.upperBound)
            let portion = portion(starts[index]..<end)
            portions.withLock { $0[index] = portion }
        }
        return portions.withLock { $0.compactMap(\.self) }
    }

    private func portion(_ numbers: Range<Int>) -> Portion {
        var portion = Portion()
        for number in numbers {
            let key = GeneratedKey(
                seed: seed, number: number, userIDCount: userIDs, isNoise: noise)
            let before = portion.keys.count
            for packet in key.packets { portion.keys += packet.framed }
            let line = [
                hexadecimal(key.fingerprint), hexadecimal(key.sksDigest), key.userIDs[0],
                "\(portion.keys.count - before)",
            ]
            portion.lines += Array((line.joined(separator: "\t") + "\n").utf8)
        }
        return portion
    }
}

/// Some keys, and their lines of the list.
private struct Portion: Sendable {
    var keys: [UInt8] = []
    var lines: [UInt8] = []
}

/// A file that is written from its beginning.
private struct Output {
    private let handle: FileHandle

    init(_ path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw ValidationError("\(path) cannot be written: choose another place")
        }
        self.handle = handle
    }

    func write(_ octets: [UInt8]) throws { try handle.write(contentsOf: Data(octets)) }
}

private func hexadecimal(_ octets: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(
        decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
