import Database
import Foundation
import Keyring
import Logging
import Node
import NodeConfiguration
import NodeService

extension Node {
    /// A test switch: the process traps when it is given a key with a user ID that contains the
    /// value. Not set in normal runs; see `QuarantineTrap`.
    private static let trapVariable = "CLAVIGER_TEST_TRAP"

    /// Opens the node that node.yaml describes; the same in every process that opens it, so that
    /// none of them changes what another one derived.
    static func open(
        _ configuration: NodeConfiguration, refusals: Refusals = Refusals(),
        verifying: VerificationJournal.Told = VerificationJournal.Told(), logger: Logger
    ) throws -> Node {
        let trap = ProcessInfo.processInfo.environment[trapVariable].flatMap { text in
            text.isEmpty ? nil : QuarantineTrap(userIDContaining: text)
        }
        let log = RederivationLog(logger)
        ProcessLimits.returnLargeBlocks()
        return try Node(
            name: configuration.name, folder: configuration.data, refusals: refusals,
            limits: IntakeLimits(configuration.limits),
            policy: ServingPolicy(configuration.keys), trap: trap, verifying: verifying,
            now: SystemClock.now, progress: { log.show($0) }, repaired: { $0.log(to: logger) })
    }
}

extension TreeRepair {
    fileprivate func log(to logger: Logger) {
        logger.warning(
            """
            the prefix tree of \(profile.rawValue) did not fit together (\(reason)) and was made \
            again from its \(Figures.count(elements)) digests: run \"claviger check\"
            """)
    }
}

extension ServingPolicy {
    fileprivate init(_ keys: KeysConfiguration) {
        switch keys.thirdParty {
        case .none: self.init(thirdParty: .none)
        case .approved: self.init(thirdParty: .approved)
        case .all: self.init(thirdParty: .all)
        }
    }
}

extension IntakeLimits {
    /// Costs are counted in microseconds, and configured in milliseconds.
    private static let microsecondsPerMillisecond = 1_000

    init(_ limits: Limits) {
        let unit = Self.microsecondsPerMillisecond
        self.init()
        clientBytes = Meter(perMinute: limits.clientBytes)
        clientFailures = Meter(perMinute: limits.clientFailures)
        clientWaste = Meter(perMinute: limits.clientWaste * unit)
        clientCost = Meter(perMinute: limits.clientCost * unit)
        requestFailures = limits.requestFailures
        requestCost = limits.requestCost * unit
        let waste = limits.peerWaste * unit
        peerWaste = Meter(capacity: max(peerWaste.capacity, waste), perMinute: waste)
    }
}
