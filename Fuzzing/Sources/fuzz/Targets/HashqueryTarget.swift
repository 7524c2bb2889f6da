import OpenPGP
import Replication
import SetReconciliation

/// The body of a hashquery, and of the answer to one.
enum HashqueryTarget: FuzzTarget {
    static let name = "hashquery"
    static let framing: (any Framing)? = LengthFraming(head: 4)

    private static let limit = 20
    private static let maximumKeyLength = 1000

    static func run(_ input: [UInt8]) {
        do throws(HashqueryError) {
            let digests = try Hashquery.digests(of: input, limit: limit)
            let elements = digests.map { Element(high: $0.high, low: $0.low) }
            require(
                input.starts(with: HashqueryRequest.body(for: elements)),
                "a request is what its digests make")
        } catch {
            require(!error.description.isEmpty, "an error says what is wrong")
        }
        let whole = answer(CollectionOfOne(input[...]))
        let pieces = answer(Chunks(input))
        require(
            whole.keys == pieces.keys && whole.error == pieces.error,
            "an answer does not depend on the pieces in which it arrives")
        if whole.error == nil {
            require(
                Hashquery.body(of: whole.keys).starts(with: input),
                "a complete answer is what its keys make")
        }
    }

    private static func answer(
        _ pieces: some Sequence<ArraySlice<UInt8>>
    ) -> (keys: [[UInt8]], error: HashqueryAnswerError?) {
        var decoder = HashqueryAnswerDecoder(asked: limit, maximumKeyLength: maximumKeyLength)
        var keys: [[UInt8]] = []
        do throws(HashqueryAnswerError) {
            for piece in pieces { try decoder.receive(piece, keys: &keys) }
            try decoder.finish()
            return (keys, nil)
        } catch {
            require(!error.description.isEmpty, "an error says what is wrong")
            return (keys, error)
        }
    }

    static func seeds(from keys: [TransferablePublicKey]) -> [[UInt8]] {
        let digests = keys.map { Element(high: $0.sksDigest.high, low: $0.sksDigest.low) }
        let short = keys.map { $0.encoded() }.filter { $0.count <= maximumKeyLength }
        let requests = [0, 1, 2, limit].map {
            HashqueryRequest.body(for: Array(digests.prefix($0)))
        }
        return requests + [requests[1] + [0x0D, 0x0A]]
            + [0, 1, 3].map { Hashquery.body(of: Array(short.prefix($0))) }
    }
}
