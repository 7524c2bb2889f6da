import Foundation
import OpenPGP
import SigningKeys
import Synchronization
import Testing

extension Interoperability {
    /// What floods cost a node. The figures are printed; `scripts/measure-flood` runs the tests at
    /// their full size, CI at a tenth of it.
    @Suite(.serialized)
    struct Floods {
        /// Certifications by strangers on the flooded key: 150,000 make 37 MB.
        private static let signatures =
            ProcessInfo.processInfo.environment["CLAVIGER_FLOOD"].flatMap(Int.init) ?? 15_000
        private static let isMeasured =
            ProcessInfo.processInfo.environment["CLAVIGER_FLOOD"] != nil

        /// What a flooded key may cost, whatever its size.
        private static let cpuLimit = 2.0
        private static let memoryLimit = 256 << 20

        /// What one submission may cost, be it of junk or of valid signatures without end.
        private static let submissionCPULimit = 1.0

        @Test func `a flooded key that is loaded costs little and disturbs nobody`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let flood = try Flood(Self.signatures, in: scratch)
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.start()
            try await node.load(flood.bystander)
            try await expectLittle(of: node, "load", flood) {
                try await node.load(flood.file)
            }
            try await node.stop()
        }

        @Test func `a flooded key that a peer has costs little and disturbs nobody`()
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let flood = try Flood(Self.signatures, in: scratch)
            let (node, peer) = try await Self.pair(in: scratch)
            try await peer.load(flood.file)
            try await node.start()
            try await node.load(flood.bystander)
            try await expectLittle(of: node, "hashquery", flood) {
                try await peer.start()
                try await poll("the node to hold the flooded key", seconds: 120) {
                    let recon = try await node.run("recon", ["peer"])
                    let keys = try await node.status().keys
                    return recon.code == 0 && keys == 2
                }
            }
            try await node.stop()
            try await peer.stop()
        }

        private func expectLittle(
            of node: ClavigerNode, _ way: String, _ flood: Flood,
            during work: () async throws -> Void
        ) async throws {
            let program = try #require(node.program)
            let bystander = Bystander(of: node, asking: flood.bystanderFingerprint)
            var cpu = program.cpuSeconds
            let before = try await bystander.watch { try await Task.sleep(for: .seconds(2)) }
            let cpuOfRequest = (program.cpuSeconds - cpu) / Double(max(1, before.count))
            cpu = program.cpuSeconds
            let during = try await bystander.watch { try await work() }
            // The bystander's requests cost what they cost before.
            let spent = program.cpuSeconds - cpu - cpuOfRequest * Double(during.count)
            let memory = program.peakMemory

            let served = try await node.served([flood.fingerprint])[flood.fingerprint]
            #expect(served?.packets == flood.clean.normalized().packets)
            let status = try await node.status()
            let sets = status.sets.map { "\($0.profile): \($0.count)" }.joined(separator: ", ")
            #expect(status.sets.allSatisfy { $0.count == 2 }, "\(sets)")
            #expect(spent < Self.cpuLimit)
            #expect(memory < Self.memoryLimit)
            print(
                "| flood by \(way) | \(Self.signatures) signatures, \(flood.octets) octets "
                    + "| \(spent.rounded(2)) s | \(memory >> 20) MiB "
                    + "| \(before.p99) | \(during.p99) | \(sets) |")
        }

        @Test(arguments: SigningAlgorithm.allCases)
        func `a mebibyte of junk costs at most a second, whatever the key`(
            algorithm: SigningAlgorithm
        ) async throws {
            let key = SigningKey(algorithm, number: 3)
            try await expectLittle(
                of: JunkSelfSignatures.key(key, octets: Junk.octets), "junk", algorithm)
        }

        @Test(
            .enabled(if: isMeasured, "takes minutes: run by scripts/measure-flood"),
            arguments: SigningAlgorithm.allCases.filter { $0 != .rsa16384 })
        func `a mebibyte of valid signatures is cut off by its budget, whatever the key`(
            algorithm: SigningAlgorithm
        ) async throws {
            let key = SigningKey(algorithm, number: 3)
            var whole = key.certificate(userIDs: ["Junk <junk@example.org>"])
            // Making them takes longer than verifying; so many exceed every budget.
            for time in 0..<1200 where whole.encodedLength < Junk.octets {
                whole.identities[0].signatures.append(
                    key.selfCertification(
                        "Junk <junk@example.org>", at: 1_600_000_000 + UInt32(time)))
            }
            try await expectLittle(of: whole, "valid", algorithm)
        }

        private func expectLittle(
            of key: TransferablePublicKey, _ what: String, _ algorithm: SigningAlgorithm
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: Loopback.address())
            try await node.start()
            let body = Junk.body(of: key)
            let cpu = try #require(node.program).cpuSeconds
            let answer = try await HTTPExchange.post(
                node.address, node.httpPort, "/pks/add", body)
            let spent = try #require(node.program).cpuSeconds - cpu
            #expect(answer.status < 500, "\(answer.text)")
            #expect(spent <= Self.submissionCPULimit)
            let reason = answer.text.split(separator: ":").dropFirst().first ?? ""
            print(
                "| \(what), \(algorithm.rawValue) | \(key.packetCount) packets, "
                    + "\(body.count) octets | \(spent.rounded(2)) s | \(answer.status)\(reason) |")
            try await node.stop()
        }

        /// A node and the peer that it fetches from.
        private static func pair(
            in scratch: Scratch
        ) async throws -> (node: ClavigerNode, peer: ClavigerNode) {
            let addresses = [Loopback.address(), Loopback.address()]
            let ports = try addresses.map {
                (http: try Loopback.port(at: $0), recon: try Loopback.port(at: $0))
            }
            func node(_ name: String, _ own: Int, peer: String) async throws -> ClavigerNode {
                let other = 1 - own
                return try await ClavigerNode(
                    name, in: "\(scratch.path)/\(name)", address: addresses[own],
                    ports: ports[own],
                    peers: [
                        .init(
                            name: peer, recon: "\(addresses[other]):\(ports[other].recon)",
                            http: "http://\(addresses[other]):\(ports[other].http)")
                    ])
            }
            return (
                try await node("node", 0, peer: "peer"), try await node("peer", 1, peer: "node")
            )
        }
    }
}

