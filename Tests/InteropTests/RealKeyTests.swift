import Foundation
import OpenPGP
import Testing

extension Interoperability {
    @Suite(
        .serialized,
        .enabled(
            if: Tool.sks.isExpected && RealKeyrings.areExpected,
            "needs SKS and real keys: apt-get install sks debian-keyring archlinux-keyring"))
    struct RealKeys {
        @Test func `our digest of each real key is the one that SKS computes`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keyrings = try RealKeyrings()
            let (once, several) = (keyrings.once, keyrings.several)
            print(
                "\(keyrings.copies.count) copies are \(keyrings.byFingerprint.count) keys,",
                "\(several.count) of them occur more than once")
            #expect(once.count > 1000)
            #expect(!several.isEmpty)

            let sks = try await Self.sks(
                "built", holding: try RealKeyrings.writeBinary(to: scratch), in: scratch)
            for key in once {
                try await expect(sks, toHold: key.normalized())
            }
            try await sks.stop()

            // `sks build` keeps copies apart; what is submitted is merged.
            let merging = try await Self.sks("merging", holding: [], in: scratch)
            for copies in several {
                for copy in copies {
                    let armored = String(decoding: Armor.encode(copy.encoded()), as: UTF8.self)
                    let answer = try await HTTPExchange.add(
                        armored, to: merging.address, merging.httpPort)
                    #expect(answer.status == 200)
                }
                let merged = copies.dropFirst().reduce(copies[0].normalized()) {
                    $0.merged(with: $1) ?? $0
                }
                #expect(Set(copies.map(\.sksDigest) + [merged.sksDigest]).count == 3)
                try await expect(merging, toHold: merged)
            }
            try await merging.stop()
        }

        private func expect(
            _ sks: SKSNode, toHold key: TransferablePublicKey
        ) async throws {
            let found = try await sks.key(withDigest: key.sksDigest.hex)
            let fingerprint = try found.map { text in
                guard let block = try Armor.decode(Array(text.utf8)).first,
                    case .key(let key)? = TransferablePublicKeyReader(block.bytes).first(
                        where: { _ in true })
                else { throw InteropError("SKS answers no key") }
                return key.fingerprint
            }
            #expect(fingerprint == key.fingerprint)
        }

        @Test func `load takes the files as their packages install them`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keyrings = try RealKeyrings()
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            let result = try await node.run("load", RealKeyrings.files)
            let (keys, copies) = (keyrings.byFingerprint.count, keyrings.copies.count)
            #expect(
                result.output.contains(
                    "loaded \(keys) new, \(copies - keys) updated, 0 unchanged, 0 refused"),
                "\(result.output)\(result.errors)")
            #expect(try await node.run("check").code == 0)
        }

        @Test func `an empty node of ours fills itself from SKS`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keyrings = try RealKeyrings()
            let ourAddress = Loopback.address()
            let sksAddress = Loopback.address()
            let toSKS = try TranscriptRelay(acceptor: sksAddress, dialler: ourAddress)
            defer { toSKS.close() }
            let sks = try await Self.sks(
                "sks", holding: try RealKeyrings.writeBinary(to: scratch), in: scratch,
                address: sksAddress, peer: (ourAddress, 1))
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: ourAddress,
                peers: [
                    .init(
                        name: "sks", recon: "\(sksAddress):\(toSKS.port)",
                        http: "http://\(sksAddress):\(sks.httpPort)")
                ])
            toSKS.target = sks.reconPort
            let start = ContinuousClock.now
            try await node.start()
            let count = keyrings.byFingerprint.count
            try await poll("the node to hold \(count) keys", seconds: 60) {
                try await node.status().keys == count
            }
            let seconds = (ContinuousClock.now - start).inSeconds
            print(
                "an empty node holds \(count) real keys after \(seconds) s with",
                "\(node.program?.cpuSeconds ?? 0) CPU s, SKS \(sks.cpuSeconds) CPU s")

            // SKS held copies apart. It fetches what we merged of them, merges it with each, and
            // then both hold the same: a session that finds no difference proves it.
            try await poll("a session without any difference", seconds: 90, every: .seconds(1)) {
                let result = try await node.run("recon", ["sks", "--json"])
                guard result.code == 0, let last = toSKS.sessions.last, last.hasEnded,
                    let transcript = try? Transcript(last)
                else { return false }
                return transcript.isComplete
                    && transcript.exchanges == [
                        Transcript.Exchange(
                            depth: 0, request: .poly(size: count), reply: .elements(0))
                    ]
            }
            #expect(try await node.status().sks?.count == count)
            for key in keyrings.once {
                let found = try await node.key(withDigest: key.normalized().sksDigest.hex)
                #expect(found != nil, "\(key.fingerprint.hex)")
            }
            let check = try await node.run("check")
            #expect(check.code == 0, "\(check.output)")
            try await node.stop()
            try await sks.stop()
        }

        private static func sks(
            _ name: String, holding files: [String], in scratch: Scratch,
            address: String = Loopback.address(), peer: (String, Int)? = nil
        ) async throws -> SKSNode {
            let pattern = "\(scratch.path)/\(name)-pattern"
            try await SKSNode.build(in: pattern, from: files)
            return try await SKSNode(
                in: "\(scratch.path)/\(name)", pattern: pattern, address: address, peer: peer)
        }
    }
}
