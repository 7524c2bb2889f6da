import Keyring
import OpenPGP
import SigningKeys
import Testing

/// Issue: a key that strangers flooded costs little, whatever it takes to carry it.
@Suite struct FloodTests {
    @Test func `150,000 certifications by others are judged and left out in less than a second`()
        throws
    {
        let flood = FloodedKey(signatures: 150_000)
        let octets = flood.key.encoded()
        let clock = ContinuousClock()
        let start = clock.now
        var budget = VerificationBudget.request
        let readings = Admission.read(keyring: octets)
        let read = clock.now
        guard case .key(let received)? = readings.first,
            case .admitted(let admitted) = try Admission.admit(
                received, beside: nil, origin: .peer("p"), budget: &budget)
        else {
            Issue.record("the flooded key is refused")
            return
        }
        let judged = clock.now
        let form = ServedForm(stored: admitted.key, verified: admitted.verified)
        let served = clock.now
        print(
            "flood: reading \(read - start), judging \(judged - read), serving \(served - judged)")
        #expect(admitted.verified == flood.clean.form)
        #expect(form.packets == flood.clean.form.key.encoded())
        #expect(admitted.ignored.description == "150000 signatures by other keys")
        #expect(budget.failures == 0)
        // Built without optimisation the same takes some ten times as long.
        #expect(judged - read < .seconds(10))
    }
}
