import Foundation
import OpenPGP
import SigningKeys
import Testing

extension Interoperability {
    /// What GnuPG 2.2, the client that hostile keys hurt most, makes of what we serve.
    @Suite(
        .serialized,
        .enabled(if: Tool.gpg.isExpected, "needs GnuPG: apt-get install gnupg dirmngr"))
    struct HostileKeys {
        @Test(
            .enabled(
                if: RealKeyrings.areExpected,
                "needs real keys: apt-get install debian-keyring archlinux-keyring"),
            arguments: [false, true])
        func `gpg takes what is served of real keys with all their verified user IDs`(
            poisoned: Bool
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keys = try RealKeySample()
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.load(
                try scratch.write(
                    keys.all.flatMap { (poisoned ? Poison.of($0) : $0).encoded() }, to: "keys.pgp"))
            try await node.start()

            let served = try await node.served(keys.all.map(\.fingerprint))
            #expect(served.count == keys.all.count)
            let home = try GnuPGHome(in: scratch, "gpg")
            let held = try await home.imported(served.values.map(\.self), in: scratch)
            await home.close()
            try await node.stop()

            var userIDs = 0
            for (fingerprint, expected) in keys.userIDs {
                userIDs += expected.count
                #expect(
                    held[fingerprint] == expected,
                    "\(fingerprint.hex) lost \(expected.subtracting(held[fingerprint] ?? []))")
            }
            let how = poisoned ? "poisoned" : "as they are"
            print(
                "gpg took \(keys.userIDs.count) real keys, \(how),",
                "with \(userIDs) user IDs; \(keys.all.count - keys.userIDs.count) more are revoked",
                "for all time")
        }

        @Test func `the poison is one: gpg 2.2 loses the user ID of a key that nobody cleaned`()
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let home = try GnuPGHome(in: scratch, "gpg")
            // Later versions are not impressed.
            guard try await home.run("--version").output.contains("(GnuPG) 2.2.") else { return }
            let key = SigningKey(.eddsaLegacy, number: 22)
            var poisoned = key.certificate()
            let good = poisoned.identities[0].signatures[0]
            poisoned.identities[0].signatures.append(
                try #require(SignatureVariant.wrongIssuer.of(good, by: key.publicKey)))
            let held = try await home.imported([poisoned], in: scratch)
            await home.close()
            #expect(held.isEmpty)
        }

        @Test func `a gpg that holds a key takes its hard revocation`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let port = try Loopback.port(at: "127.0.0.1")
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address(), localPort: port)
            try await node.start()
            let owner = try GnuPGHome(in: scratch, "owner")
            let friend = try GnuPGHome(in: scratch, "friend")
            let key = try await owner.makeKey("Ada Lovelace <ada@example.org>")
            #expect(try await owner.keyserver(port, "--send-keys", key).code == 0)
            #expect(try await friend.keyserver(port, "--recv-keys", key).code == 0)
            #expect(try await friend.validity(of: key) != "r")

            // The owner sends nothing but the revocation that gpg made together with the key.
            let revocation = try owner.revocation(of: key)
            let answer = try await HTTPExchange.add(revocation, to: node.address, node.httpPort)
            #expect(answer.status == 200, "\(answer.text)")
            let served = try await node.served([Fingerprint(hex: key)].compactMap(\.self))
            #expect(served.values.map { $0.packets.map(\.tag) } == [[.publicKey, .signature]])

            let refreshed = try await friend.keyserver(port, "--refresh-keys")
            #expect(refreshed.code == 0, "\(refreshed.errors)")
            #expect(try await friend.validity(of: key) == "r")
            #expect(try await friend.userIDs(key) == ["Ada Lovelace <ada@example.org>"])

            for home in [owner, friend] { await home.close() }
            try await node.stop()
        }

        @Test func `gpg takes odd keys as they are served`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let algorithms = SigningAlgorithm.allCases.filter {
                $0.usualVersion == 4 && $0 != .ed25519 && $0 != .ed448
            }
            let keys = algorithms.map { algorithm in
                Poison.of(
                    SigningKey(algorithm, number: 4).certificate(
                        userIDs: ["\(algorithm.rawValue) <odd@example.org>"],
                        signing: [SigningKey(algorithm, number: 40)]))
            }
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.load(
                try scratch.write(
                    keys.flatMap(\.packets).flatMap { encoded([$0, .trust, .padding]) },
                    to: "odd.pgp"))
            try await node.start()
            let served = try await node.served(keys.map(\.fingerprint))
            let home = try GnuPGHome(in: scratch, "gpg")
            let held = try await home.imported(served.values.map(\.self), in: scratch)
            let listing = try await home.run("--with-colons", "--check-sigs").output
            await home.close()
            try await node.stop()
            #expect(held.count == keys.count)
            for (key, algorithm) in zip(keys, algorithms) {
                #expect(held[key.fingerprint]?.count == 1, "\(algorithm)")
            }
            let signatures = listing.split(separator: "\n").filter { $0.hasPrefix("sig:") }
            #expect(signatures.count == 2 * keys.count)
            #expect(signatures.allSatisfy { $0.hasPrefix("sig:!") }, "\(listing)")
        }
    }
}

/// Real keys, of which so many are tried: all with `CLAVIGER_ALL_KEYS` in the environment, else
/// one in eight.
private struct RealKeySample {
    let all: [TransferablePublicKey]
    /// The user IDs for which their owner speaks, of the keys that are not revoked for all time.
    let userIDs: [Fingerprint: Set<Packet>]

