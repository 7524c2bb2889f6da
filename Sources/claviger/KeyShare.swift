import ArgumentParser

/// `--share K/N`: every Nth key, starting with the Kth.
struct KeyShare: ExpressibleByArgument {
    private let first: Int
    private let step: Int

    static let everything = KeyShare(first: 0, step: 1)

    private init(first: Int, step: Int) {
        self.first = first
        self.step = step
    }

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let step = Int(parts[1]),
            number >= 1, number <= step
        else { return nil }
        self.init(first: number - 1, step: step)
    }

    var defaultValueDescription: String { "\(first + 1)/\(step)" }

    /// `index` counts keys from 0.
    func includes(_ index: Int) -> Bool { index % step == first }
}
