import OpenPGP
import Testing

@testable import Keyring

/// Inputs that fuzzing, or reading for it, has found.
@Suite struct FuzzCasesAdmission {
    /// 8 MiB of them took 2.3 GB.
    @Test func `of a keyring of broken keys, two octets each, a bounded number is named`() {
        let count = Admission.maximumReadings + 1000
        let octets = [UInt8](repeating: 0, count: 2 * count).enumerated().map { index, zero in
            index % 2 == 0 ? 0xC6 : zero
        }
        let readings = Admission.read(keyring: octets)
        #expect(readings.count == Admission.maximumReadings + 1)
        guard case .refused(let last) = readings.last else {
            Issue.record("the last reading is no refusal")
            return
        }
        #expect(last.reason.hasPrefix("more than"))
    }

    @Test func `so it is of a text with many such blocks`() {
        let block = Armor.encode([UInt8](repeating: 0xC6, count: 2).flatMap { [$0, 0] })
        let text = [[UInt8]](repeating: block, count: Admission.maximumReadings / 2 + 1000)
        let readings = Admission.read(
            Submission(origin: .load, bytes: text.flatMap { $0 }))
        #expect(readings.count <= Admission.maximumReadings + 2)
    }
}
