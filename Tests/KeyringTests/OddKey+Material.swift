import OpenPGP
import SigningKeys

private let alice = "Alice <alice@example.org>"

/// Keys of odd algorithms, sizes and versions.
extension OddKey {
    static let ofOddMaterial: [OddKey] = ofOddNumbers + ofOddAlgorithms

    private static let ofOddNumbers: [OddKey] = [
        OddKey(
            "17: octets behind the key material",
            key: {
                TransferablePublicKey(
                    primaryKey: trailing, identities: [component(userID: alice, [])])
            }, refused: "octets follow the key material"),
        OddKey(
            "18: RSA of 1023 bits", key: { SigningKey(rsaBits: 1023).certificate() },
            Outline([alice: 1])),
        OddKey(
            "35: RSA of 16384 bits", key: { SigningKey(.rsa16384).certificate() },
            Outline([alice: 1])),
        OddKey(
            "35: RSA of 16392 bits", key: { SigningKey(rsaBits: 16392).certificate() },
            refused: "larger than is verified"),
        OddKey(
            "36: DSA with a subgroup of 384 bits",
            key: {
                SigningKey(.dsa3072).certificate(signing: [SigningKey(.dsa3072, number: 36)])
            }, Outline([alice: 1], subkeys: [1])),
        OddKey(
            "56: RSA of 8192 bits", key: { SigningKey(rsaBits: 8192).certificate() },
            Outline([alice: 1])),
        OddKey(
            "56: RSA with the exponent 3",
            key: { SigningKey(rsaBits: 2048, number: 3, publicExponent: 3).certificate() },
            Outline([alice: 1])),
        OddKey(
            "56: RSA with an exponent of 33 bits",
            key: {
                SigningKey(rsaBits: 2048, number: 33, publicExponent: 0x1_0000_000F).certificate()
            }, Outline([alice: 1])),
    ]

    private static let ofOddAlgorithms: [OddKey] = [
        OddKey(
            "19: six algorithms in one submission",
            {
                [
                    .eddsaLegacy, .ecdsaP256, .ecdsaSecp256k1, .ecdsaBrainpoolP256,
                    .ecdsaBrainpoolP384, .ecdsaBrainpoolP512,
                ].flatMap { SigningKey($0, number: 19).certificate().encoded() }
            }, .served(Array(repeating: Outline([alice: 1]), count: 6))),
        OddKey(
            "20: Ed25519 with a P-521 subkey for encryption",
            key: {
                SigningKey(.eddsaLegacy, number: 20).certificate(
                    encrypting: [EncryptionKey.ecdh(.ecdsaP521)])
            }, Outline([alice: 1], subkeys: [1])),
        OddKey(
            "25: v6 with Ed25519, Ed448, X25519",
            key: {
                SigningKey(.ed25519, number: 25, version: 6).certificate(
                    signing: [SigningKey(.ed448, number: 25, version: 6)],
                    encrypting: [EncryptionKey.x25519()])
            }, Outline(direct: 1, [alice: 1], subkeys: [1, 1])),
        OddKey(
            "25: v6 with nothing but its direct-key signature",
            key: {
                let key = SigningKey(.ed25519, number: 25, version: 6)
                return TransferablePublicKey(
                    primaryKey: key.publicKey, directSignatures: [key.directKeySignature()])
            }, Outline(direct: 1)),
        OddKey(
            "25: v6 without direct-key signature",
            key: {
                var whole = SigningKey(.ed25519, number: 25, version: 6).certificate()
                whole.directSignatures = []
                return whole
            }, refused: "direct-key signature"),
        OddKey(
            "25: secret key",
            {
                encoded([
                    Packet(
                        tag: .secretKey,
                        body: SigningKey(number: 25, version: 6).publicKey.body + [0] + [1, 2, 3])
                ])
            }, .refused("secret key")),
        OddKey(
            "26: v6 with the packaging of Ed25519 that version 4 has",
            key: { SigningKey(.eddsaLegacy, version: 6).certificate() },
            refused: "may not use public-key algorithm 22"),
        OddKey(
            "27: ML-DSA-65 with Ed25519, ML-KEM subkey",
            key: {
                SigningKey(.mlDSA65Ed25519).certificate(encrypting: [EncryptionKey.mlKEM768()])
            }, Outline(direct: 1, [alice: 1], subkeys: [1])),
        OddKey(
            "27: SLH-DSA, which is not verified",
            key: { slhDSA }, refused: "public-key algorithm 32 are not verified here"),
        OddKey(
            "29: ML-DSA-87 with Ed448 before and behind a v4 key",
            {
                let modern = SigningKey(.mlDSA87Ed448).certificate().encoded()
                return modern + SigningKey(.rsa4096).certificate().encoded() + modern
            },
            .served([
                Outline(direct: 1, [alice: 1]), Outline([alice: 1]), Outline(direct: 1, [alice: 1]),
            ])),
        OddKey(
            "37: SM2 subkey; designated revoker, open and concealed", key: designatedRevoker,
            Outline(direct: 1, [alice: 1], subkeys: [1])),
        OddKey(
            "39: EdDSA on a brainpool curve",
            key: {
                let point = SigningKey(.ecdsaBrainpoolP256).publicKey
                let primary = PublicKey(
                    version: 4, algorithm: .eddsaLegacy,
                    material: Array(point.body[point.materialRange]))
                return TransferablePublicKey(
                    primaryKey: primary, identities: [component(userID: alice, [])])
            }, refused: "curve"),
        OddKey(
            "40: subkeys of unknown algorithm and curve", key: unknownSubkeys,
            Outline([alice: 1], subkeys: [1, 1])),
        OddKey(
            "42: subkey with the flag of additional decryption",
            key: {
                let key = SigningKey(number: 42)
                let subkey = EncryptionKey.x25519(version: 4)
                return key.with(
                    subkey: subkey,
                    SignatureRecipe(.subkeyBinding, hashed: [.octets(27, [0, 4])]))
            }, Outline([alice: 1], subkeys: [1])),
        OddKey(
            "59: v4 with Ed448",
            key: {
                SigningKey(.ed448, number: 59).certificate(
                    signing: [SigningKey(.ed448, number: 590)])
            }, Outline([alice: 1], subkeys: [1])),
    ]

