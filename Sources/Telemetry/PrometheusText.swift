/// Metrics in the text format of Prometheus, version 0.0.4, which every collector reads.
package enum PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Families of the same name become one.
    package static func write(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in MetricFamily.joined(families) { write(family, to: &text) }
        return text
    }

    private static func write(_ family: MetricFamily, to text: inout String) {
        text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        for sample in family.samples {
            if let value = sample.value {
                write(family.name, sample.labels, value, to: &text)
            } else if let distribution = sample.distribution {
                write(family.name, sample.labels, distribution, to: &text)
            }
        }
    }

    /// Each bucket holds those below it, too.
    private static func write(
        _ name: String, _ labels: [String: String], _ distribution: Distribution,
        to text: inout String
    ) {
        var count = 0
        for (bound, own) in zip(distribution.bounds + [.infinity], distribution.counts) {
            count += own
            let bucket = labels.merging(["le": number(bound)]) { $1 }
            write("\(name)_bucket", bucket, Double(count), to: &text)
        }
        write("\(name)_sum", labels, distribution.sum, to: &text)
        write("\(name)_count", labels, Double(count), to: &text)
    }

    private static func write(
        _ name: String, _ labels: [String: String], _ value: Double, to text: inout String
    ) {
        let list = labels.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }
        let set = list.isEmpty ? "" : "{\(list.joined(separator: ","))}"
        text += "\(name)\(set) \(number(value))\n"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int(exactly: value).map { String($0) } ?? "\(value)"
    }
}
