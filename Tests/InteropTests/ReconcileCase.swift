import Foundation

/// One reconciliation of our node with SKS, from equal patterns made different by `split`.
struct ReconcileCase {
    let patterns: ReconcilePatterns
    let dialler: Dialler
    let split: Split

    /// What came of it.
    struct Outcome {
        let root: Transcript.Exchange?
        let solved: Int
        let unsolved: Int
        let bytes: Int
        /// From the connection to the last byte.
        let sessionSeconds: Double
        /// From the connection until both hold everything.
        let seconds: Double
        let ourCPU: Double
        let sksCPU: Double
    }

    /// Runs it; throws when the two do not become equal.
    func run() async throws -> Outcome {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let ours = try await GeneratedKeys.make(seed: 2, count: split.ours, in: scratch.path)
        let theirs = try await GeneratedKeys.make(seed: 3, count: split.theirs, in: scratch.path)
        let (ourAddress, sksAddress) = (Loopback.address(), Loopback.address())
        let toSKS = try TranscriptRelay(acceptor: sksAddress, dialler: ourAddress)
        let toUs = try TranscriptRelay(acceptor: ourAddress, dialler: sksAddress)
        defer { toSKS.close() }
        defer { toUs.close() }

        let sks = try await SKSNode(
            in: "\(scratch.path)/sks", pattern: patterns.sksFolder,
            extra: split.theirs > 0 ? [theirs.path] : [], address: sksAddress,
            peer: (ourAddress, toUs.port))
        let node = try await ClavigerNode(
            "ours", in: "\(scratch.path)/ours", address: ourAddress,
            peers: [
                .init(
                    name: "sks", recon: "\(sksAddress):\(toSKS.port)",
                    http: "http://\(sksAddress):\(sks.httpPort)")
            ], pattern: patterns.claviger)
        if split.ours > 0 { try await node.load(ours.path) }
        do {
            try await poll("SKS to take in its own keys") { sks.digestsTakenIn >= split.theirs }
            try await node.start()
            let outcome = try await reconcile(
                node, sks, through: dialler == .sks ? toUs : toSKS, ours: ours, theirs: theirs)
            try await node.stop()
            try await sks.stop()
            return outcome
        } catch {
            _ = try? await node.stop(SIGKILL)
            try? await sks.stop()
            throw InteropError("\(error)\n\(node.log.suffix(2000))\n\(sks.reconLog.suffix(1000))")
        }
    }

    private func reconcile(
        _ node: ClavigerNode, _ sks: SKSNode, through relay: TranscriptRelay,
        ours: GeneratedKeys, theirs: GeneratedKeys
    ) async throws -> Outcome {
        let ourCPU = node.program?.cpuSeconds ?? 0
        let sksCPU = sks.cpuSeconds
        switch dialler {
        case .sks:
            relay.target = node.reconPort
            try await sks.startSession()
        case .claviger:
            relay.target = sks.reconPort
            // An attempt of its own, begun while the relay was closed, may still be under way.
            try await poll("recon to succeed") {
                try await node.run("recon", ["sks", "--json"]).code == 0
            }
        }
        // SKS, when it accepted, waits 10 s before it fetches; it takes keys into its tree by a
        // poll of 5 s.
        let expected = ReconcilePatterns.baseCount + split.difference
        try await poll("both sides to hold \(expected) keys", seconds: 90) {
            guard sks.digestsTakenIn >= split.difference, let session = relay.sessions.first,
                session.hasEnded
            else { return false }
            return try await node.status().sks?.count == expected
        }
        let converged = ContinuousClock.now
        let usedOurs = (node.program?.cpuSeconds ?? 0) - ourCPU
        let usedSKS = sks.cpuSeconds - sksCPU

        guard try await sks.count(of: ours.digests) == split.ours else {
            throw InteropError("SKS lacks keys of ours")
        }
        guard try await node.count(of: theirs.digests) == split.theirs else {
            throw InteropError("we lack keys of SKS")
        }
        let session = relay.sessions[0]
        let transcript = try Transcript(session)
        guard transcript.isComplete else { throw InteropError("the session was cut off") }
        return Outcome(
            root: transcript.root, solved: transcript.solved, unsolved: transcript.unsolved,
            bytes: session.bytes, sessionSeconds: (session.lastByte - session.opened).inSeconds,
            seconds: (converged - session.opened).inSeconds, ourCPU: usedOurs, sksCPU: usedSKS)
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
