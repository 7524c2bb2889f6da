import Testing

@testable import OpenPGP

/// Inputs that fuzzing has found.
@Suite struct FuzzCasesKeyReader {
    @Test func `a key that is cut short does not cost the one before it`() throws {
        let whole = try Fixtures.octets(armored: Fixtures.alice)
        let key = try Fixtures.key(Fixtures.alice)
        let elements = Array(TransferablePublicKeyReader(whole + whole.prefix(20)))
        #expect(
            elements == [
                .key(key),
                .refused(
                    .packet(.truncated(offset: whole.count)), offset: whole.count,
                    fingerprint: nil),
            ])
    }
}
