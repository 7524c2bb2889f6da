/// One metric with its samples, as Prometheus knows them: `claviger_set_elements`, say, with a
/// sample for each profile.
///
/// Names are ours alone. A label's value is one of a few words, or a name that the operator chose
/// (of a peer, say), and never text from outside: each new value is a new time series in the memory
/// of whoever collects them.
package struct MetricFamily: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable {
        /// Only grows; its name ends with `_total`.
        case counter
        case gauge
        case histogram
    }

    package let name: String
    /// What it is, one line.
    package let help: String
    package let kind: Kind
    /// One for each combination of labels.
    package private(set) var samples: [MetricSample]

    private init(_ name: StaticString, _ help: String, _ kind: Kind, _ samples: [MetricSample]) {
        self.name = "\(name)"
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    package static func counter(
        _ name: StaticString, _ help: String, _ samples: [MetricSample]
    ) -> MetricFamily {
        precondition("\(name)".hasSuffix("_total"), "Prometheus expects _total of a counter.")
        return MetricFamily(name, help, .counter, samples)
    }

    package static func counter(
        _ name: StaticString, _ help: String, _ value: Int
    ) -> MetricFamily {
        counter(name, help, [MetricSample(value)])
    }

    package static func gauge(
        _ name: StaticString, _ help: String, _ samples: [MetricSample]
    ) -> MetricFamily {
        MetricFamily(name, help, .gauge, samples)
    }

    package static func gauge(_ name: StaticString, _ help: String, _ value: Int) -> MetricFamily {
        gauge(name, help, [MetricSample(value)])
    }

    /// Of distributions with equal bounds.
    package static func histogram(
        _ name: StaticString, _ help: String, _ samples: [MetricSample]
    ) -> MetricFamily {
        MetricFamily(name, help, .histogram, samples)
    }

    /// The same with one label more.
    package func labelled(_ label: String, _ value: String) -> MetricFamily {
        var family = self
        for index in samples.indices { family.samples[index].labels[label] = value }
        return family
    }

    /// Both sources' samples where two have the same family, in the order of the names.
    package static func joined(_ families: [MetricFamily]) -> [MetricFamily] {
        var joined: [String: MetricFamily] = [:]
        for family in families {
            joined[family.name, default: family.withoutSamples].samples += family.samples
        }
        return joined.values.sorted { $0.name < $1.name }
    }

    private var withoutSamples: MetricFamily {
        var family = self
        family.samples = []
        return family
    }
}

/// A number, or a distribution, and what it is of.
package struct MetricSample: Codable, Sendable, Equatable {
    package fileprivate(set) var labels: [String: String]
    /// Of a counter or a gauge.
    package let value: Double?
    /// Of a histogram.
    package let distribution: Distribution?

    package init(_ value: Double, _ labels: [String: String] = [:]) {
        self.labels = labels
        self.value = value
        distribution = nil
    }

    package init(_ value: Int, _ labels: [String: String] = [:]) {
        self.init(Double(value), labels)
    }

    package init(_ distribution: Distribution, _ labels: [String: String] = [:]) {
        self.labels = labels
        value = nil
        self.distribution = distribution
    }
}
