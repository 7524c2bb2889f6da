import OpenPGP

/// One file of `claviger load`: binary or armored, plain or compressed, given out key by key.
/// Reading blocks.
final class KeyringFile {
    private static let chunkLength = 256 << 10

    let name: String
    private let file: FileDescriptor
    private var decompressor: Decompressor?
    private var splitter = KeyringSplitter()
    /// Set for armored files, whose text is held whole: blocks still to be decoded.
    private var armor: ArmorReader?
    private var keys = 0

    /// Opens the file and finds out what it is.
    init(_ name: String) throws(InputError) {
        self.name = name
        do {
            file = try FileDescriptor(path: name)
        } catch {
            throw InputError(name, "cannot be opened: \(error)")
        }
        var start = try Self.read(file, name)
        if let format = Decompressor.Format(fileStart: start) {
            guard file.rewind() else {
                throw InputError(name, "compressed, and not a file: decompress it first")
            }
            let tool = try Decompressor(format, file: file, name: name)
            start = try Self.read(tool.output, name)
            decompressor = tool
        }
        guard !start.isEmpty else {
            try decompressor?.finish(name: name)
            throw InputError(name, "empty: it holds no key")
        }
        if Armor.looksBinary(start) {
            splitter.append(start)
        } else {
            armor = ArmorReader(try readText(from: start))
            splitter.finish()
        }
    }

    /// How far the file has been read, in octets of the file itself.
    var position: Int { file.position }

    /// The next key; nil at the end of a file that was whole.
    func next() throws(InputError) -> RawKey? {
        while true {
            if let key = splitter.nextKey() {
                keys += 1
                return key
            }
            if case .broken(let error, _)? = splitter.end {
                throw InputError(name, "after \(keys) keys: \(error)")
            }
            let more = armor == nil ? try readChunk() : try readBlock()
            guard more || splitter.end == nil else { break }
        }
        guard keys > 0 else { throw InputError(name, "holds no key") }
        return nil
    }

    /// Binary: appends what the file has next. False when it has ended.
    private func readChunk() throws(InputError) -> Bool {
        guard splitter.end == nil else { return false }
        let chunk = try readMore()
        if chunk.isEmpty {
            try decompressor?.finish(name: name)
            splitter.finish()
        } else {
            splitter.append(chunk)
        }
        return true
    }

    /// Armored: goes on with the next block. False when there is none.
    private func readBlock() throws(InputError) -> Bool {
        let block: ArmoredBlock?
        do {
            block = try armor?.next()
        } catch {
            throw InputError(name, "after \(keys) keys: \(error)")
        }
        guard let block else { return false }
        splitter = KeyringSplitter()
        splitter.append(block.bytes)
        splitter.finish()
        return true
    }

    private func readText(from start: [UInt8]) throws(InputError) -> [UInt8] {
        var text = start
        while true {
            let chunk = try readMore()
            if chunk.isEmpty { break }
            text += chunk
            guard text.count <= Armor.maximumTextLength else {
                throw InputError(
                    name,
                    "neither a binary keyring nor armored text below "
                        + "\(Armor.maximumTextLength >> 20) MiB: `gpg --dearmor` makes it binary")
            }
        }
        try decompressor?.finish(name: name)
        return text
    }

    private func readMore() throws(InputError) -> [UInt8] {
        try Self.read(decompressor?.output ?? file, name)
    }

    private static func read(
        _ file: FileDescriptor, _ name: String
    ) throws(InputError) -> [UInt8] {
        do {
            return try file.read(atMost: chunkLength)
        } catch {
            throw InputError(name, "cannot be read: \(error)")
        }
    }
}
