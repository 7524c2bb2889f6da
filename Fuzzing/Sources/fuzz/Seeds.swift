import FoundationEssentials
import OpenPGP

/// Inputs to begin with: a few real keys of each shape, cut down to a few signatures.
enum Seeds {
    /// Keys of one shape that are used.
    private static let keysPerShape = 2
    /// The longest that a cut-down key may be, octets. Short inputs are fuzzed faster.
    private static let longestKey = 4096

    static func write(
        for target: any FuzzTarget.Type, to folder: String, from keyrings: [String]
    ) throws {
        var keys: [TransferablePublicKey] = []
        for keyring in keyrings {
            let octets = try Data(contentsOf: URL(filePath: keyring))
            keys += TransferablePublicKeyReader(Array(octets)).compactMap { element in
                if case .key(let key) = element { key } else { nil }
            }
        }
        let seeds = try target.seeds(from: selection(of: keys))
        for (number, seed) in seeds.enumerated() {
            let file = URL(filePath: folder).appending(path: "seed-\(number)")
            try Data(seed).write(to: file)
        }
        print("\(seeds.count) seeds from \(keys.count) keys")
    }

    private static func selection(of keys: [TransferablePublicKey]) -> [TransferablePublicKey] {
        let short = keys.map(cutDown).filter { $0.encodedLength <= longestKey }
            .sorted { $0.encodedLength < $1.encodedLength }
        var counts: [[UInt8]: Int] = [:]
        return short.filter { key in
            counts[shape(of: key), default: 0] += 1
            return counts[shape(of: key), default: 0] <= keysPerShape
        }
    }

    /// The first user ID, user attribute and two subkeys, each with two of its own signatures and
    /// one of a stranger.
    private static func cutDown(_ key: TransferablePublicKey) -> TransferablePublicKey {
        func few(_ signatures: [Packet]) -> [Packet] {
            func isOwn(_ packet: Packet) -> Bool {
                (try? Signature(packet))?.issuerKeyID == key.keyID
            }
            return Array(signatures.filter(isOwn).prefix(2))
                + signatures.filter { !isOwn($0) }.prefix(1)
        }
        func few(
            _ components: some Collection<TransferablePublicKey.Component>, _ count: Int
        ) -> [TransferablePublicKey.Component] {
            components.prefix(count).map { component in
                TransferablePublicKey.Component(
                    packet: component.packet, signatures: few(component.signatures))
            }
        }
        return TransferablePublicKey(
            primaryKey: key.primaryKey, directSignatures: few(key.directSignatures),
            identities: few(key.identities.filter { $0.packet.tag == .userID }, 1)
                + few(key.identities.filter { $0.packet.tag == .userAttribute }, 1),
            subkeys: few(key.subkeys, 2))
    }

    /// What makes keys take different ways through the code: versions, algorithms and types.
    private static func shape(of key: TransferablePublicKey) -> [UInt8] {
        key.packets.flatMap { packet -> [UInt8] in
            switch packet.tag {
            case .publicKey, .publicSubkey:
                let parsed = try? PublicKey(packet)
                return [packet.tag.rawValue, parsed?.version ?? 0, parsed?.algorithm.rawValue ?? 0]
            case .signature:
                let parsed = try? Signature(packet)
                return [
                    packet.tag.rawValue, parsed?.version ?? 0, parsed?.type.rawValue ?? 0,
                    parsed?.publicKeyAlgorithm.rawValue ?? 0, parsed?.hashAlgorithm.rawValue ?? 0,
                ]
            default:
                return [packet.tag.rawValue]
            }
        }
    }
}
