import NodeService

extension Gateway {
    /// What there is. Where `GET` is, `HEAD` is too; `OPTIONS` is everywhere.
    static func routes(
        _ configuration: HTTPGatewayConfiguration, node: any NodeService, refusals: Refusals,
        metrics: GatewayMetrics, now: @escaping @Sendable () -> Int
    ) -> [Route] {
        let limits = configuration.limits
        let bodies = RequestBodies(capacity: limits.bodiesInFlight)
        let keys = KeyFinder(
            node: node, limits: limits, searches: Turnstile(places: limits.searchesAtOnce))
        let submissions = SubmissionDesk(node: node, bodies: bodies, refusals: refusals)
        let stats = Stats(node: node, facts: configuration.facts, now: now)
        let hashquery = HashqueryEndpoint(
            node: node, limits: limits, bodies: bodies,
            queries: Turnstile(places: limits.hashqueriesAtOnce))
        return pages(configuration, node: node, stats: stats, metrics: metrics)
            + hkp1(keys, submissions, stats: stats, hashquery: hashquery)
            + hkp2(keys, submissions, now: now)
            + vks(keys, submissions)
    }

    private static func pages(
        _ configuration: HTTPGatewayConfiguration, node: any NodeService, stats: Stats,
        metrics: GatewayMetrics
    ) -> [Route] {
        [
            .read("/", Home(facts: configuration.facts)),
            .read("/robots.txt", Robots()),
            .read("/pks/stats", stats),
            .read("/pks/health", Health(node: node)),
            .read(
                "/metrics",
                Metrics(
                    node: node, gateway: metrics, readers: configuration.metricsReaders,
                    process: configuration.process)),
        ]
    }

    private static func hkp1(
        _ keys: KeyFinder, _ submissions: SubmissionDesk, stats: Stats, hashquery: HashqueryEndpoint
    ) -> [Route] {
        [
            .read("/pks/lookup", Lookup(keys: keys, stats: stats)),
            .submit(
                "/pks/add", accepts: Add.accepts,
                Add(submissions: submissions, limits: keys.limits)),
            .submit(
                "/pks/hashquery", accepts: [Hashquery.contentType], hashquery),
        ]
    }

    /// HKP draft §5.1, §5.2. `canonical` and `sendtoken` need confirmation by mail, and `prefixlog`
    /// is optional: they are answered as any category that is not offered.
    private static func hkp2(
        _ keys: KeyFinder, _ submissions: SubmissionDesk, now: @escaping @Sendable () -> Int
    ) -> [Route] {
        [
            .read(
                below: "/pks/v2/certs/by-vfingerprint",
                VersionedFingerprintLookup(keys: keys)),
            .read(below: "/pks/v2/certs/by-keyid", KeyIDLookup(keys: keys)),
            .read(below: "/pks/v2/certs/by-identity", IdentityLookup(keys: keys)),
            .read(below: "/pks/v2/index", IdentityIndex(keys: keys, now: now)),
            .submit(
                "/pks/v2/certs", accepts: CertificateSubmission.accepts,
                refusalOfGet: .missingIdentifier,
                CertificateSubmission(submissions: submissions, limits: keys.limits)),
            .rest(below: "/pks/v2", .unsupportedCategory),
        ]
    }

    /// The interface of keys.openpgp.org.
    private static func vks(_ keys: KeyFinder, _ submissions: SubmissionDesk) -> [Route] {
        let upload = VKSUpload(submissions: submissions, keys: keys, limits: keys.limits)
        return [
            .read(below: "/vks/v1/by-fingerprint", VKSFingerprintLookup(keys: keys)),
            .read(below: "/vks/v1/by-keyid", VKSKeyIDLookup(keys: keys)),
            .read(below: "/vks/v1/by-email", VKSAddressLookup()),
            .submit(
                "/vks/v1/upload", accepts: VKSUpload.accepts, refusals: .json, upload),
            .submit(
                "/vks/v1/request-verify", accepts: VKSUpload.accepts, refusals: .json,
                VKSVerification()),
        ]
    }
}
