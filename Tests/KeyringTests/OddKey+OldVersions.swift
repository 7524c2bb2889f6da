import OpenPGP
import SigningKeys

private let alice = "Alice <alice@example.org>"

/// Keys and signatures of versions 2, 3 and 5 (numbers 1 to 8, 22 and 23 of OddKeys.md).
extension OddKey {
    static let ofOldVersions: [OddKey] = [
        OddKey(
            "1: v3 RSA of 1024 bits, v3 self-certification by MD5",
            key: { old(bits: 1024).certified(hash: .md5) }, Outline([alice: 1])),
        OddKey(
            "2: v3 RSA of 888 bits", key: { old(bits: 888).certified(hash: .md5) },
            Outline([alice: 1])),
        OddKey(
            "3: v3 RSA of 1127 bits, signed in versions 2, 3 and 4", key: mixedVersions,
            Outline([alice: 3])),
        OddKey(
            "4: v3 and v4 key of one person in one submission",
            {
                old(bits: 1024).certified(hash: .md5).encoded()
                    + SigningKey(.dsa1024).certificate().encoded()
            }, .served([Outline([alice: 1]), Outline([alice: 1])])),
        OddKey(
            "5: v4 key revoked by a v3 signature, with wrong and double ones", key: oldRevocation,
            Outline(direct: 1)),
        OddKey(
            "6: subkey of a v4 key bound by a v3 signature",
            key: {
                let key = SigningKey(.dsa1024, number: 6)
                return key.with(
                    subkey: EncryptionKey.elGamal(),
                    SignatureRecipe(.subkeyBinding, version: 3, hash: .sha1))
            }, Outline([alice: 1], subkeys: [1])),
        OddKey(
            "7: v3 RSA of 2048 bits without signatures",
            key: { TransferablePublicKey(primaryKey: old(bits: 2048).publicKey) },
            refused: "no signature of its own"),
        OddKey(
            "8: doubled signatures, ElGamal subkey that signs and encrypts",
            key: {
                let key = SigningKey(.dsa1024, number: 8)
                let subkey = EncryptionKey.elGamal(
                    algorithm: .elGamalSign)
                var whole = key.with(subkey: subkey, SignatureRecipe(.subkeyBinding))
                whole.identities[0].signatures += whole.identities[0].signatures
                whole.subkeys += whole.subkeys
                return whole
            }, Outline([alice: 1], subkeys: [1])),
        OddKey(
            "22: v5 subkey below a v4 primary key",
            key: {
                let key = SigningKey(.rsa2048, number: 22)
                return key.with(
                    subkey: EncryptionKey.curve25519(version: 5), SignatureRecipe(.subkeyBinding))
            }, Outline([alice: 1], subkeys: [1])),
        OddKey(
            "23: v5 key",
            key: {
                SigningKey(.eddsaLegacy, version: 5).certificate(
                    encrypting: [EncryptionKey.curve25519(version: 5)])
            }, Outline([alice: 1], subkeys: [1])),
    ]

    private static func old(bits: Int) -> SigningKey { SigningKey(rsaBits: bits, version: 3) }

    /// Four signatures, of which two are one: versions 2 and 3 hash the same octets.
    @Sendable private static func mixedVersions() -> TransferablePublicKey {
        let key = old(bits: 1127)
        let third = key.sign(
            .userID(key.publicKey, alice),
            SignatureRecipe(.genericCertification, version: 3, hash: .md5))
        let casual = key.sign(
            .userID(key.publicKey, alice),
            SignatureRecipe(.casualCertification, version: 3, hash: .sha1))
        let fourth = key.sign(
            .userID(key.publicKey, alice),
            SignatureRecipe(
                .positiveCertification, version: 4, issuer: .unhashedKeyID))
        let second = Packet(tag: .signature, body: [2] + third.body.dropFirst())
        return TransferablePublicKey(
            primaryKey: key.publicKey,
            identities: [component(userID: alice, [second, third, casual, fourth])])
    }

    @Sendable private static func oldRevocation() -> TransferablePublicKey {
        let key = SigningKey(.dsa1024, number: 5)
        let subkey = EncryptionKey.elGamal()
        let revocation = key.revocation(version: 3)
        let wrong = (0..<6).map { number in
            key.forge(
                .subkey(key.publicKey, subkey),
                SignatureRecipe(.subkeyRevocation, at: UInt32(1_500_000_500 + number)),
                material: key.rawSign(digest: [UInt8](repeating: 7, count: 20), hash: .sha1))
        }
        var whole = key.with(subkey: subkey, SignatureRecipe(.subkeyBinding))
        whole.directSignatures = [revocation, revocation]
        whole.subkeys[0].signatures += wrong
        return whole
    }
}

extension SigningKey {
    /// The key with Alice's user ID, certified by the given hash algorithm.
    func certified(hash: HashAlgorithm) -> TransferablePublicKey {
        TransferablePublicKey(
            primaryKey: publicKey,
            identities: [component(userID: alice, [selfCertification(alice, hash: hash)])])
    }

    /// The key with Alice's user ID and a subkey with one signature of this kind.
    func with(subkey: PublicKey, _ recipe: SignatureRecipe) -> TransferablePublicKey {
        var whole = certificate(userIDs: [alice])
        whole.subkeys = [component(subkey: subkey, [sign(.subkey(publicKey, subkey), recipe)])]
        return whole
    }
}
