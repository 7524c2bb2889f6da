import Keyring
import Testing

@testable import Node

@Suite struct IntakeBudgetsTests {
    private let client = Sender.client(ClientNetwork("192.0.2.1"))
    private let peer = Sender.peer("b")

    private func limits(_ change: (inout IntakeLimits) -> Void) -> IntakeLimits {
        var limits = IntakeLimits()
        change(&limits)
        return limits
    }

    @Test func `who owes nothing may spend what one request may`() {
        let limits = IntakeLimits()
        let budgets = IntakeBudgets(limits: limits)
        #expect(budgets.wait(of: client, at: 0) == nil)
        #expect(
            budgets.allowance(of: client, at: 0)
                == .init(failures: limits.requestFailures, cost: limits.requestCost))
        #expect(budgets.allowance(of: peer, at: 0) == .unlimited)
    }

    @Test func `failures, waste, cost and octets each end in a wait that ends again`() throws {
        let limits = limits {
            $0.clientBytes = .init(perMinute: 6_000)
            $0.clientFailures = .init(perMinute: 60)
            $0.clientWaste = .init(perMinute: 600_000)
            $0.clientCost = .init(perMinute: 6_000_000)
        }
        let works: [(inout IntakeBudgets) -> Void] = [
            { $0.charge(self.client, bytes: 6_000, at: 1_000) },
            { $0.charge(self.client, .init(failures: 60), at: 1_000) },
            { $0.charge(self.client, .init(waste: 600_000), at: 1_000) },
            { $0.charge(self.client, .init(cost: 6_000_000), at: 1_000) },
        ]
        for work in works {
            var budgets = IntakeBudgets(limits: limits)
            work(&budgets)
            let wait = try #require(budgets.wait(of: client, at: 1_000))
            // Half of what a minute forgives.
            #expect(wait == 30)
            #expect(budgets.wait(of: client, at: 1_000 + wait) == nil)
            let other = Sender.client(ClientNetwork("192.0.2.2"))
            #expect(budgets.wait(of: other, at: 1_000) == nil)
        }
    }

    @Test func `what goes beyond the capacity is forgiven at the same pace, so the mean holds`() {
        let limits = limits { $0.clientWaste = .init(perMinute: 60) }
        var budgets = IntakeBudgets(limits: limits)
        budgets.charge(client, .init(waste: 360), at: 0)
        #expect(budgets.wait(of: client, at: 0) == 330)
        #expect(budgets.wait(of: client, at: 300) == 30)
        #expect(budgets.wait(of: client, at: 301) == nil)
    }

    @Test func `a request may spend no more than the rest of its sender's share`() {
        let limits = limits {
            $0.clientFailures = .init(perMinute: 300)
            $0.clientWaste = .init(perMinute: 1_000_000)
        }
        var budgets = IntakeBudgets(limits: limits)
        budgets.charge(client, .init(failures: 250, cost: 900_000, waste: 900_000), at: 50)
        #expect(budgets.allowance(of: client, at: 50) == .init(failures: 50, cost: 100_000))
        // A minute later all is forgiven.
        #expect(budgets.allowance(of: client, at: 110).failures == limits.requestFailures)
    }

    @Test func `keys that verify cost a peer nothing, keys that do not put it in debt`() {
        let limits = limits { $0.peerWaste = .init(capacity: 1_000, perMinute: 60) }
        var budgets = IntakeBudgets(limits: limits)
        budgets.charge(peer, bytes: .max, at: 0)
        budgets.charge(peer, .init(cost: .max), at: 0)
        #expect(budgets.wait(of: peer, at: 0) == nil)
        budgets.charge(peer, .init(failures: 1, cost: 1_500, waste: 1_500), at: 0)
        #expect(budgets.wait(of: peer, at: 0) == 1_000)
        #expect(budgets.wait(of: .peer("c"), at: 0) == nil)
        #expect(budgets.wait(of: peer, at: 1_000) == nil)
    }

    @Test func `the default limits let honest senders through`() {
        var budgets = IntakeBudgets(limits: IntakeLimits())
        // A keyring of 5 MiB with 10,000 signatures that verify, each 70 µs.
        budgets.charge(client, bytes: 5 << 20, at: 0)
        budgets.charge(client, .init(cost: 700_000), at: 0)
        #expect(budgets.wait(of: client, at: 0) == nil)
        // 100,000 keys from a peer, one in two hundred with a signature that does not verify.
        for _ in 0..<500 { budgets.charge(peer, .init(failures: 1, cost: 300, waste: 300), at: 0) }
        #expect(budgets.wait(of: peer, at: 0) == nil)
    }

    @Test func `a clock that is set back forgives nothing and traps nothing`() {
        var budgets = IntakeBudgets(limits: limits { $0.clientFailures = .init(perMinute: 60) })
        budgets.charge(client, .init(failures: 90), at: 1_000)
        budgets.charge(client, .init(failures: .max, cost: .max, waste: .max), at: -5)
        #expect(budgets.wait(of: client, at: 0) != nil)
        #expect(budgets.wait(of: client, at: .max) == nil)
    }

    @Test func `the table is bounded, and those that owe most are remembered longest`() {
        var budgets = IntakeBudgets(limits: limits { $0.senders = 100 })
        budgets.charge(client, .init(failures: 10_000), at: 0)
        for number in 0..<10_000 {
            let other = Sender.client(ClientNetwork("10.0.\(number / 256).\(number % 256)"))
            budgets.charge(other, bytes: 1 + number % 7, at: 0)
            #expect(budgets.count <= 100)
        }
        #expect(budgets.wait(of: client, at: 0) != nil)
    }

    @Test func `addresses of one subscriber are one client`() {
        #expect(ClientNetwork("192.0.2.1") != ClientNetwork("192.0.2.2"))
        #expect(ClientNetwork("192.0.2.1") == ClientNetwork("::ffff:192.0.2.1"))
        #expect(ClientNetwork("2001:db8:1:2::1") == ClientNetwork("2001:db8:1:2:ffff::9%eth0"))
        #expect(ClientNetwork("2001:db8:1:2::1") != ClientNetwork("2001:db8:1:3::1"))
        #expect(ClientNetwork("mail") == ClientNetwork("mail"))
        #expect(ClientNetwork("mail") != ClientNetwork(""))
        let long = String(repeating: "x", count: 1 << 16)
        #expect(ClientNetwork(long) == ClientNetwork(long + "y"))
    }
}
