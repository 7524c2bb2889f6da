import Testing

@testable import DNSGateway

@Suite struct AnswerCacheTests {
    private let time = ContinuousClock.now

    private func name(_ localPart: String) -> AnswerCache.Name {
        AnswerCache.Name(zone: Keys.zone, digest: LocalPartDigest(localPart))
    }

    @Test func `what was kept is there until it is stale`() {
        var cache = AnswerCache(limits: DNSLimits())
        cache.keep([[1]], of: name("a"), at: time)
        #expect(cache.keys(of: name("a"), at: time) == [[1]])
        #expect(cache.keys(of: name("b"), at: time) == nil)
        #expect(cache.keys(of: name("a"), at: time + .seconds(30)) == nil)
    }

    @Test func `answers and octets are bounded`() {
        var limits = DNSLimits()
        limits.cachedAnswers = 2
        limits.cachedOctets = 10
        var cache = AnswerCache(limits: limits)
        for letter in ["a", "b"] { cache.keep([[1, 2]], of: name(letter), at: time) }
        #expect(cache.keys(of: name("a"), at: time) != nil)
        cache.keep([[3]], of: name("c"), at: time)
        #expect(cache.keys(of: name("a"), at: time) == nil)
        #expect(cache.keys(of: name("c"), at: time) == [[3]])
        cache.keep([Array(repeating: 0, count: 10)], of: name("d"), at: time)
        #expect(cache.keys(of: name("c"), at: time) == nil)
        cache.keep([Array(repeating: 0, count: 11)], of: name("e"), at: time)
        #expect(cache.keys(of: name("e"), at: time) == nil)
    }

    @Test func `a name that is kept again takes no more room`() {
        var limits = DNSLimits()
        limits.cachedOctets = 10
        var cache = AnswerCache(limits: limits)
        cache.keep([[0]], of: name("a"), at: time)
        for _ in 0..<100 { cache.keep([[1, 2, 3]], of: name("b"), at: time) }
        #expect(cache.keys(of: name("a"), at: time) == [[0]])
    }
}
