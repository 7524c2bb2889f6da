/// What is wrong with an answer to hashquery.
package enum HashqueryAnswerError: Error, Equatable, CustomStringConvertible {
    /// The body ends before the number of keys.
    case noCount
    /// More keys than digests were asked for.
    case tooManyKeys(Int, asked: Int)
    case emptyKey
    case keyTooLong(Int, limit: Int)
    /// The body ends although this many keys are still to come.
    case cut(missing: Int)
    /// Something other than one line end follows the last key.
    case trailingBytes

    package var description: String {
        switch self {
        case .noCount: "hashquery: the answer ends before the number of keys"
        case .tooManyKeys(let count, let asked):
            "hashquery: the answer announces \(count) keys, asked for were \(asked)"
        case .emptyKey: "hashquery: the answer has a key of no bytes"
        case .keyTooLong(let length, let limit):
            "hashquery: the answer has a key of \(length) bytes, more than \(limit)"
        case .cut(let missing): "hashquery: the answer is cut off, \(missing) keys are missing"
        case .trailingBytes: "hashquery: bytes follow the last key of the answer"
        }
    }
}
