import Foundation
import Keyring
import OpenPGP
import SigningKeys
import TestSupport
import Testing

/// The law that reconciliation rests on: the form depends on what has been seen of a key, not on
/// when and with what it came.
@Suite struct VerifiedKeyUnionTests {
    private static let signers: [SigningKey] =
        [.eddsaLegacy, .ecdsaP256, .rsa1024, .dsa1024].map { SigningKey($0, number: 5) }
        + [SigningKey(.ed25519, number: 5, version: 6)]

    @Test func `pieces of made-up keys give one form in any order and grouping`() throws {
        var random = TestRandom()
        for round in 0..<60 {
            var maker = RandomKey(Self.signers[round % Self.signers.count], random)
            _ = random.next()
            try check(maker.next(mayBeHardRevoked: round % 7 == 0), orders: 2, &random)
        }
    }

    @Test func `pieces of keys of every algorithm give one form in any order and grouping`()
        throws
    {
        var random = TestRandom()
        for algorithm in SigningAlgorithm.ordinary {
            let signer = SigningKey(algorithm, number: 6)
            let subkey =
                signer.publicKey.version == 6
                ? EncryptionKey.x25519() : EncryptionKey.curve25519()
            try check(
                signer.certificate(
                    userIDs: ["A <a@example.org>", "B <b@example.org>"], encrypting: [subkey]),
                orders: 1, &random)
        }
    }

    @Test(.enabled(if: RealKeys.areInstalled))
    func `pieces of real keys give one form in any order and grouping`() throws {
        var random = TestRandom()
        for key in try RealKeys.sample(40, using: &random) {
            try check(key, orders: 1, &random)
        }
    }

    /// Lets the pieces arrive at a node and checks what it keeps.
    private func check(
        _ whole: TransferablePublicKey, orders: Int, _ random: inout TestRandom
    ) throws {
        let form = whole.form
        let expected = whole.asSets
        #expect(form.key.form == form, "the form of the form is itself")
        let served = ServedForm(stored: expected, verified: form)
        for _ in 0..<orders {
            var node = StoredKey(of: whole.primaryKey)
            for arrival in whole.pieces.arrivals(using: &random) { try node.take(arrival) }
            #expect(node.stored == expected)
            #expect(node.verified == form)
            #expect(node.verified.digest == form.digest)
            #expect(node.served() == served)
        }
        // What has been verified apart, all at once, without the shortcuts of a node.
        let apart = whole.pieces.shuffled(using: &random).map(\.form)
        #expect(apart.reduce(.nothing(of: whole.primaryKey)) { $0.merged(with: $1) } == form)
    }
}

/// The keyrings of Debian and Arch, from the packages debian-keyring and archlinux-keyring.
enum RealKeys {
    private static let files = [
        "debian-nonupload", "debian-role-keys", "debian-maintainers", "archlinux",
        "debian-keyring",
    ].map { "/usr/share/keyrings/\($0).gpg" }

    static var areInstalled: Bool { !installed.isEmpty }

    private static var installed: [String] {
        files.filter { FileManager.default.fileExists(atPath: $0) }
    }

    static func all() throws -> [TransferablePublicKey] {
        try installed.flatMap { file in
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
            if Armor.isArmored(bytes) { bytes = try Armor.decode(bytes).flatMap(\.bytes) }
            return TransferablePublicKeyReader(bytes).compactMap {
                if case .key(let key) = $0 { key } else { nil }
            }
        }
    }

    static func sample(
        _ count: Int, using random: inout TestRandom
    ) throws -> [TransferablePublicKey] {
        Array(try all().shuffled(using: &random).prefix(count))
    }
}
