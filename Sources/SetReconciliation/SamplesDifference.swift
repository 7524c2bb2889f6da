extension Samples {
    /// Compares the set of these samples with a peer's, of which samples and count are claimed.
    ///
    /// The one way to the solver for other modules that is compiled for the field of SKS.
    package func difference(
        count: Int, remote: Samples, remoteCount: Int, using generator: inout SplitMix64
    ) -> RationalInterpolation<SKSPrime>.Result {
        RationalInterpolation.difference(
            remote: remote.array, remoteCount: remoteCount, local: array, localCount: count,
            using: &generator)
    }
}
