import Listening
import NodeRequests

extension QueryParameters {
    /// - Throws: ``RequestError/badRequest(_:)`` when there are others than the route's own, or one
    ///   is there twice that may not be.
    func check(for route: Route) throws(RequestError) {
        var seen: Set<String> = []
        for (name, _) in items {
            // The name is not repeated: it may be as long as a request's head.
            guard route.parameters.contains(name) else {
                let known = route.parameters.sorted().joined(separator: ", ")
                throw .badRequest(
                    "an unknown parameter: "
                        + (known.isEmpty ? "this takes none" : "this takes \(known)"))
            }
            guard seen.insert(name).inserted || name == "word" else {
                throw .badRequest("\(name) is there twice")
            }
        }
    }

    /// A number of decimal digits; nil when the parameter is not there.
    func number(_ name: String, in range: ClosedRange<Int>) throws(RequestError) -> Int? {
        guard let text = self[name] else { return nil }
        let isDecimal = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard isDecimal, let number = Int(text), range.contains(number) else {
            throw .badRequest(
                "\(name): a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// How many keys are wanted at most.
    func lookupLimit() throws(RequestError) -> Int {
        try number("limit", in: 1...Responder.largestLookup) ?? Responder.usualLookup
    }

    /// The processor that who asks keeps to; nil also for one that this process may not use.
    func processor() throws(RequestError) -> Processor? {
        try number("processor", in: Processor.numbers).flatMap { Processor(available: $0) }
    }
}
