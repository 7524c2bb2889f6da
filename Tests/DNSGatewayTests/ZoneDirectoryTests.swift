import Keyring
import Logging
import NodeService
import OpenPGP
import Testing

@testable import DNSGateway

@Suite struct ZoneDirectoryTests {
    private let time = ContinuousClock.now

    private func directory(
        _ node: ScriptedNode, limits: DNSLimits = DNSLimits()
    ) -> ZoneDirectory {
        ZoneDirectory(
            zones: [Keys.zone], node: node, limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Keys.now })
    }

    @Test func `zones are walked again when the node's sets have changed`() async throws {
        let node = ScriptedNode(Keys.named(1, "A <a@example.org>"))
        let directory = directory(node)
        await directory.refresh(at: time)
        await directory.refresh(at: time + .seconds(60))
        #expect(node.lookups.walks == 1)
        let other = Keys.named(2, "B <b@example.org>")
        node.store([other])
        await directory.refresh(at: time + .seconds(120))
        #expect(node.lookups.walks == 2)
        let index = try #require(directory.entry(of: Keys.zone)?.index)
        #expect(index[LocalPartDigest("a")] == nil)
        #expect(index[LocalPartDigest("b")] == [other.fingerprint])
    }

    @Test func `and now and then when they have not`() async {
        let node = ScriptedNode()
        let directory = directory(node)
        await directory.refresh(at: time)
        await directory.refresh(at: time + .seconds(599))
        #expect(node.lookups.walks == 1)
        await directory.refresh(at: time + .seconds(600))
        #expect(node.lookups.walks == 2)
    }

    @Test func `a walk that failed is made again, and what was known stays`() async {
        let node = ScriptedNode(Keys.named(1, "A <a@example.org>"))
        let directory = directory(node)
        await directory.refresh(at: time)
        node.fails(true)
        node.store([Keys.named(2, "B <b@example.org>")])
        await directory.refresh(at: time + .seconds(60))
        #expect(directory.entry(of: Keys.zone)?.index[LocalPartDigest("a")] != nil)
        node.fails(false)
        await directory.refresh(at: time + .seconds(61))
        #expect(directory.entry(of: Keys.zone)?.index[LocalPartDigest("b")] != nil)
    }

    @Test func `a zone of too many keys keeps what was known of it`() async {
        var limits = DNSLimits()
        limits.keysPerZone = 1
        let first = Keys.named(1, "A <a@example.org>")
        let node = ScriptedNode(first)
        let directory = directory(node, limits: limits)
        await directory.refresh(at: time)
        node.store([first, Keys.named(2, "B <b@example.org>")])
        await directory.refresh(at: time + .seconds(60))
        #expect(directory.entry(of: Keys.zone)?.index[LocalPartDigest("a")] != nil)
        #expect(directory.entry(of: Keys.zone)?.index[LocalPartDigest("b")] == nil)
    }

    @Test func `a name belongs to the zone that it lies in`() throws {
        let zones = try ["example.org", "sub.example.org"].map { try #require(Zone(domain: $0)) }
        let directory = ZoneDirectory(
            zones: zones, node: ScriptedNode(), limits: DNSLimits(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { 0 })
        func zone(_ text: String) throws -> String? {
            directory.zone(of: try #require(DomainName(text)))?.domain
        }
        #expect(try zone("a._OPENPGPKEY.example.org") == "example.org")
        #expect(try zone("a._openpgpkey.sub.Example.org") == "sub.example.org")
        #expect(try zone("a._openpgpkey.other.example.org") == nil)
        #expect(try zone("example.org") == nil)
        #expect(directory.zone(of: .root) == nil)
    }

    @Test func `a domain before which no user fits is no zone`() {
        let label = String(repeating: "a", count: 63)
        #expect(Zone(domain: "\(label).\(label)") != nil)
        #expect(Zone(domain: "\(label).\(label).\(label)") == nil)
        #expect(Zone(domain: "") == nil)
    }
}
