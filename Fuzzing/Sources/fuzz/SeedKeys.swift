import OpenPGP
import SigningKeys

/// Keys whose private parts are known, with every kind of signature.
enum SeedKeys {
    /// Those that sign fast, so that a fuzzed signature can be signed anew.
    private static let signers = [
        SigningKey(.ed25519), SigningKey(.ed25519, version: 6), SigningKey(.eddsaLegacy),
        SigningKey(.ecdsaP256), SigningKey(.rsa1024), SigningKey(.rsa1024, version: 3),
    ]

    private static let byBody = Dictionary(
        signers.map { ($0.publicKey.body, $0) }, uniquingKeysWith: { first, _ in first })

    /// The private key of a public one, if it is one of ours.
    static func signer(of key: PublicKey) -> SigningKey? { byBody[key.body] }

    /// A short certificate of each algorithm, and of the fast signers one with each kind of
    /// component and signature.
    static func certificates() -> [TransferablePublicKey] {
        let algorithms = SigningAlgorithm.ordinary.filter { $0 != .ed25519 && $0 != .rsa1024 }
        return signers.flatMap(certificates)
            + algorithms.map { SigningKey($0).certificate(userIDs: ["a@b.c"]) }
    }

    private static func certificates(by key: SigningKey) -> [TransferablePublicKey] {
        let version = key.publicKey.version
        let plain = key.certificate(userIDs: ["a@b.c"])
        guard version > 3 else { return [plain] }
        let subkey = SigningKey(.ed25519, number: 1, version: version)
        var full = key.certificate(
            userIDs: ["Alice <a@b.c>"], signing: [subkey],
            encrypting: [EncryptionKey.x25519(version: version)])
        full.directSignatures.append(key.revocation(reason: 3))
        full.identities[0].signatures += [
            key.userIDRevocation("Alice <a@b.c>"),
            key.approval(of: [], userID: "Alice <a@b.c>"),
            subkey.certification(of: "Alice <a@b.c>", on: key.publicKey),
        ]
        full.subkeys[1].signatures.append(
            key.subkeyRevocation(EncryptionKey.x25519(version: version)))
        var unhashed = key.certificate(userIDs: [])
        unhashed.subkeys = [
            component(
                subkey: subkey.publicKey,
                [key.binding(signing: subkey, backSignature: .unhashed)])
        ]
        var revoked = plain
        revoked.directSignatures.append(key.revocation())
        return [plain, full, unhashed, revoked]
    }
}
