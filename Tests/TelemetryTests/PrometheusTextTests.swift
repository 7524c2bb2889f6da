import Testing

@testable import Telemetry

@Suite struct PrometheusTextTests {
    @Test func `counters and gauges are lines, in the order of their names`() {
        let text = PrometheusText.write([
            .gauge("b_keys", "Stored keys.", 12),
            .counter(
                "a_requests_total", "Requests.",
                [
                    MetricSample(3, ["status": "2xx", "route": "/pks/lookup"]),
                    MetricSample(0.25, ["route": "other", "status": "4xx"]),
                ]),
        ])
        #expect(
            text == """
                # HELP a_requests_total Requests.
                # TYPE a_requests_total counter
                a_requests_total{route="/pks/lookup",status="2xx"} 3
                a_requests_total{route="other",status="4xx"} 0.25
                # HELP b_keys Stored keys.
                # TYPE b_keys gauge
                b_keys 12

                """)
    }

    @Test func `buckets hold what is below them, and the last one everything`() {
        var seconds = Distribution([0.5, 2])
        for value in [0.5, 0.75, 2, 8] { seconds.observe(value) }
        let text = PrometheusText.write([
            .histogram("t_seconds", "Time.", [MetricSample(seconds, ["peer": "b"])])
        ])
        #expect(
            text == """
                # HELP t_seconds Time.
                # TYPE t_seconds histogram
                t_seconds_bucket{le="0.5",peer="b"} 1
                t_seconds_bucket{le="2",peer="b"} 3
                t_seconds_bucket{le="+Inf",peer="b"} 4
                t_seconds_sum{peer="b"} 11.25
                t_seconds_count{peer="b"} 4

                """)
    }

    @Test func `what would end a line or a label is escaped`() {
        let text = PrometheusText.write([
            .gauge("g", "A \\ and\na \"word\".", [MetricSample(1, ["peer": "a\"\\\nb"])])
        ])
        #expect(
            text == #"""
                # HELP g A \\ and\na "word".
                # TYPE g gauge
                g{peer="a\"\\\nb"} 1

                """#)
    }

    @Test func `two sources of one family become one`() {
        let one = MetricFamily.gauge("g", "G.", 1).labelled("process", "node")
        let two = MetricFamily.gauge("g", "G.", 2).labelled("process", "http")
        #expect(
            PrometheusText.write([one, two]) == """
                # HELP g G.
                # TYPE g gauge
                g{process="node"} 1
                g{process="http"} 2

                """)
    }

    @Test func `a family without samples still has its name`() {
        #expect(
            PrometheusText.write([.gauge("g", "G.", [])]) == "# HELP g G.\n# TYPE g gauge\n")
    }

    @Test func `numbers that are none have their names`() {
        let samples = [Double.infinity, -.infinity, .nan, 1e-7].enumerated().map {
            MetricSample($1, ["n": "\($0)"])
        }
        let lines = PrometheusText.write([.gauge("g", "G.", samples)]).split(separator: "\n")
        #expect(
            lines.suffix(4).map { $0.split(separator: " ").last } == [
                "+Inf", "-Inf", "NaN", "1e-07",
            ])
    }
}
