import Keyring
import OpenPGP

/// A question on a connection that was switched to `claviger-lookups`, as the description of
/// `/v1/lookups` says it: octets that neither side has to look at one by one.
struct LookupQuestion: Equatable {
    let query: KeyQuery
    /// Keys at most.
    let limit: Int
    /// Of keys together; nil: however many they have, whenever they are found.
    var octets: Int?
    /// Whether their digests are asked for, too.
    var needsDigests = true

    /// The first octet: what the rest of the question is.
    private enum Subject: UInt8 {
        case shortKeyID, keyID, fingerprint, digest, words
    }

    /// The second octet.
    private struct Options: OptionSet {
        let rawValue: UInt8

        static let digests = Options(rawValue: 1)
        static let atOnce = Options(rawValue: 2)
        /// Behind the words comes the text that a user ID must be.
        static let exactly = Options(rawValue: 4)
        static let all: Options = [digests, atOnce, exactly]
    }

    private static let malformed = RequestError.badRequest(
        "the question is malformed: its form is in the description of /v1/lookups")

    // MARK: Writing

    /// With its length.
    var frame: [UInt8] {
        var frame = FrameReader.begin(reserving: 128)
        var options: Options = needsDigests ? .digests : []
        if octets != nil { options.insert(.atOnce) }
        if case .words(_, .some) = query { options.insert(.exactly) }
        frame.append(subject.rawValue)
        frame.append(options.rawValue)
        frame.append(integer: limit)
        frame.append(integer: octets ?? 0)
        switch query {
        case .shortKeyID(let id): frame.append(integer: Int(id))
        case .keyID(let id):
            frame.append(integer: Int(id.rawValue >> 32))
            frame.append(integer: Int(id.rawValue & 0xFFFF_FFFF))
        case .fingerprint(let fingerprint): frame.append(contentsOf: fingerprint.bytes)
        case .digest(let digest): frame.append(contentsOf: digest.bytes)
        case .words(let words, let exactly):
            precondition(words.count <= UInt8.max, "far fewer are looked for at once")
            frame.append(UInt8(words.count))
            for word in words {
                precondition(word.count <= UInt8.max, "a search word is far shorter")
                frame.append(UInt8(word.count))
                frame.append(contentsOf: word)
            }
            if let exactly { frame.append(contentsOf: exactly.utf8) }
        }
        FrameReader.finish(&frame)
        return frame
    }

    private var subject: Subject {
        switch query {
        case .shortKeyID: .shortKeyID
        case .keyID: .keyID
        case .fingerprint: .fingerprint
        case .digest: .digest
        case .words: .words
        }
    }
}

// MARK: Reading

extension LookupQuestion {
    /// From what is behind the length.
    ///
    /// - Throws: ``RequestError/badRequest(_:)``.
    init(_ frame: [UInt8]) throws(RequestError) {
        var rest = frame[...]
        guard let subject = rest.popFirst().flatMap({ Subject(rawValue: $0) }),
            let options = rest.popFirst().map({ Options(rawValue: $0) }),
            options.isSubset(of: .all), let limit = rest.readInteger(),
            let octets = rest.readInteger()
        else { throw Self.malformed }
        guard (1...Responder.largestLookup).contains(limit) else {
            throw .badRequest("limit: a number from 1 to \(Responder.largestLookup)")
        }
        guard octets <= LookupFrames.largestAnswer else {
            throw .badRequest("octets: a number from 0 to \(LookupFrames.largestAnswer)")
        }
        self.limit = limit
        self.octets = options.contains(.atOnce) ? octets : nil
        needsDigests = options.contains(.digests)
        let query =
            subject == .words
            ? Self.words(&rest, hasText: options.contains(.exactly))
            : Self.identity(subject, rest)
        guard let query else { throw Self.malformed }
        self.query = query
    }

    private static func identity(_ subject: Subject, _ octets: ArraySlice<UInt8>) -> KeyQuery? {
        switch subject {
        case .shortKeyID where octets.count == 4:
            .shortKeyID(octets.reduce(0) { $0 << 8 | UInt32($1) })
        case .keyID where octets.count == 8:
            .keyID(KeyID(rawValue: octets.reduce(0) { $0 << 8 | UInt64($1) }))
        case .fingerprint: Fingerprint(bytes: octets).map { .fingerprint($0) }
        case .digest: KeyDigest(bytes: octets).map { .digest($0) }
        default: nil
        }
    }

    private static func words(_ rest: inout ArraySlice<UInt8>, hasText: Bool) -> KeyQuery? {
        guard let count = rest.popFirst(), (1...SearchWord.maximumSearched).contains(Int(count))
        else { return nil }
        var words: [[UInt8]] = []
        words.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let word = rest.readShort(),
                (1...SearchWord.maximumLength).contains(word.count)
            else { return nil }
            words.append(Array(word))
        }
        guard hasText else { return rest.isEmpty ? .words(words, exactly: nil) : nil }
        return String(validating: rest, as: UTF8.self).map { .words(words, exactly: $0) }
    }
}
