import NodeService
import Testing
import TransportSecurity

@testable import NodeSocket

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Who has which roles.
@Suite struct AccessRulesTests {
    private func peer(
        user: UInt32, group: UInt32 = 100, groups: [UInt32] = []
    ) -> PeerCredential {
        PeerCredential(process: 1, user: user, group: group, groups: groups)
    }

    @Test func `the node's user and root may do everything, others nothing`() {
        let rules = AccessRules(owner: 1000)
        #expect(rules.roles(of: peer(user: 1000)) == Set(Role.allCases))
        #expect(rules.roles(of: peer(user: 0)) == Set(Role.allCases))
        #expect(rules.roles(of: peer(user: 1001, group: 0, groups: [0, 1000])) == [])
        #expect(!rules.namesOthers)
    }

    @Test func `roles come by user, by primary group and by every other group`() {
        let rules = AccessRules(
            [
                .reader: [.user(1001), .group(50)], .submitter: [.user(1001)],
                .auditor: [.group(60)],
            ], owner: 1000)
        #expect(rules.roles(of: peer(user: 1001)) == [.reader, .submitter])
        #expect(rules.roles(of: peer(user: 1002)) == [])
        #expect(rules.roles(of: peer(user: 1002, group: 50)) == [.reader])
        #expect(rules.roles(of: peer(user: 1002, groups: [7, 60, 50])) == [.reader, .auditor])
        // A group is no user of the same number.
        #expect(rules.roles(of: peer(user: 50)) == [])
        #expect(rules.namesOthers)
    }

    @Test func `who is named by a certificate has no role at the socket by it`() {
        let certificate = CertificateName.dns("gw.example.org")
        let rules = AccessRules(
            [
                .gateway: [.certificate(certificate)],
                .auditor: [.certificate(.uri("urn:x")), .user(1001)],
            ], owner: 1000)
        #expect(!AccessRules([.gateway: [.certificate(certificate)]], owner: 1000).namesOthers)
        #expect(rules.roles(of: peer(user: 1002)) == [])
        #expect(rules.roles(of: .process(peer(user: 1001))) == [.auditor])
    }
}
