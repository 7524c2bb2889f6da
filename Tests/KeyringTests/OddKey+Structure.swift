import OpenPGP
import SigningKeys

private let alice = "Alice <alice@example.org>"

/// Keys whose packets are not what or where they should be.
extension OddKey {
    static let ofOddStructure: [OddKey] = [
        OddKey(
            "9: certification by another key whose digest is not announced",
            key: {
                let key = SigningKey(number: 9)
                let stranger = SigningKey(number: 90)
                var whole = key.certificate(userIDs: ["bare@example.org"])
                let certification = stranger.certification(
                    of: "somebody else", on: key.publicKey)
                whole.identities[0].signatures += [certification, certification]
                return whole
            }, Outline(["bare@example.org": 1])),
        OddKey(
            "10: NUL in a user ID, another control character in the next",
            key: {
                SigningKey(number: 10).certificate(
                    userIDs: [
                        "Nobody\u{0} <nul@example.org>", "Bell\u{7}\u{1B}[2J <bell@example.org>",
                    ])
            }, Outline(["Bell\u{7}\u{1B}[2J <bell@example.org>": 1])),
        OddKey(
            "12: forged self-certification with the right digest octets; photograph",
            key: {
                let key = SigningKey(number: 12)
                var whole = key.certificate(userIDs: [alice])
                whole.identities.append(
                    component(userID: "Mallory", [key.forgedCertification("Mallory")]))
                whole.identities.append(key.photograph)
                return whole
            }, Outline([alice: 1])),
        OddKey(
            "13: signatures behind the wrong component, and others' old ones",
            key: {
                let key = SigningKey(number: 13)
                let subkeys = (0..<7).map { EncryptionKey.x25519(number: $0, version: 4) }
                let old = SigningKey(rsaBits: 1024, version: 3).sign(
                    .userID(key.publicKey, alice),
                    SignatureRecipe(.genericCertification, hash: .md5))
                var whole = key.certificate(userIDs: [alice, "Bob"], encrypting: subkeys)
                let (first, second) = (
                    whole.identities[0].signatures, whole.identities[1].signatures
                )
                whole.identities[0].signatures = first + second + [old]
                whole.identities[1].signatures = []
                let bindings = whole.subkeys.map(\.signatures)
                for index in whole.subkeys.indices {
                    whole.subkeys[index].signatures = bindings[(index + 1) % bindings.count]
                }
                return whole
            }, Outline([alice: 1, "Bob": 1], subkeys: [1, 1, 1, 1, 1, 1, 1])),
        OddKey(
            "14: valid signatures of types that have no place there",
            key: {
                let key = SigningKey(number: 14)
                let userID = SignedContent.userID(key.publicKey, alice)
                var whole = key.certificate(userIDs: [alice])
                whole.identities[0].signatures += [
                    key.sign(userID, SignatureRecipe(.subkeyBinding)),
                    key.sign(userID, SignatureRecipe(.binary)),
                    key.sign(userID, SignatureRecipe(.directKey)),
                ]
                whole.directSignatures = [
                    key.sign(.primaryKey(key.publicKey), SignatureRecipe(.genericCertification)),
                    key.sign(.primaryKey(key.publicKey), SignatureRecipe(.subkeyRevocation)),
                    key.sign(.primaryKey(key.publicKey), SignatureRecipe(.timestamp)),
                ]
                return whole
            }, Outline([alice: 1])),
        OddKey(
            "15: trust packets",
            {
                SigningKey(number: 15).certificate(userIDs: [alice]).packets.interleaved(
                    with: Packet(tag: .trust, body: [6, 0]))
            }, .served([Outline([alice: 1])])),
        OddKey(
            "16: all self-signatures wrong",
            key: {
                let key = SigningKey(number: 16)
                return TransferablePublicKey(
                    primaryKey: key.publicKey,
                    identities: [component(userID: alice, [key.forgedCertification(alice)])])
            }, refused: "does not verify"),
        OddKey(
            "21: another's primary key adopted as a signing subkey",
            key: {
                let (key, victim) = (SigningKey(number: 21), SigningKey(number: 210))
                let confirmation = key.sign(
                    .subkey(key.publicKey, victim.publicKey), SignatureRecipe(.primaryKeyBinding))
                var whole = key.certificate(userIDs: [alice])
                whole.subkeys = [
                    component(
                        subkey: victim.publicKey,
                        [
                            key.binding(victim.publicKey, flags: .sign),
                            key.binding(
                                victim.publicKey, flags: .sign, at: 1_500_000_200,
                                hashed: [.embeddedSignature(confirmation)]),
                        ])
                ]
                return whole
            }, Outline([alice: 1])),
        OddKey(
            "31: a whole key before one that is cut short",
            {
                let damaged = SigningKey(number: 31).certificate(
                    userIDs: [alice], encrypting: [EncryptionKey.curve25519()])
                return SigningKey(number: 310).certificate(userIDs: ["Bob"]).encoded()
                    + damaged.encoded().dropLast(20)
            }, .served([Outline(["Bob": 1])])),
        OddKey(
            "32: user ID, photograph and subkey without signatures",
            key: {
                let key = SigningKey(number: 32)
                var whole = key.certificate(userIDs: [alice])
                whole.identities += [
                    component(userID: "Mallory", []),
                    TransferablePublicKey.Component(packet: key.photograph.packet),
                ]
                whole.subkeys = [component(subkey: EncryptionKey.curve25519(), [])]
                return whole
            }, Outline([alice: 1])),
        OddKey(
            "33: forged subkey; everything from the far future",
            key: {
                let key = SigningKey(number: 33, creationTime: 4_000_000_000)
                let forged = EncryptionKey.curve25519(number: 33)
                var whole = key.certificate(userIDs: [alice], at: 4_000_000_001)
                whole.subkeys = [
                    component(
                        subkey: forged,
                        [
                            key.forge(
                                .subkey(key.publicKey, forged), SignatureRecipe(.subkeyBinding),
                                material: key.rawSign(
                                    digest: [UInt8](repeating: 1, count: 32), hash: .sha256))
                        ])
                ]
                return whole
            }, Outline([alice: 1])),
        OddKey(
            "34: malformed packets between good ones",
            key: {
                let key = SigningKey(number: 34)
                var whole = key.certificate(
                    userIDs: [alice], encrypting: [EncryptionKey.curve25519()])
                let malformed = [[], [4], [4, 0x13], [9, 9, 9], [4, 0x13, 27, 8, 0xFF, 0xFF]].map {
                    Packet(tag: .signature, body: $0)
                }
                whole.identities[0].signatures += malformed
                whole.subkeys.append(
                    TransferablePublicKey.Component(
                        packet: Packet(tag: .publicSubkey, body: [4, 1]), signatures: malformed))
                return whole
            }, Outline([alice: 1], subkeys: [1])),
        OddKey(
            "37: photograph, private packet",
            {
                let key = SigningKey(number: 37)
                var whole = key.certificate(userIDs: [alice])
                whole.identities.append(key.photograph)
                return whole.encoded()
                    + encoded([Packet(tag: PacketTag(rawValue: 60), body: [1, 2, 3])])
            }, .served([Outline([alice: 1])])),
        OddKey(
            "41: one signature fifty-two times, lengths of four octets",
            {
                var whole = SigningKey(number: 41).certificate(userIDs: [alice])
                whole.identities[0].signatures = Array(
                    repeating: whole.identities[0].signatures[0], count: 52)
                return whole.packets.flatMap { packet in
                    [0x82 | packet.tag.rawValue << 2] + fourOctets(packet.body.count) + packet.body
                }
            }, .served([Outline([alice: 1])])),
        OddKey(
            "43: a whole key before one with a partial length",
            { twoKeys(second: [0xC2, 0xE9] + [UInt8](repeating: 4, count: 512)) },
            .served([Outline(["Bob": 1])])),
        OddKey(
            "43: a whole key before one with an indeterminate length",
            { twoKeys(second: [0x8B] + SigningKey(number: 43).directKeySignature().body) },
            .served([Outline(["Bob": 1])])),
        OddKey(
            "47: certification that must not leave its maker's machine",
            key: {
                let key = SigningKey(number: 47)
                var whole = key.certificate(userIDs: [alice])
                whole.identities.append(
                    component(
                        userID: "private",
                        [key.selfCertification("private", hashed: [.exportable(false)])]))
                return whole
            }, Outline([alice: 1])),
        OddKey(
            "52: malformed and unknown subpackets", key: malformedSubpackets,
            Outline([alice: 2])),
        OddKey(
            "57: marker and padding between the packets",
            {
                let marker = Packet(tag: .marker, body: Array("PGP".utf8))
                return encoded([marker])
                    + SigningKey(number: 57).certificate(userIDs: [alice]).packets.interleaved(
                        with: Packet(tag: .padding, body: [1, 2, 3]))
            }, .served([Outline([alice: 1])])),
    ]

