/// What one sender of keys may make the node do. What is verified once is stored and never verified
/// again, so these bound what leads nowhere. Their reasons are those of `IntakeLimits` in `Node`.
extension Limits {
    package static let clientBytes = Bound(
        key: "client_bytes_per_minute", default: 128 << 20, allowed: (1 << 20)...(64 << 30),
        reason: "bytes of submissions that one client address may send in a minute: reading them "
            + "takes 2 % of a core, and a keyring of 5 MiB can come twenty-five times",
        field: \.clientBytes)

    package static let clientFailures = Bound(
        key: "client_failures_per_minute", default: 600, allowed: 10...1_000_000,
        reason: "signatures of one client address that may fail to verify in a minute: honest keys "
            + "carry a damaged one now and then",
        field: \.clientFailures)

    package static let clientWaste = Bound(
        key: "client_waste_milliseconds_per_minute", default: 2_000, allowed: 100...60_000,
        reason: "milliseconds of a core that one client address may use up in a minute for keys in "
            + "which a signature fails: 3 % of a core",
        field: \.clientWaste)

    package static let clientCost = Bound(
        key: "client_milliseconds_per_minute", default: 20_000, allowed: 1_000...600_000,
        reason: "milliseconds of a core that one client address may use up in a minute for "
            + "verifications of any outcome: a third of a core",
        field: \.clientCost)

    package static let requestFailures = Bound(
        key: "request_failures", default: 200, allowed: 1...100_000,
        reason: "signatures of one request that may fail to verify; what is left of the request "
            + "then is refused by name",
        field: \.requestFailures)

    package static let requestCost = Bound(
        key: "request_milliseconds", default: 800, allowed: 50...60_000,
        reason: "milliseconds of a core that the verifications of one request may use up, so that "
            + "a request of junk costs less than a second; what is left then is refused by name",
        field: \.requestCost)

    package static let peerWaste = Bound(
        key: "peer_waste_milliseconds_per_minute", default: 3_000, allowed: 100...60_000,
        reason: "milliseconds of a core that one peer may use up in a minute for keys in which a "
            + "signature fails: 5 % of a core; beyond it fetching from that peer pauses",
        field: \.peerWaste)

    static let ofSenders = [
        clientBytes, clientFailures, clientWaste, clientCost, requestFailures, requestCost,
        peerWaste,
    ]
}
