import Testing

@testable import Database

@Suite struct PackedKeysTests {
    private func unpacked(_ octets: [UInt8], after: Int64 = 0) throws -> [Int64] {
        var packed = PackedKeys(octets, after: after)
        return try packed.all()
    }

    @Test func `differences stand in groups of seven bits`() throws {
        let rows = PackedKeys.rows(of: [5, 6, 133, 261, 16_645], after: 0, filling: true)
        #expect(
            rows == [
                PackedKeys.Row(after: 0, octets: [5, 1, 127, 0x80, 1, 0x80, 0x80, 1])
            ])
        #expect(try unpacked(rows[0].octets) == [5, 6, 133, 261, 16_645])
    }

    @Test(
        arguments: [
            [1], [.max], [1, .max], [127, 128, 255, 256], [1 << 55, 1 << 56, 1 << 62],
        ] as [[Int64]])
    func `any keys are read as they were packed`(keys: [Int64]) throws {
        let rows = PackedKeys.rows(of: keys, after: 0, filling: true)
        #expect(try unpacked(rows[0].octets) == keys)
    }

    @Test(arguments: [true, false])
    func `many keys are rows that follow one another`(filling: Bool) throws {
        for count in [500, 512, 513, 600, 5_000] {
            for spacing in [Int64(1), 100, 1 << 40] {
                let keys = (1...Int64(count)).map { 7 + $0 * spacing }
                let rows = PackedKeys.rows(of: keys, after: 7, filling: filling)
                #expect(
                    rows.allSatisfy { (1...PackedKeys.maximumOctets).contains($0.octets.count) })
                var read: [Int64] = []
                for row in rows {
                    #expect(row.after == read.last ?? 7)
                    read += try unpacked(row.octets, after: row.after)
                }
                #expect(read == keys)
                guard !filling, rows.count > 1 else { continue }
                let lengths = rows.map(\.octets.count).sorted()
                #expect(lengths[0] >= PackedKeys.maximumOctets / 3, "\(lengths)")
            }
        }
    }

    @Test func `keys are read up to a target`() throws {
        let row = PackedKeys.rows(of: [3, 9, 200, 201], after: 0, filling: true)[0]
        var packed = PackedKeys(row.octets, after: 0)
        #expect(try packed.advance(to: 4) && packed.key == 9)
        #expect(try packed.advance(to: 201) && packed.key == 201)
        #expect(packed.rest == 0)
        #expect(try !packed.advance(to: 202))
    }

    @Test(
        arguments: [
            [0], [5, 0], [0x80], [5, 0x85],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
            Array(repeating: 0x80, count: 40) + [1],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1],
        ] as [[UInt8]])
    func `what was never packed is told`(octets: [UInt8]) {
        #expect(throws: NodeDatabaseError.self) { try unpacked(octets) }
    }
}
