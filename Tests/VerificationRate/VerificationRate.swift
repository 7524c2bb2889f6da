import Foundation
import OpenPGP
import SigningKeys
import Synchronization

/// Measures how many signatures are verified in a second, for `scripts/measure-verify`.
///
/// Prints tab-separated lines: what, verifications in a second of processor time on one thread and
/// on two threads together, nominal microseconds of one.
@main
struct VerificationRate {
    static func main() {
        let seconds = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 1
        for algorithm in SigningAlgorithm.allCases {
            let workload = Workload(algorithm)
            report(algorithm.rawValue, seconds: seconds, cost: workload.cost, workload.verify)
            report(
                "\(algorithm.rawValue) with a new key each time", seconds: seconds,
                cost: workload.preparedCost, workload.verifyAnew)
        }
        for hash in HashAlgorithm.all {
            guard let algorithm = MessageDigest.Algorithm(hash) else { continue }
            for length in [1024, 65_536] {
                let octets = [UInt8](repeating: 7, count: length)
                report("\(algorithm) of \(length) octets", seconds: seconds / 4, cost: 0) {
                    !MessageDigest.digest(algorithm, octets).isEmpty
                }
            }
        }
    }

    private static func report(
        _ name: String, seconds: Double, cost: Int, _ body: @escaping @Sendable () -> Bool
    ) {
        let one = rate(threads: 1, seconds: seconds, body)
        let two = rate(threads: 2, seconds: seconds, body)
        print("\(name)\t\(Int(one))\t\(Int(two))\t\(cost)")
        fflush(nil)
    }

    /// Calls of `body` in a second by this many threads together, each with a processor to itself:
    /// counted by the processor time of the threads, so that other work on the machine does not
    /// count.
    private static func rate(
        threads count: Int, seconds: Double, _ body: @escaping @Sendable () -> Bool
    ) -> Double {
        precondition(body(), "a valid signature verifies")
        let total = Mutex(0.0)
        let threads = (0..<count).map { _ in
            Thread {
                var calls = 0
                let begin = threadSeconds()
                var spent = 0.0
                while spent < seconds {
                    for _ in 0..<4 { precondition(body(), "a valid signature verifies") }
                    calls += 4
                    spent = threadSeconds() - begin
                }
                let rate = Double(calls) / spent
                total.withLock { $0 += rate }
            }
        }
        for thread in threads { thread.start() }
        while threads.contains(where: { !$0.isFinished }) {
            Thread.sleep(forTimeInterval: 0.001)
        }
        return total.withLock { $0 }
    }

    /// Processor time of the calling thread.
    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// A self-certification of a key of one algorithm.
private struct Workload: Sendable {
    private let verifier: SignatureVerifier
    private let signature: Signature
    private let subject: SignatureSubject

    init(_ algorithm: SigningAlgorithm) {
        let key = SigningKey(algorithm)
        let userID = Array("Alice Example <alice@example.org>".utf8)
        verifier = SignatureVerifier(key.publicKey)
        subject = .userID(userID)
        do throws(SignatureError) {
            signature = try Signature(key.selfCertification(userID))
        } catch {
            preconditionFailure("what the tests sign is a signature: \(error)")
        }
    }

    @Sendable
    func verify() -> Bool { verify(with: verifier).isVerified }

    @Sendable
    func verifyAnew() -> Bool {
        verify(with: SignatureVerifier(verifier.primaryKey)).isVerified
    }

    private func verify(with verifier: SignatureVerifier) -> (isVerified: Bool, cost: Int) {
        var cost = 0
        if case .verified = verifier.verify(signature, on: subject, cost: &cost) {
            return (true, cost)
        }
        return (false, cost)
    }

    /// Nominal microseconds when the key is ready, and when it is made ready first.
    var cost: Int {
        _ = verify()
        return verify(with: verifier).cost
    }

    var preparedCost: Int { verify(with: SignatureVerifier(verifier.primaryKey)).cost }
}
