import Foundation
import OpenPGP
import SigningKeys
import Testing

extension Interoperability {
    /// Odd keys on their way through a whole node, by the numbers of KeyringTests/OddKeys.md.
    @Suite(.serialized)
    struct OddKeys {
        private let alice = "Alice <alice@example.org>"

        @Test func `24 and 29: keys of version 6 are not mixed into what old clients get`()
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let old = SigningKey(.eddsaLegacy, number: 24)
            let new = SigningKey(.ed25519, number: 24, version: 6)
            let quantum = SigningKey(.mlDSA87Ed448, number: 29)
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.load(
                try scratch.write(
                    [new, old, quantum].flatMap { $0.certificate().encoded() }, to: "mixed.pgp"))
            try await node.start()
            let answer = try await HTTPExchange.get(
                node.address, node.httpPort, "/pks/lookup?op=get&options=mr&search=alice")
            let keys = try Armor.decode(Array(answer.text.utf8)).flatMap {
                TransferablePublicKeyReader($0.bytes).compactMap { element in
                    if case .key(let key) = element { key.fingerprint } else { nil }
                }
            }
            #expect(keys == [old.fingerprint])
            for key in [new, quantum] {
                let answer = try await HTTPExchange.get(
                    node.address, node.httpPort,
                    "/pks/v2/certs/by-vfingerprint/06\(key.fingerprint.hex)")
                #expect(answer.status == 200, "\(answer.text)")
            }
            try await node.stop()
        }

        @Test(.enabled(if: Tool.sq.isExpected, "needs Sequoia: apt-get install sq"))
        func `46: what sq attests is what is served`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let folder = scratch.path
            for name in ["ada", "charles", "mary"] {
                try await sq(
                    "key", "generate", "-u", "\(name)@example.org", "--export",
                    "\(folder)/\(name).pgp")
                try await sq(
                    "key", "extract-cert", "\(folder)/\(name).pgp", "--output",
                    "\(folder)/\(name).public")
            }
            // Ada approves what Charles certified; Mary certifies afterwards.
            try await certify("ada.public", by: "charles", to: "ada.certified", in: folder)
            try await sq(
                "keyring", "merge", "\(folder)/ada.pgp", "\(folder)/ada.certified", "--output",
                "\(folder)/ada.merged")
            try await sq(
                "key", "attest-certifications", "\(folder)/ada.merged", "--output",
                "\(folder)/ada.attested")
            try await sq(
                "key", "extract-cert", "\(folder)/ada.attested", "--output",
                "\(folder)/ada.approving")
            try await certify("ada.approving", by: "mary", to: "ada.all", in: folder)
            let file = "\(folder)/ada.all"

            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.load(file)
            try await node.start()
            let fingerprint = try primaryFingerprint(in: file)
            let served = try #require(try await node.served([fingerprint])[fingerprint])
            let issuers = served.identities[0].signatures.compactMap {
                (try? Signature($0))?.issuerFingerprint
            }
            let charles = try primaryFingerprint(in: "\(folder)/charles.public")
            let mary = try primaryFingerprint(in: "\(folder)/mary.public")
            #expect(issuers.contains(charles))
            #expect(!issuers.contains(mary))
            try await node.stop()
        }

        private func sq(_ arguments: String...) async throws {
            try await Program.check(["sq"] + arguments)
        }

        private func certify(
            _ file: String, by name: String, to output: String, in folder: String
        ) async throws {
            try await sq(
                "certify", "\(folder)/\(name).pgp", "\(folder)/\(file)", "ada@example.org",
                "--output", "\(folder)/\(output)")
        }

        private func primaryFingerprint(in file: String) throws -> Fingerprint {
            var bytes = [UInt8](FileManager.default.contents(atPath: file) ?? Data())
            if Armor.isArmored(bytes) { bytes = try Armor.decode(bytes).flatMap(\.bytes) }
            var reader = PacketReader(bytes)
            guard let packet = try reader.next() else { throw InteropError("\(file) is empty") }
            return try PublicKey(body: packet.body).fingerprint
        }

        @Test(
            .enabled(
                if: Tool.sq.isExpected && Tool.gpg.isExpected,
                "needs Sequoia and GnuPG: apt-get install sq gnupg"))
        func `57: sq and gpg take a key that came with what they choke on`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let key = SigningKey(.eddsaLegacy, number: 57)
            var whole = Poison.of(
                key.certificate(userIDs: [alice], encrypting: [EncryptionKey.curve25519()]))
            whole.identities.append(component(userID: "Mallory", []))
            let rubbish = [(PacketTag.marker, Array("PGP".utf8)), (.trust, [6]), (.padding, [0])]
                .map { Packet(tag: $0.0, body: $0.1) }
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.load(
                try scratch.write(
                    encoded(rubbish + whole.packets.flatMap { [$0] + rubbish }), to: "key.pgp"))
            try await node.start()
            let answer = try await HTTPExchange.get(
                node.address, node.httpPort,
                "/pks/lookup?op=get&options=mr&search=0x\(key.fingerprint.hex)")
            let file = try scratch.write(answer.body, to: "served.asc")
            let inspected = try await Program.check(["sq", "inspect", file])
            #expect(inspected.contains(alice))
            #expect(!inspected.contains("Mallory"))
            #expect(!inspected.lowercased().contains("invalid"), "\(inspected)")
            let home = try GnuPGHome(in: scratch, "gpg")
            let imported = try await home.run("--import", file)
            #expect(imported.code == 0, "\(imported.errors)")
            #expect(try await home.userIDs(key.fingerprint.hex) == [alice])
            await home.close()
            try await node.stop()
        }

        @Test func `21 and 50: a stolen subkey leads nobody to the thief`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let (thief, victim) = (
                SigningKey(.eddsaLegacy, number: 21), SigningKey(.eddsaLegacy, number: 210)
            )
            var stolen = thief.certificate(userIDs: ["Thief <thief@example.org>"])
            stolen.subkeys = [
                component(
                    subkey: victim.publicKey, [thief.binding(victim.publicKey, flags: .sign)])
            ]
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.load(
                try scratch.write(
                    stolen.encoded() + victim.certificate(userIDs: [alice]).encoded(),
                    to: "keys.pgp"))
            try await node.start()
            let index = try await HTTPExchange.get(
                node.address, node.httpPort,
                "/pks/lookup?op=index&options=mr&search=0x\(victim.keyID.hex)")
            #expect(index.text.contains(victim.fingerprint.hex))
            #expect(!index.text.contains(thief.fingerprint.hex))
            try await node.stop()
        }

        @Test
        func `16: what has nothing valid is refused to a client and kept from load, unserved`()
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let key = SigningKey(.eddsaLegacy, number: 16)
            let junk = JunkSelfSignatures.key(key, octets: 2_000)
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.load(try scratch.write(junk.encoded(), to: "junk.pgp"))
            try await node.start()
            #expect(try await node.status().keys == 1)
            #expect(try await node.served([key.fingerprint]).isEmpty)
            let search = try await HTTPExchange.get(
                node.address, node.httpPort, "/pks/lookup?op=index&options=mr&search=junk")
            #expect(search.status == 404)
            let other = JunkSelfSignatures.key(
                SigningKey(.eddsaLegacy, number: 160), octets: 2_000)
            let armored = String(decoding: Armor.encode(other.encoded()), as: UTF8.self)
            let answer = try await HTTPExchange.add(armored, to: node.address, node.httpPort)
            #expect((400..<500).contains(answer.status), "\(answer.status): \(answer.text)")
            #expect(try await node.status().keys == 1)
            try await node.stop()
        }
    }
}
