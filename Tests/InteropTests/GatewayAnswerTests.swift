import Foundation
import OpenPGP
import Testing

/// What comes through a gateway apart as it does from a node.
extension Interoperability.GatewayProcesses {
    @Test func `a hashquery answer of tens of megabytes comes through a gateway apart`()
        async throws
    {
        try await withNode(workers: "1") { node in
            try await node.start()
            let keys = try await GeneratedKeys.make(seed: 7, count: 60, in: node.folder)
            let octets = try Self.withPictures(keys, of: 400_000)
            let path = "\(node.folder)/pictures.pgp"
            try Data(octets.joined()).write(to: URL(filePath: path))
            try await node.load(path)
            var body = Self.integer(octets.count)
            for key in octets {
                let digest = try TransferablePublicKey.decode(key).sksDigest
                body += Self.integer(16) + digest.bytes
            }
            let answer = try await HTTPExchange.post(
                node.address, node.httpPort, "/pks/hashquery", body, type: "pgp/keys")
            #expect(answer.status == 200)
            #expect(answer.body.prefix(4).elementsEqual(Self.integer(60)), "all of them")
            #expect(answer.body.count > 60 * 400_000)
            #expect(try await node.stop() == 0)
        }
    }

    /// The keys, each with a picture that nobody signed: kept for SKS, and never served.
    private static func withPictures(
        _ keys: GeneratedKeys, of count: Int
    ) throws -> [[UInt8]] {
        var rest = Array(try Data(contentsOf: URL(filePath: keys.path)))[...]
        return Program.text("\(keys.path).tsv").split(separator: "\n").map { line in
            let size = Int(line.split(separator: "\t")[3]) ?? 0
            defer { rest = rest.dropFirst(size) }
            // A user attribute of one subpacket, lengths in four octets (RFC 9580 §5.12).
            let picture = [100] + [UInt8](repeating: 0x55, count: count)
            let subpacket = [0xFF] + integer(picture.count) + picture
            return Array(rest.prefix(size)) + [0xD1, 0xFF] + integer(subpacket.count)
                + subpacket
        }
    }

    @Test func `a client that has used up its budget is told so through a gateway apart`()
        async throws
    {
        try await withNode(workers: "1") { node in
            try node.edit("client_bytes_per_minute: ", "1048576")
            try await node.start()
            let junk = [UInt8](repeating: 0x55, count: 1_500_000)
            let armored = String(decoding: Armor.encode(junk), as: UTF8.self)
            let first = try await HTTPExchange.add(armored, to: node.address, node.httpPort)
            #expect(first.status == 400 || first.status == 422, "\(first.text)")
            let second = try await HTTPExchange.add(
                String(decoding: Armor.encode([0x99, 0, 0]), as: UTF8.self), to: node.address,
                node.httpPort)
            #expect(second.status == 429)
            #expect(second.headers.contains("Retry-After: "))
            #expect(second.text.contains("send it again in"))
            #expect(try await node.stop() == 0)
        }
    }

    private static func integer(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
