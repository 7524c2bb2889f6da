import OpenPGP

/// Text with armored blocks.
enum ArmorTarget: FuzzTarget {
    static let name = "armor"
    static let framing: (any Framing)? = nil

    static func run(_ input: [UInt8]) {
        let (blocks, hasErrors) = read(input)
        let decoded = try? Armor.decode(input)
        require(
            decoded == (hasErrors || blocks.isEmpty ? nil : blocks),
            "decode gives the blocks that the reader finds, unless one is bad")
        require(Armor.isArmored(input) != Armor.looksBinary(input), "octets are text or binary")
        for block in blocks { requireRoundTrip(block.bytes) }
        requireRoundTrip(input)
    }

    /// All good blocks of a text, and whether there were others.
    private static func read(_ input: [UInt8]) -> (blocks: [ArmoredBlock], hasErrors: Bool) {
        var reader = ArmorReader(input)
        var blocks: [ArmoredBlock] = []
        var errors = 0
        while true {
            do throws(ArmorError) {
                guard let block = try reader.next() else { return (blocks, errors > 0) }
                require(
                    block.line > blocks.last?.line ?? 0, "blocks come in the order of their lines")
                blocks.append(block)
            } catch {
                require(!error.description.isEmpty, "an error says what is wrong")
                errors += 1
            }
            require(blocks.count + errors <= input.count, "the reader goes on")
        }
    }

    private static func requireRoundTrip(_ octets: [UInt8]) {
        let text = Armor.encode(octets, headers: [.init(key: "Comment", value: "fuzz")])
        let blocks = try? Armor.decode(text)
        require(
            blocks == [
                ArmoredBlock(
                    kind: .publicKeyBlock, headers: [.init(key: "Comment", value: "fuzz")],
                    bytes: octets)
            ], "what is encoded decodes to the same")
    }

    static func seeds(from keys: [TransferablePublicKey]) -> [[UInt8]] {
        let blocks = keys.map { Armor.encode(Array($0.encoded().prefix(1024))) }
        let odd = [
            "Hello\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n- text\r\n"
                + "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n=abcd\r\n"
                + "-----END PGP SIGNATURE-----",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 2.6\nComment: a: b\n\nmQ ENB\n"
                + "AA==\n=njUN\n-----END PGP PUBLIC KEY BLOCK-----\n",
            "-----BEGIN PGP ARMORED FILE-----\nmQEN\n-----BEGIN PGP MESSAGE-----\n",
        ]
        let text = odd.map { Array($0.utf8) }
        return blocks + text + [blocks.prefix(2).reduce(text[0], +)]
    }
}
