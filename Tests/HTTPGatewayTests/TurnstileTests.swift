import Testing

@testable import HTTPGateway

@Suite struct TurnstileTests {
    @Test func `no more than allowed are inside, and all get in`() async throws {
        let turnstile = Turnstile(places: 3)
        let inside = EventLog()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    try? await turnstile.withTurn {
                        inside.append("enter")
                        await Task.yield()
                        inside.append("leave")
                        // One that fails gives its place back too.
                        if number % 7 == 0 { throw CancellationError() }
                    }
                }
            }
        }
        var count = 0
        for event in inside.all {
            count += event == "enter" ? 1 : -1
            #expect((0...3).contains(count))
        }
        #expect(inside.all.count == 200)
    }

    @Test func `a budget is given back when its holder goes`() {
        let budget = OctetBudget(capacity: 100)
        do {
            let first = budget.reservation()
            #expect(first.grow(by: 60) && first.grow(by: 40))
            let second = budget.reservation()
            #expect(!second.grow(by: 1))
            withExtendedLifetime(first) {}
        }
        let third = budget.reservation()
        #expect(third.grow(by: 100))
        #expect(!third.grow(by: 1))
        withExtendedLifetime(third) {}
    }
}
