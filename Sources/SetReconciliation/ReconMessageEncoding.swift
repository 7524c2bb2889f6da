extension ReconMessage {
    /// Appends the message as a frame: 32-bit big-endian length, type, payload.
    ///
    /// - Precondition: the message is within `ReconLimits`, as all are that this module makes.
    package func encode(into output: inout [UInt8]) {
        let start = output.count
        output.appendBigEndian(UInt32(0))
        output.append(type.rawValue)
        encodePayload(into: &output)
        let length = output.count - start - 4
        precondition(length <= ReconLimits.sessionFrame, "a recon message fits into a frame")
        for (offset, shift) in [24, 16, 8, 0].enumerated() {
            output[start + offset] = UInt8(truncatingIfNeeded: length >> shift)
        }
    }

    /// The message as a frame of its own.
    package var frame: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    private func encodePayload(into output: inout [UInt8]) {
        switch self {
        case .requestPoly(let prefix, let size, let samples):
            prefix.encode(into: &output)
            output.appendBigEndian(UInt32(size))
            output.appendBigEndian(UInt32(Samples.count))
            samples.encode(into: &output)
        case .requestFull(let prefix, let elements):
            prefix.encode(into: &output)
            Self.encode(elements, into: &output)
        case .elements(let elements), .fullElements(let elements):
            Self.encode(elements, into: &output)
        case .syncFail, .done, .flush:
            break
        case .error(let text), .databaseRequest(let text), .databaseReply(let text):
            output.appendReconString(text.utf8)
        case .config(let entries):
            output.appendBigEndian(UInt32(entries.count))
            for entry in entries {
                output.appendReconString(entry.key.utf8)
                output.appendReconString(entry.value)
            }
        }
    }

    private static func encode(_ elements: [Element], into output: inout [UInt8]) {
        output.appendBigEndian(UInt32(elements.count))
        output.reserveCapacity(output.count + elements.count * SKSFieldElement.wireByteCount)
        for element in elements { element.encode(into: &output) }
    }
}

extension Array<UInt8> {
    /// Appends a recon string: 32-bit big-endian length, bytes.
    mutating func appendReconString(_ bytes: some Collection<UInt8>) {
        appendBigEndian(UInt32(bytes.count))
        append(contentsOf: bytes)
    }
}
