package import OpenPGP

/// A key that strangers flooded: one user ID with many certifications by keys that nobody has. Each
/// has the right first two octets of the digest and integers that mean nothing.
package struct FloodedKey: Sendable {
    /// Octets of a flooding signature's body: with its header, 150,000 make 37 MB.
    package static let signatureLength = 243

    package let owner: SigningKey
    package let userID: String
    /// The key as its owner made it.
    package let clean: TransferablePublicKey
    /// The same with the certifications.
    package let key: TransferablePublicKey

    package init(
        signatures: Int, owner: SigningKey = SigningKey(.eddsaLegacy, number: 1337),
        userID: String = "Flooded <flooded@example.org>"
    ) {
        let encrypting = EncryptionKey.curve25519(number: 1337)
        self.owner = owner
        self.userID = userID
        clean = owner.certificate(userIDs: [userID], encrypting: [encrypting])
        var flooded = clean
        let content = SignedContent.userID(owner.publicKey, userID)
        var random = OctetStream(seed: 1337)
        flooded.identities[0].signatures += (0..<signatures).map { number in
            FloodedKey.certification(of: content, number: number, random: &random)
        }
        key = flooded
    }

    /// A certification of 2048-bit RSA's shape, somewhat shorter, by a key made of noise.
    private static func certification(
        of content: SignedContent, number: Int, random: inout OctetStream
    ) -> Packet {
        let fingerprint = random.next(20)
        let hashed =
            Subpacket.creationTime(SignatureRecipe.usualCreationTime + UInt32(number)).encoded
            + Subpacket.octets(33, [4] + fingerprint).encoded
        let unhashed = Subpacket.octets(16, Array(fingerprint.suffix(8))).encoded
        let hashedPart =
            [4, 0x10, 1, HashAlgorithm.sha256.rawValue] + bigEndian(UInt16(hashed.count)) + hashed
        let trailer = [4, 0xFF] + bigEndian(UInt32(hashedPart.count))
        let left = digest(content.octets(version: 4) + hashedPart + trailer, .sha256).prefix(2)
        let head = hashedPart + bigEndian(UInt16(unhashed.count)) + unhashed + left
        let integer = random.next(signatureLength - head.count - 2)
        return Packet(
            tag: .signature,
            body: head + bigEndian(UInt16(8 * integer.count)) + [integer[0] | 0x80]
                + integer.dropFirst())
    }
}

/// SplitMix64 as a stream of octets.
struct OctetStream {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ count: Int) -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            octets += bigEndian(mixed ^ (mixed >> 31))
        }
        return Array(octets.prefix(count))
    }
}
