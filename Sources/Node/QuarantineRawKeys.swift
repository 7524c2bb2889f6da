package import OpenPGP

/// The keys of one blob, cut apart by framing alone: of a binary keyring, or of every block of an
/// armored text. Where armor or framing break, what can no longer be told apart is left out; it
/// would be refused anyway.
package struct RawKeySequence: Sequence, IteratorProtocol {
    private var splitter = KeyringSplitter()
    private var armor: ArmorReader?
    private var blocks = 0

    package init(_ bytes: [UInt8]) {
        if Armor.looksBinary(bytes) {
            splitter.append(bytes)
        } else {
            armor = ArmorReader(bytes)
        }
        splitter.finish()
    }

    package mutating func next() -> RawKey? {
        while true {
            if let key = splitter.nextKey() { return key }
            guard let block = nextBlock() else { return nil }
            splitter = KeyringSplitter()
            splitter.append(block)
            splitter.finish()
        }
    }

    /// The octets of the next block that can be decoded.
    private mutating func nextBlock() -> [UInt8]? {
        while blocks < Armor.maximumBlocks {
            blocks += 1
            do {
                return try armor?.next()?.bytes
            } catch {
                continue
            }
        }
        return nil
    }
}