/// A flooded key and another one, in files.
private struct Flood {
    let file: String
    let fingerprint: Fingerprint
    /// What the owner of the flooded key made.
    let clean: TransferablePublicKey
    let octets: Int
    let bystander: String
    let bystanderFingerprint: Fingerprint

    init(_ signatures: Int, in scratch: Scratch) throws {
        let flooded = FloodedKey(signatures: signatures)
        let encoded = flooded.key.encoded()
        file = try scratch.write(encoded, to: "flood.pgp")
        fingerprint = flooded.key.fingerprint
        clean = flooded.clean
        octets = encoded.count
        let other = SigningKey(.eddsaLegacy, number: 1)
        bystander = try scratch.write(other.certificate().encoded(), to: "bystander.pgp")
        bystanderFingerprint = other.fingerprint
    }
}

/// A mebibyte of a form's body.
private enum Junk {
    static let bodyOctets = 1 << 20

    /// Octets of the key: base64 makes four of three, and every 64 get a line end, two in a hundred
    /// of base64's characters have to be escaped.
    static let octets = bodyOctets * 70 / 100

    static func body(of key: TransferablePublicKey) -> [UInt8] {
        let armored = String(decoding: Armor.encode(key.encoded()), as: UTF8.self)
        let escaped = armored.replacingOccurrences(of: "+", with: "%2B")
        return Array("keytext=\(escaped)".utf8)
    }
}

/// Another client, who wants to know one key a hundred times a second and takes the time.
private struct Bystander {
    let address: String
    let port: Int
    let path: String

    init(of node: ClavigerNode, asking fingerprint: Fingerprint) {
        address = node.address
        port = node.httpPort
        path = "/pks/lookup?op=get&options=mr&search=0x\(fingerprint.hex)"
    }

    struct Latencies {
        let milliseconds: [Double]

        var count: Int { milliseconds.count }

        var p99: String {
            guard !milliseconds.isEmpty else { return "no answer" }
            let sorted = milliseconds.sorted()
            return "\(sorted[sorted.count * 99 / 100].rounded(2)) ms of \(sorted.count)"
        }
    }

    /// The latencies of its requests while `work` runs.
    func watch(_ work: () async throws -> Void) async throws -> Latencies {
        let shared = Shared()
        async let latencies = blocking { [self] in
            var latencies: [Double] = []
            while !shared.isOver {
                let start = ContinuousClock.now
                let connection = try Connection(to: address, port: port)
                connection.send(Array("GET \(path) HTTP/1.0\r\n\r\n".utf8))
                guard let answer = connection.receiveToEnd(),
                    answer.starts(with: Array("HTTP/1.1 200".utf8))
                else { throw InteropError("a bystander is not served") }
                latencies.append((ContinuousClock.now - start).inSeconds * 1000)
                usleep(10_000)
            }
            return latencies
        }
        defer { shared.end() }
        try await work()
        shared.end()
        return Latencies(milliseconds: try await latencies)
    }

    private final class Shared: Sendable {
        private let state = Mutex(false)
        var isOver: Bool { state.withLock { $0 } }
        func end() { state.withLock { $0 = true } }
    }
}

extension Program {
    /// Most resident memory so far, octets.
    var peakMemory: Int {
        let line = Self.text("/proc/\(pid)/status").split(separator: "\n").first {
            $0.hasPrefix("VmHWM:")
        }
        return (line?.split(separator: " ").dropFirst().first).flatMap { Int($0) }.map { $0 << 10 }
            ?? 0
    }
}

extension Double {
    fileprivate func rounded(_ places: Int) -> Double {
        let scale = pow(10, Double(places))
        return (self * scale).rounded() / scale
    }
}
