import SetReconciliation
import Testing

/// The solver against its slow twin: a table of the samples of every pair of disjoint sets.
@Suite struct SmallFieldInterpolationTests {
    /// The differences a vector of sample quotients can stand for, by brute force.
    struct Table<M: PrimeModulus> {
        struct Key: Hashable {
            let difference: Int
            let quotients: [FieldElement<M>]
        }

        struct Sets: Hashable {
            let remoteOnly: Set<FieldElement<M>>
            let localOnly: Set<FieldElement<M>>
        }

        private(set) var solutions: [Key: Sets] = [:]
        let points: [FieldElement<M>]

        /// All pairs of disjoint sets with at most `mbar` elements together.
        init(mbar: Int) {
            points = SamplePoint.values(mbar + 1)
            let elements = FieldElement<M>.all
            var partial = [(next: 0, sets: Sets(remoteOnly: [], localOnly: []))]
            while let (next, sets) = partial.popLast() {
                add(sets)
                guard sets.remoteOnly.count + sets.localOnly.count < mbar else { continue }
                for index in next..<elements.count {
                    let element = elements[index]
                    // A root at a sample point would make a quotient zero or infinite.
                    guard !points.contains(element) else { continue }
                    partial.append(
                        (
                            index + 1,
                            Sets(
                                remoteOnly: sets.remoteOnly.union([element]),
                                localOnly: sets.localOnly)
                        ))
                    partial.append(
                        (
                            index + 1,
                            Sets(
                                remoteOnly: sets.remoteOnly,
                                localOnly: sets.localOnly.union([element]))
                        ))
                }
            }
        }

        private mutating func add(_ sets: Sets) {
            let quotients = points.map { point in
                let above = sets.remoteOnly.map { point - $0 }.reduce(.one, *)
                let below = sets.localOnly.map { point - $0 }.reduce(.one, *)
                return above * (below.inverse ?? .zero)
            }
            let key = Key(
                difference: sets.remoteOnly.count - sets.localOnly.count, quotients: quotients)
            #expect(solutions[key] == nil, "two differences have the same samples")
            solutions[key] = sets
        }

        /// Whether the solver finds just what the table has.
        func agrees(
            on key: Key, using generator: inout some RandomNumberGenerator
        ) -> Bool {
            let result = RationalInterpolation<M>.difference(
                remote: key.quotients, remoteCount: 40 + key.difference,
                local: points.map { _ in .one }, localCount: 40, using: &generator)
            switch result {
            case .solved(let remoteOnly, let localOnly):
                return solutions[key]
                    == Sets(remoteOnly: Set(remoteOnly), localOnly: Set(localOnly))
            case .unsolved:
                return solutions[key] == nil
            }
        }
    }

    @Test func `over p = 13 every vector of three samples is solved as by brute force`() {
        let table = Table<Prime13>(mbar: 2)
        var generator = SplitMix64(seed: 13)
        let nonZero = FieldElement<Prime13>.all.dropFirst()
        var disagreements = 0
        for difference in -3...3 {
            for a in nonZero {
                for b in nonZero {
                    for c in nonZero {
                        let key = Table<Prime13>.Key(difference: difference, quotients: [a, b, c])
                        if !table.agrees(on: key, using: &generator) { disagreements += 1 }
                    }
                }
            }
        }
        #expect(disagreements == 0)
    }

    @Test func `over p = 13 every pair of sets with up to three differences is found`() {
        expectEverySolutionIsFound(Table<Prime13>(mbar: 3), count: 835)
    }

    @Test func `over p = 31 every pair of sets with up to two differences is found`() {
        expectEverySolutionIsFound(Table<Prime31>(mbar: 2), count: 1_569)
    }

    private func expectEverySolutionIsFound<M>(_ table: Table<M>, count: Int) {
        var generator = SplitMix64(seed: 31)
        #expect(table.solutions.count == count)
        let disagreements = table.solutions.keys.count {
            !table.agrees(on: $0, using: &generator)
        }
        #expect(disagreements == 0)
    }

    @Test func `over p = 31 and 127 random samples are solved as by brute force`() {
        var generator = SplitMix64(seed: testSeed())
        expectAgreement(Table<Prime31>(mbar: 2), primeMinusOne: 30, using: &generator)
        expectAgreement(Table<Prime127>(mbar: 2), primeMinusOne: 126, using: &generator)
    }

    private func expectAgreement<M>(
        _ table: Table<M>, primeMinusOne: Int, using generator: inout SplitMix64
    ) {
        var disagreements = 0
        for _ in 0..<2_000 {
            let quotients = (0..<3).map { _ in
                FieldElement<M>(Int.random(in: 1...primeMinusOne, using: &generator))
            }
            let key = Table<M>.Key(
                difference: Int.random(in: -2...2, using: &generator), quotients: quotients)
            if !table.agrees(on: key, using: &generator) { disagreements += 1 }
        }
        #expect(disagreements == 0)
    }

    @Test func `over p = 127 random pairs of sets with up to five differences are found`() {
        var generator = SplitMix64(seed: testSeed())
        let points: [FieldElement<Prime127>] = SamplePoint.values(6)
        let elements = FieldElement<Prime127>.all.filter { !points.contains($0) }
        for _ in 0..<1_000 {
            let total = Int.random(in: 0...5, using: &generator)
            let chosen = elements.shuffled(using: &generator).prefix(total)
            let remoteOnly = chosen.prefix(Int.random(in: 0...total, using: &generator))
            let localOnly = chosen.dropFirst(remoteOnly.count)
            let result = RationalInterpolation<Prime127>.difference(
                remote: points.map { Polynomial(roots: remoteOnly)($0) },
                remoteCount: remoteOnly.count,
                local: points.map { Polynomial(roots: localOnly)($0) },
                localCount: localOnly.count, using: &generator)
            guard case .solved(let foundRemote, let foundLocal) = result else {
                Issue.record("\(remoteOnly.count) + \(localOnly.count) gave \(result)")
                continue
            }
            #expect(Set(foundRemote) == Set(remoteOnly) && Set(foundLocal) == Set(localOnly))
        }
    }
}
