import FoundationEssentials
import HTTPTypes
import Keyring
import NodeService
import OpenPGP

/// `GET /pks/lookup` (HKP draft §3.1), as gpg, sq, SKS and Hockeypuck know it.
struct Lookup: Sendable {
    let node: any NodeService
    let limits: HTTPLimits
    let stats: Stats
    /// For searches that can find many keys.
    let searches: Turnstile

    private enum Operation {
        case get, index, verboseIndex, digestGet, stats
    }

    func answer(_ query: FormFields) async throws -> Answer {
        let operation = try operation(query)
        switch operation {
        case .stats:
            return try await stats.answer(query)
        case .get:
            let search = try search(query)
            return try await inTurn(search) { try await get(search, query) }
        case .digestGet:
            guard let digest = query["search"], !digest.isEmpty else {
                throw HKPError.missingSearch
            }
            return try await get(
                parse { () throws(KeyQueryError) in
                    try KeyQuery.parse(digest: digest)
                }, query)
        case .index, .verboseIndex:
            let search = try search(query)
            let isVerbose = operation == .verboseIndex
            return try await inTurn(search) {
                try await index(search, query, isVerbose: isVerbose)
            }
        }
    }

    private func operation(_ query: FormFields) throws -> Operation {
        // SKS takes its absence for an index.
        switch query["op"].map({ String(decoding: $0, as: UTF8.self) }) {
        case "get": .get
        case "index", nil: .index
        case "vindex": .verboseIndex
        case "hget", "x-hget": .digestGet
        case "stats", "x-stats": .stats
        default: throw HKPError.unknownOperation
        }
    }

    private func search(_ query: FormFields) throws -> KeyQuery {
        guard let search = query["search"], !search.isEmpty else { throw HKPError.missingSearch }
        return try parse { () throws(KeyQueryError) in
            try KeyQuery.parse(search: search, exact: query.isOn("exact"))
        }
    }

    private func parse(_ parse: () throws(KeyQueryError) -> KeyQuery) throws -> KeyQuery {
        do { return try parse() } catch { throw HKPError.search(error) }
    }

    /// How many of the keys found are given out; the count in the answer stays that of all.
    private func limit(_ query: FormFields) throws -> Int {
        guard let text = query["limit"] else { return limits.keysPerLookup }
        guard let limit = Int(String(decoding: text, as: UTF8.self)), limit > 0 else {
            throw HKPError.limit
        }
        return min(limit, limits.keysPerLookup)
    }

    /// Many searches by words at once would hold more than there is memory for.
    private func inTurn(
        _ search: KeyQuery, _ work: () async throws -> Answer
    ) async throws -> Answer {
        guard case .words = search else { return try await work() }
        return try await searches.withTurn(work)
    }

    private func find(_ query: KeyQuery) async throws -> [FoundKey] {
        switch try await node.lookup(query, limit: limits.keysPerLookup) {
        case .found(let keys):
            let octets = keys.reduce(0) { $0 + $1.packets.count }
            guard keys.count == 1 || octets <= limits.searchAnswer else {
                throw HKPError.tooMuch(limit: limits.searchAnswer)
            }
            return keys
        case .nothing: throw HKPError.nothingFound
        case .tooMany(let limit): throw HKPError.tooMany(limit: limit)
        }
    }

    // MARK: get, hget

    private func get(_ search: KeyQuery, _ query: FormFields) async throws -> Answer {
        if case .shortKeyID = search { throw HKPError.shortKeyID }
        let limit = try limit(query)
        let found = try readable(await find(search), isExact: search.isExact)
        let given = Array(found.prefix(limit))
        var answer: Answer
        let options = query.list("options")
        let octets = given.reduce(0) { $0 + $1.packets.count }
        if options.contains("bin") {
            answer = try await HeavyWork.run(octets: octets) {
                Answer(contentType: "application/pgp", body: given.concatenatedPackets)
            }
        } else {
            let armored = try await HeavyWork.run(octets: octets) {
                Armor.encode(given.concatenatedPackets, kind: .publicKeyBlock, headers: [])
            }
            answer = Answer(
                contentType: "application/pgp-keys; charset=UTF-8", body: armored)
        }
        answer.headers[.hkpResultsCount] = String(found.count)
        let name = options.contains("bin") ? "gpgkey.pgp" : "gpgkey.asc"
        answer.headers[.contentDisposition] = "attachment; filename=\(name)"
        return answer
    }

    /// Without keys of versions 5 and 6, at which gpg gives up the whole answer;
    /// they are given to who asked for exactly one of them.
    private func readable(_ keys: [FoundKey], isExact: Bool) throws -> [FoundKey] {
        let old = keys.filter { !$0.isNewerVersion }
        if old.isEmpty {
            guard isExact else { throw HKPError.onlyNewerVersions }
            return keys
        }
        return old
    }

    // MARK: index, vindex

    private func index(
        _ search: KeyQuery, _ query: FormFields, isVerbose: Bool
    ) async throws -> Answer {
        let limit = try limit(query)
        let options = query.list("options")
        let isMachineReadable = options.contains("mr")
        var found = try await find(search)
        if isMachineReadable { found = try readable(found, isExact: search.isExact) }
        let total = found.count
        let shown = Array(found.prefix(limit))
        let showsDigests = query.isOn("hash") || query.isOn("x-hash")
        let octets = shown.reduce(0) { $0 + $1.packets.count }
        var answer = try await HeavyWork.run(octets: octets) { () throws -> Answer in
            // What cannot be listed is damage that `claviger check` reports, not the client's.
            let keys = shown.compactMap { key in
                (try? KeyListing(packets: key.packets)).map { ($0, length: key.packets.count) }
            }
            if isMachineReadable {
                return Answer(
                    contentType: "text/plain; charset=utf-8",
                    body: MachineReadableIndex.render(keys.map(\.0)))
            }
            if options.contains("json") {
                let text = try JSONIndex.render(keys.map { (listing: $0.0, length: $0.length) })
                return Answer(contentType: "application/json", body: text)
            }
            let html = HTMLIndex.render(
                keys.map(\.0), total: total,
                options: .init(showsDigests: showsDigests, isVerbose: isVerbose))
            return Answer(html: html)
        }
        answer.headers[.hkpResultsCount] = String(total)
        return answer
    }
}

extension FoundKey {
    /// Versions 5 and 6: the only ones with fingerprints of 32 octets.
    fileprivate var isNewerVersion: Bool { fingerprint.octetCount == 32 }
}

extension [FoundKey] {
    fileprivate var concatenatedPackets: [UInt8] {
        var packets: [UInt8] = []
        packets.reserveCapacity(reduce(0) { $0 + $1.packets.count })
        for key in self { packets.append(contentsOf: key.packets) }
        return packets
    }
}

extension KeyQuery {
    /// Whether the client names one key by what identifies it.
    fileprivate var isExact: Bool {
        switch self {
        case .fingerprint, .digest: true
        case .shortKeyID, .keyID, .words: false
        }
    }
}
