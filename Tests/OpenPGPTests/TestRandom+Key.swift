import TestSupport

@testable import OpenPGP

extension TestRandom {
    /// A key of few distinct packets, so that components and signatures repeat within and between
    /// keys.
    mutating func key(primary: PublicKey) -> TransferablePublicKey {
        TransferablePublicKey(
            primaryKey: primary, directSignatures: signatures(),
            identities: components([.userID, .userAttribute]), subkeys: components([.publicSubkey]))
    }

    private mutating func components(_ tags: [PacketTag]) -> [TransferablePublicKey.Component] {
        (0..<Int.random(in: 0...4, using: &self)).map { _ in
            let tag = tags.randomElement(using: &self) ?? tags[0]
            let body = octets(count: 0...1).map { $0 & 1 }
            return TransferablePublicKey.Component(
                packet: Packet(tag: tag, body: body), signatures: signatures())
        }
    }

    private mutating func signatures() -> [Packet] {
        (0..<Int.random(in: 0...4, using: &self)).map { _ in
            Packet(tag: .signature, body: octets(count: 0...2).map { $0 & 1 })
        }
    }
}