    init() throws {
        let environment = ProcessInfo.processInfo.environment
        let step = environment["CLAVIGER_ALL_KEYS"] == nil ? 8 : 1
        let sorted = try RealKeyrings().byFingerprint.values.map {
            copies in
            copies.dropFirst().reduce(copies[0].normalized()) { $0.merged(with: $1) ?? $0 }
        }.sorted { $0.fingerprint < $1.fingerprint }
        all = stride(from: 0, to: sorted.count, by: step).map { sorted[$0] }
        var userIDs: [Fingerprint: Set<Packet>] = [:]
        for key in all where !key.isHardRevoked { userIDs[key.fingerprint] = key.verifiedUserIDs }
        self.userIDs = userIDs
    }
}

extension TransferablePublicKey {
    /// Whether a signature in this place is by the key itself.
    fileprivate func holds(_ packet: Packet, on subject: SignatureSubject) -> Bool {
        guard let signature = try? Signature(packet) else { return false }
        var cost = 0
        if case .verified = SignatureVerifier(primaryKey).verify(
            signature, on: subject, cost: &cost)
        {
            return true
        }
        return false
    }

    fileprivate var isHardRevoked: Bool {
        directSignatures.contains { packet in
            guard let signature = try? Signature(packet), signature.type == .keyRevocation,
                holds(packet, on: .primaryKey)
            else { return false }
            return [nil, 0, 2].contains(signature.reasonForRevocation?.code)
        }
    }

    fileprivate var verifiedUserIDs: Set<Packet> {
        Set(
            identities.filter { identity in
                identity.packet.tag == .userID
                    && identity.signatures.contains {
                        holds($0, on: .userID(identity.packet.body))
                    }
            }.map(\.packet))
    }
}

/// What strangers do to a key: variants of every signature of its own, before and behind the good
/// one.
enum Poison {
    static func of(_ key: TransferablePublicKey) -> TransferablePublicKey {
        var poisoned = key
        for index in poisoned.identities.indices {
            poisoned.identities[index].signatures = of(
                poisoned.identities[index].signatures, key.primaryKey)
        }
        for index in poisoned.subkeys.indices {
            poisoned.subkeys[index].signatures = of(
                poisoned.subkeys[index].signatures, key.primaryKey)
        }
        return poisoned
    }

    private static func of(_ signatures: [Packet], _ owner: PublicKey) -> [Packet] {
        signatures.flatMap { packet in
            guard let signature = try? Signature(packet), signature.issuerKeyID == owner.keyID
            else { return [packet] }
            let variants = SignatureVariant.all(of: packet, by: owner)
            return variants + [packet] + variants
        }
    }
}

extension Packet {
    fileprivate static let trust = Packet(tag: .trust, body: [6, 0])
    fileprivate static let padding = Packet(tag: .padding, body: [0, 0, 0])
}

extension ClavigerNode {
    /// What HKP version 1 gives out under these fingerprints.
    func served(
        _ fingerprints: [Fingerprint]
    ) async throws -> [Fingerprint: TransferablePublicKey] {
        var served: [Fingerprint: TransferablePublicKey] = [:]
        for fingerprint in fingerprints {
            let answer = try await HTTPExchange.get(
                address, httpPort, "/pks/lookup?op=get&options=mr&search=0x\(fingerprint.hex)")
            guard answer.status == 200 else { continue }
            guard
                let bytes = try Armor.decode(Array(answer.text.utf8)).first?.bytes,
                let key = try? TransferablePublicKey.decode(bytes)
            else { throw InteropError("\(fingerprint.hex): not one key: \(answer.text)") }
            served[fingerprint] = key
        }
        return served
    }
}

extension GnuPGHome {
    /// Imports keys into this home; returns the user IDs that it then holds of each.
    func imported(
        _ keys: [TransferablePublicKey], in scratch: Scratch
    ) async throws -> [Fingerprint: Set<Packet>] {
        let file = try scratch.write(
            Armor.encode(keys.flatMap { $0.encoded() }), to: "served.asc")
        // Its exit code is not 0 where it skips a key; what it holds then tells which.
        _ = try await run("--no-auto-check-trustdb", "--import", file)
        let output = "\(scratch.path)/held.pgp"
        let exported = try await run("--output", output, "--export")
        if exported.errors.contains("nothing exported") { return [:] }
        guard exported.code == 0, let data = FileManager.default.contents(atPath: output) else {
            throw InteropError("gpg exports nothing: \(exported.errors)")
        }
        var held: [Fingerprint: Set<Packet>] = [:]
        for case .key(let key) in TransferablePublicKeyReader([UInt8](data)) {
            held[key.fingerprint] = Set(
                key.identities.map(\.packet).filter { $0.tag == .userID })
        }
        return held
    }

    /// What gpg says of a key's validity, such as `r` for revoked.
    func validity(of fingerprint: String) async throws -> String? {
        try await run("--with-colons", "--list-keys", fingerprint).output
            .split(separator: "\n").first { $0.hasPrefix("pub:") }
            .map { String($0.split(separator: ":", omittingEmptySubsequences: false)[1]) }
    }

    /// The armored revocation that gpg made together with a key.
    func revocation(of fingerprint: String) throws -> String {
        let path = "\(folder)/openpgp-revocs.d/\(fingerprint).rev"
        // A colon before the armor keeps people from importing it by mistake.
        let lines = Program.text(path).components(separatedBy: "\n")
        guard let start = lines.firstIndex(where: { $0.hasPrefix(":-----BEGIN") }) else {
            throw InteropError("gpg made no revocation of \(fingerprint)")
        }
        return lines[start...].map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
            .joined(separator: "\n")
    }
}
