import HTTPTypes
import Keyring
import NodeService
import OpenPGP

/// `GET /pks/lookup` (HKP draft §3.1), as gpg, sq, SKS and Hockeypuck know it.
struct Lookup: KeyEndpoint {
    let keys: KeyFinder
    let stats: Stats

    private enum Operation {
        case get, index, verboseIndex, digestGet, stats
    }

    func answer(_ call: Call) async throws -> Answer {
        guard let question = try question(call.target) else { return try await stats.answer(call) }
        return try await keys.answer(question)
    }

    func question(_ target: Target) throws -> KeyQuestion? {
        let query = target.query
        let operation = try operation(query)
        switch operation {
        case .stats:
            return nil
        case .get:
            return try get(search(query), query)
        case .digestGet:
            guard let digest = query["search"], !digest.isEmpty else {
                throw Refusal.missingSearch
            }
            return try get(
                parse { () throws(KeyQueryError) in
                    try KeyQuery.parse(digest: digest)
                }, query)
        case .index, .verboseIndex:
            return try index(search(query), query, isVerbose: operation == .verboseIndex)
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
        default: throw Refusal.unknownOperation
        }
    }

    private func search(_ query: FormFields) throws -> KeyQuery {
        guard let search = query["search"], !search.isEmpty else { throw Refusal.missingSearch }
        return try parse { () throws(KeyQueryError) in
            try KeyQuery.parse(search: search, exact: query.isOn("exact"))
        }
    }

    private func parse(_ parse: () throws(KeyQueryError) -> KeyQuery) throws -> KeyQuery {
        do { return try parse() } catch { throw Refusal.search(error) }
    }

    /// How many of the keys found are given out; the count in the answer stays that of all.
    private func limit(_ query: FormFields) throws -> Int {
        let most = keys.limits.keysPerLookup
        guard let text = query["limit"] else { return most }
        guard let limit = Int(String(decoding: text, as: UTF8.self)), limit > 0 else {
            throw Refusal.limit
        }
        return min(limit, most)
    }

    // MARK: get, hget

    private func get(_ search: KeyQuery, _ query: FormFields) throws -> KeyQuestion {
        if case .shortKeyID = search { throw Refusal.shortKeyID }
        let limit = try limit(query)
        let isBinary = query.lists("bin", in: "options")
        return KeyQuestion(query: search) { found in
            let found = try Self.readable(found, isExact: search.isExact)
            let given = found.prefix(limit).map(\.legacyForm)
            var answer = isBinary ? Answer(keys: given) : Answer(armoredKeys: given)
            if given.count == 1 { answer.tag() }
            answer.headers.add(.hkpResultsCount, String(found.count))
            answer.headers.add(
                .contentDisposition,
                isBinary ? "attachment; filename=gpgkey.pgp" : "attachment; filename=gpgkey.asc")
            return answer
        }
    }

    /// Without keys of versions 5 and 6, at which gpg gives up the whole answer;
    /// they are given to who asked for exactly one of them.
    private static func readable(_ keys: [FoundKey], isExact: Bool) throws -> [FoundKey] {
        guard keys.contains(where: \.isNewerVersion) else { return keys }
        let old = keys.filter { !$0.isNewerVersion }
        guard old.isEmpty else { return old }
        guard isExact else { throw Refusal.onlyNewerVersions }
        return keys
    }

    // MARK: index, vindex

    private func index(
        _ search: KeyQuery, _ query: FormFields, isVerbose: Bool
    ) throws -> KeyQuestion {
        let limit = try limit(query)
        let isMachineReadable = query.lists("mr", in: "options")
        let isJSON = query.lists("json", in: "options")
        let showsDigests = query.isOn("hash") || query.isOn("x-hash")
        let needsDigests = !isMachineReadable && (isJSON || showsDigests)
        return KeyQuestion(query: search, needsDigests: needsDigests) { found in
            var found = found
            if isMachineReadable { found = try Self.readable(found, isExact: search.isExact) }
            let total = found.count
            // What cannot be listed is damage that `claviger check` reports, not the client's.
            let listings = found.prefix(limit).compactMap { key in
                key.listing.map { (listing: $0, length: key.packets.count) }
            }
            var answer: Answer
            if isMachineReadable {
                answer = Answer(
                    contentType: "text/plain; charset=utf-8",
                    body: MachineReadableIndex.render(listings.map(\.listing)))
            } else if isJSON {
                answer = Answer(
                    contentType: "application/json", body: JSONIndex.render(listings))
            } else {
                answer = Answer(
                    html: HTMLIndex.render(
                        listings.map(\.listing), total: total,
                        options: .init(showsDigests: showsDigests, isVerbose: isVerbose)))
            }
            answer.headers.add(.hkpResultsCount, String(total))
            return answer
        }
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