    /// Bob's key whole, then another one that ends in `octets`.
    private static func twoKeys(second octets: [UInt8]) -> [UInt8] {
        SigningKey(number: 430).certificate(userIDs: ["Bob"]).encoded()
            + SigningKey(number: 43).certificate(userIDs: [alice]).encoded() + octets
    }

    private static func fourOctets(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// One good signature, one with unknown but not critical subpackets, and signatures that break
    /// the format or demand what is not understood.
    @Sendable private static func malformedSubpackets() -> TransferablePublicKey {
        let key = SigningKey(number: 52)
        func certification(_ change: (inout SignatureRecipe) -> Void) -> Packet {
            var recipe = SignatureRecipe(.positiveCertification, at: 1_500_000_200)
            change(&recipe)
            return key.sign(.userID(key.publicKey, alice), recipe)
        }
        var whole = key.certificate(userIDs: [alice])
        whole.identities[0].signatures += [
            certification { $0.hashed = [.octets(99, [1]), .octets(100, [])] },
            certification { $0.hashed = [.octets(99, [1], isCritical: true)] },
            certification { $0.hashedRubbish = [0] },
            certification { $0.hashedRubbish = [9, 2] },
            certification { $0.unhashedRubbish = [255, 0, 0, 0] },
            certification { $0.creationTime = nil },
            certification { recipe in
                recipe.creationTime = nil
                recipe.unhashed = [.creationTime(1_500_000_200)]
            },
            certification { $0.hashed = (0..<129).map { .octets(100, [UInt8($0)]) } },
        ]
        return whole
    }
}

extension SigningKey {
    /// What looks like a self-certification to all but cryptography.
    func forgedCertification(_ userID: String) -> Packet {
        forge(
            .userID(publicKey, userID), SignatureRecipe(.positiveCertification),
            material: rawSign(digest: [UInt8](repeating: 9, count: 32), hash: .sha256))
    }

    /// A user attribute with a valid self-certification.
    var photograph: TransferablePublicKey.Component {
        let image = [16, 0, 1, 1] + [UInt8](repeating: 0, count: 12) + [0xFF, 0xD8, 0xFF, 0xD9]
        let body = [UInt8(image.count + 1), 1] + image
        return TransferablePublicKey.Component(
            packet: Packet(tag: .userAttribute, body: body),
            signatures: [
                sign(
                    .userAttribute(publicKey, body), SignatureRecipe(.positiveCertification))
            ])
    }
}

extension [Packet] {
    /// The packets, encoded, with another one behind each.
    fileprivate func interleaved(with packet: Packet) -> [UInt8] {
        encoded(flatMap { [$0, packet] })
    }
}
