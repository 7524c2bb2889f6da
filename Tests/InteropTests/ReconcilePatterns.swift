import Foundation

/// Two nodes, one of ours and SKS, with the same synthetic keys, to be copied for each case.
struct ReconcilePatterns {
    /// Enough that the root is always sampled (SKS sends whole sets below 150 elements), few
    /// enough that a case takes seconds.
    static let baseCount = 10_000

    let scratch: Scratch
    let sksFolder: String
    let claviger: ClavigerNode

    init() async throws {
        scratch = try Scratch()
        let base = try await GeneratedKeys.make(
            seed: 1, count: Self.baseCount, in: scratch.path)
        sksFolder = "\(scratch.path)/sks"
        try await SKSNode.build(in: sksFolder, from: [base.path])
        claviger = try await ClavigerNode(
            "pattern", in: "\(scratch.path)/claviger", address: Loopback.address())
        try await claviger.load(base.path)
    }
}

/// How many keys each side has that the other lacks.
struct Split: CustomStringConvertible, Sendable {
    let ours: Int
    let theirs: Int

    var description: String { "\(ours)+\(theirs)" }
    var difference: Int { ours + theirs }

    /// Differences 0, 1, 5, 6, 100 and 1,000, all on one side, all on the other, half and half.
    /// 5 is what one sampled node can tell at once, 6 what it cannot.
    static let all =
        [Split(ours: 0, theirs: 0), Split(ours: 1, theirs: 0), Split(ours: 0, theirs: 1)]
        + [5, 6, 100, 1000].flatMap {
            [
                Split(ours: $0, theirs: 0), Split(ours: 0, theirs: $0),
                Split(ours: $0 / 2, theirs: $0 - $0 / 2),
            ]
        }
}

/// Who dials.
enum Dialler: String, Sendable {
    case claviger, sks
}
