/// A value bound to a statement of ``Reader``.
enum SQLValue {
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    static func integer(_ value: some BinaryInteger) -> SQLValue {
        .integer(Int64(truncatingIfNeeded: value))
    }
}
