import Foundation
import ReferenceSolver
import SetReconciliation

/// Measures field and polynomial arithmetic of reconciliation in its forms, for
/// `scripts/measure-solver`.
///
/// - `solver-rate ROUNDS` prints tab-separated lines: form, nanoseconds of a multiplication,
///   microseconds of a solve at 1 to 5 differences. Processor time, of many short rounds in turn the
///   shortest: what else the machine does can only lengthen one.
/// - `solver-rate FORM DIFFERENCES COUNT` does nothing but so many solves, for a profiler.
@main
struct SolverRate {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.count == 3, let form = Form(name: arguments[0]),
            let differences = Int(arguments[1]), let count = Int(arguments[2])
        {
            Workload(differences: differences, count: count).run(form)
        } else if arguments.count == 1, let rounds = Int(arguments[0]) {
            measure(rounds: rounds)
        } else {
            print("usage: solver-rate ROUNDS | FORM DIFFERENCES COUNT; forms:", terminator: " ")
            print(Form.all.map(\.name).joined(separator: ", "))
            exit(64)
        }
    }

    private static func measure(rounds: Int) {
        let forms = Form.all
        let workloads = (1...5).map { Workload(differences: $0, count: 16) }
        var multiplication = forms.map { _ in Double.infinity }
        var solve = forms.map { _ in workloads.map { _ in Double.infinity } }
        for _ in 0..<rounds {
            for (index, form) in forms.enumerated() {
                multiplication[index] = min(multiplication[index], form.multiplicationSeconds)
                for (number, workload) in workloads.enumerated() {
                    let seconds = threadSeconds { workload.run(form) } / Double(workload.count)
                    solve[index][number] = min(solve[index][number], seconds)
                }
            }
        }
        for (index, form) in forms.enumerated() {
            let figures = [multiplication[index] * 1e9] + solve[index].map { $0 * 1e6 }
            print(
                ([form.name] + figures.map { String(format: "%.1f", $0) }).joined(separator: "\t"))
        }
    }
}

/// A form of arithmetic that solves.
private enum Form {
    case gmp(GMPForm)
    case shipped

    static let all = GMPForm.allCases.map(Form.gmp) + [.shipped]

    init?(name: String) {
        guard let form = Self.all.first(where: { $0.name == name }) else { return nil }
        self = form
    }

    var name: String {
        switch self {
        case .gmp(let form): form.rawValue
        case .shipped: "Montgomery in Swift, which ships"
        }
    }

    /// The elements that the remote set has more than the empty set; nil if it is not solved.
    func elements(
        _ remote: Samples, count: Int, using generator: inout SplitMix64
    ) -> [SKSFieldElement]? {
        let result =
            switch self {
            case .gmp(let form):
                form.difference(
                    of: .empty, count: 0, remote: remote, remoteCount: count, using: &generator)
            case .shipped:
                Samples.empty.difference(
                    count: 0, remote: remote, remoteCount: count, using: &generator)
            }
        guard case .solved(let elements, []) = result else { return nil }
        return elements
    }

    /// The seconds of one of many multiplications: six at a time, as samples need them.
    var multiplicationSeconds: Double {
        let rounds = 1000
        let factor = Samples.some(seed: 1)
        var product = Samples.some(seed: 2)
        let seconds = threadSeconds {
            switch self {
            case .gmp(let form): product = form.product(product, factor, times: rounds)
            case .shipped: for _ in 0..<rounds { product.multiply(by: factor) }
            }
        }
        precondition(product != factor, "the products are not left out")
        return seconds / Double(rounds * Samples.count)
    }
}

extension Samples {
    fileprivate static func some(seed: UInt64) -> Samples {
        var generator = SplitMix64(seed: seed)
        return Samples(of: Element(high: generator.next(), low: generator.next()))
    }
}

/// The same problems for each form: samples of sets of which one has all the differences, the other
/// nothing.
private struct Workload {
    let count: Int
    private let differences: Int
    private let problems: [Samples]

    init(differences: Int, count: Int) {
        var generator = SplitMix64(seed: UInt64(differences))
        self.count = count
        self.differences = differences
        problems = (0..<count).map { _ in
            Samples(
                of: (0..<differences).map { _ in
                    Element(high: generator.next(), low: generator.next())
                })
        }
    }

    func run(_ form: Form) {
        for (index, problem) in problems.enumerated() {
            var generator = SplitMix64(seed: UInt64(index))
            let elements = form.elements(problem, count: differences, using: &generator)
            precondition(elements?.count == differences, "\(form.name) solves what can be solved")
        }
    }
}

/// Processor time of the calling thread for some work.
private func threadSeconds(_ work: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let begin = now()
    work()
    return now() - begin
}