    private static var trailing: PublicKey {
        let key = SigningKey(.rsa1024).publicKey
        return PublicKey(
            version: 4, algorithm: .rsa, material: Array(key.body[key.materialRange]) + [0])
    }

    private static var slhDSA: TransferablePublicKey {
        TransferablePublicKey(
            primaryKey: PublicKey(
                version: 6, algorithm: .slhDSA128s, material: Array(repeating: 7, count: 32)),
            identities: [component(userID: alice, [])])
    }

    @Sendable private static func designatedRevoker() -> TransferablePublicKey {
        let key = SigningKey(number: 370)
        let revoker = SigningKey(number: 371).publicKey
        let sm2: [UInt8] = [8, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D]
        let subkey = PublicKey(
            version: 4, algorithm: .ecdh,
            material: sm2 + [2, 3] + [4] + [UInt8](repeating: 9, count: 64) + [3, 1, 8, 7])
        var whole = key.certificate(userIDs: [alice], encrypting: [subkey])
        whole.directSignatures = [
            key.directKeySignature(hashed: [.revocationKey(revoker)]),
            key.directKeySignature(hashed: [.revocationKey(revoker, isSensitive: true)]),
            // His revocation is another key's signature, which nobody here verifies.
            SigningKey(number: 371).sign(
                .primaryKey(key.publicKey), SignatureRecipe(.keyRevocation)),
        ]
        return whole
    }

    /// What only encrypts is bound whatever it is; what signs has to show that it does.
    @Sendable private static func unknownSubkeys() -> TransferablePublicKey {
        let key = SigningKey(number: 40)
        let unknown = PublicKey(
            version: 4, algorithm: PublicKeyAlgorithm(rawValue: 99), material: [1, 2, 3, 4])
        let oddCurve = PublicKey(
            version: 4, algorithm: .ecdh, material: [3, 0x2A, 3, 4, 0, 8, 0xFF, 3, 1, 8, 7])
        let signing = PublicKey(
            version: 4, algorithm: PublicKeyAlgorithm(rawValue: 98), material: [1, 2, 3, 4])
        var whole = key.certificate(userIDs: [alice], encrypting: [unknown, oddCurve])
        whole.subkeys.append(
            component(subkey: signing, [key.binding(signing, flags: .sign)]))
        return whole
    }
}
