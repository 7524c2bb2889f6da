import Testing

@testable import OpenPGP

@Suite struct SignatureApprovalTests {
    @Test func `the approval made by Sequoia names the certifications it approves`() throws {
        let key = try Fixtures.key(ApprovalFixture.alice)
        let signatures = try key.identities[0].signatures.map { try Signature($0) }
        let approval = try #require(signatures.first { $0.type == .attestation })
        let listed = try #require(approval.approvedDigests)
        let certifications = signatures.filter { $0.type == .genericCertification }
        #expect(certifications.count == 2)
        #expect(
            Set(certifications.map { $0.approvalDigest(approval.hashAlgorithm) })
                == Set(listed.map { Optional($0) }))
        let own = try #require(signatures.first { $0.type == .positiveCertification })
        #expect(own.approvalDigest(approval.hashAlgorithm).map(listed.contains) == false)
    }

    @Test func `the unhashed area is no part of what is approved`() throws {
        let key = try Fixtures.key(ApprovalFixture.alice)
        let signatures = try key.identities[0].signatures.map { try Signature($0) }
        let certification = try #require(signatures.first { $0.type == .genericCertification })
        let subpacket = Subpacket(type: .notation, isCritical: false, body: [1, 2, 3])
        let changed = try Signature(
            body: certification.body(
                unhashed: [subpacket], material: Array(certification.material)))
        #expect(changed != certification)
        #expect(changed.approvalDigest(.sha512) == certification.approvalDigest(.sha512))
        #expect(changed.approvalDigest(HashAlgorithm(rawValue: 99)) == nil)
    }

    @Test func `an empty list withdraws and a torn one is none`() throws {
        func approval(_ lists: [[UInt8]], hash: UInt8 = 8) throws -> Signature {
            var area: [UInt8] = []
            for list in lists {
                Subpacket(type: .attestedCertifications, isCritical: false, body: list)
                    .encode(into: &area)
            }
            return try Signature(
                body: [4, 0x16, 22, hash, 0, UInt8(area.count)] + area + [0, 0, 0, 0])
        }
        let (one, other) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        #expect(try approval([]).approvedDigests == [])
        #expect(try approval([[]]).approvedDigests == [])
        #expect(try approval([one + other]).approvedDigests == [one, other])
        #expect(try approval([one, other]).approvedDigests == [one, other])
        #expect(try approval([one + [0]]).approvedDigests == nil)
        #expect(try approval([one], hash: 99).approvedDigests == nil)
    }
}
