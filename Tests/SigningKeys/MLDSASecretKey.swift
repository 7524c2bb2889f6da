import Crypto
import OpenPGP

/// ML-DSA together with EdDSA (RFC 9980 §3.2 and §5): both sign the digest.
struct MLDSASecretKey: SecretKey {
    enum Level: Sendable {
        case mlDSA65
        case mlDSA87
    }

    private enum LatticeKey: Sendable {
        case mlDSA65(MLDSA65.PrivateKey)
        case mlDSA87(MLDSA87.PrivateKey)
    }

    private let lattice: LatticeKey
    private let curve: EdwardsSecretKey

    init(_ level: Level, label: String) {
        let seed = noise("\(label) lattice", 32)
        do {
            switch level {
            case .mlDSA65:
                lattice = .mlDSA65(
                    try MLDSA65.PrivateKey(seedRepresentation: seed, publicKey: nil))
                curve = EdwardsSecretKey(.ed25519, label: label)
            case .mlDSA87:
                lattice = .mlDSA87(
                    try MLDSA87.PrivateKey(seedRepresentation: seed, publicKey: nil))
                curve = EdwardsSecretKey(.ed448, label: label)
            }
        } catch {
            preconditionFailure("any 32 octets are the seed of an ML-DSA key: \(error)")
        }
    }

    var publicMaterial: [UInt8] {
        switch lattice {
        case .mlDSA65(let key): curve.publicMaterial + key.publicKey.rawRepresentation
        case .mlDSA87(let key): curve.publicMaterial + key.publicKey.rawRepresentation
        }
    }

    func sign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8] {
        do {
            let signature =
                switch lattice {
                case .mlDSA65(let key): try key.signature(for: digest)
                case .mlDSA87(let key): try key.signature(for: digest)
                }
            return curve.sign(digest: digest, hash: hash) + signature
        } catch {
            preconditionFailure("an ML-DSA key signs any digest: \(error)")
        }
    }
}
