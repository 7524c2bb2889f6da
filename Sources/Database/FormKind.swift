/// A form of a key that stands in table `form` where it differs from the served form, which is in
/// `key.packets`: where there is no row, the two are equal.
enum FormKind: Int64, CaseIterable {
    /// All that is kept of the key.
    case stored = 0
    /// What profile `claviger-1` counts; empty when nothing of the key verifies.
    case verified = 1
    /// What clients of HKP version 1 get.
    case legacy = 2

    /// `form.id` of this form of the key in row `key`.
    func row(of key: Int64) -> Int64 { key * Self.stride + rawValue }

    /// The rows of `key` for which there may be rows in `form` lie this far apart there.
    static let stride: Int64 = 4

    /// The key and the kind of a row of `form`; nil for a number that no kind has.
    static func parse(row: Int64) -> (key: Int64, kind: FormKind)? {
        FormKind(rawValue: row & (stride - 1)).map { (row >> 2, $0) }
    }
}
