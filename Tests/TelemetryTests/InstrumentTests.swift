import Testing

@testable import Telemetry

@Suite struct InstrumentTests {
    @Test func `counting from many threads loses nothing`() async {
        let (counter, level, histogram) = (Counter(), Level(), Histogram([1]))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.add(2)
                        level.rise()
                        histogram.observe(.milliseconds(500))
                        histogram.observe(.seconds(2))
                    }
                    for _ in 0..<999 { level.fall() }
                }
            }
        }
        #expect(counter.value == 16_000)
        #expect(level.value == 8)
        #expect(histogram.distribution.counts == [8_000, 8_000])
        #expect(histogram.distribution.count == 16_000)
        #expect(histogram.distribution.sum == 20_000)
    }

    @Test func `the process shows what every Prometheus client shows`() throws {
        let families = ProcessMetrics.families(process: "node")
        for family in families {
            let sample = try #require(family.samples.first, "\(family.name)")
            #expect(sample.labels == ["process": "node"])
            #expect(try #require(sample.value) > 0, "\(family.name)")
        }
        let memory = try #require(families.first { $0.name == "process_resident_memory_bytes" })
        let most = try #require(families.first { $0.name == "process_virtual_memory_bytes" })
        #expect(memory.samples[0].value ?? 0 < most.samples[0].value ?? 0)
    }
}
