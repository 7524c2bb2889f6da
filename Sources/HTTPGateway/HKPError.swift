import HTTPTypes
import Keyring
import NodeService

/// Why a request does not get what it asks for.
enum HKPError: Error {
    case unknownPage
    case method(allowed: String)
    case tooLarge(limit: Int)
    case busy

    case unknownOperation
    case missingSearch
    case search(KeyQueryError)
    case limit
    case shortKeyID
    case nothingFound
    case onlyNewerVersions
    case tooMany(limit: Int)
    case tooMuch(limit: Int)

    case missingKeytext
    case notArmored(String)

    case hashquery(HashqueryError)
}

/// The one table from errors to answers. The text names what was wrong and never repeats what was
/// sent.
extension Answer {
    /// The answer to a request that failed with `error`, counted.
    init(to error: any Error, refusals: Refusals) {
        switch error {
        case let error as HKPError: self.init(to: error, refusals: refusals)
        case NodeServiceError.stopping:
            self.init(
                status: .serviceUnavailable,
                text: "This server is stopping: ask again in a minute.\n")
        default:
            self.init(
                status: .internalServerError,
                text:
                    "This server failed to do its work. Its operator finds the cause in its log.\n")
        }
    }

    private init(to error: HKPError, refusals: Refusals) {
        switch error {
        case .unknownPage:
            refusals.count("hkp.page")
            self.init(
                status: .notFound, text: "There is no such page here: / says what there is.\n")
        case .method(let allowed):
            refusals.count("hkp.method")
            self.init(
                status: .methodNotAllowed, text: "This page only knows the methods \(allowed).\n")
            headers[.allow] = allowed
        case .tooLarge(let limit):
            refusals.count("hkp.large")
            self.init(
                status: .contentTooLarge,
                text: "The request is too large: at most \(limit) octets are taken at a time.\n")
        case .busy:
            refusals.count("hkp.busy")
            self.init(
                status: .serviceUnavailable,
                text: "This server has as much to do as it can: try again in a minute.\n")
            headers[.retryAfter] = "60"
        case .unknownOperation:
            refusals.count("hkp.operation")
            self.init(
                status: .badRequest,
                text: "op: unknown operation: get, index, vindex, hget and stats are known.\n")
        case .missingSearch:
            refusals.count("hkp.search")
            self.init(status: .badRequest, text: "search: missing: it says what to look for.\n")
        case .search(let error):
            refusals.count("hkp.search")
            self.init(status: .badRequest, text: "\(error)\n")
        case .limit:
            refusals.count("hkp.limit")
            self.init(
                status: .badRequest, text: "limit: a number of keys, 1 or more, is expected.\n")
        case .shortKeyID:
            refusals.count("hkp.short")
            self.init(
                status: .badRequest,
                text: "search: 8 digits do not identify a key, anyone can make another with the "
                    + "same: give the fingerprint or the 16 digits of the key ID.\n")
        case .nothingFound:
            self.init(status: .notFound, text: "No keys found\n")
        case .onlyNewerVersions:
            self.init(
                status: .notFound,
                text: "Only keys of version 5 or 6 match, which clients of this interface cannot "
                    + "read: ask for one by its fingerprint.\n")
        case .tooMany(let limit):
            refusals.count("hkp.many")
            // 413 is the one status for this that dirmngr can tell its user ("too large"): 500
            // would say that we failed, and 503 makes it ask five times more.
            self.init(
                status: .contentTooLarge,
                text: "More than \(limit) keys match: search for something more specific.\n")
        case .tooMuch(let limit):
            refusals.count("hkp.many")
            self.init(
                status: .contentTooLarge,
                text: "The keys that match have more than \(limit) octets together: "
                    + "search for something more specific.\n")
        case .missingKeytext:
            refusals.count("hkp.keytext")
            self.init(
                status: .badRequest,
                text: "keytext: missing: it holds the armored keys to add.\n")
        case .notArmored(let reason):
            refusals.count("hkp.armor")
            self.init(status: .badRequest, text: "keytext: \(reason)\n")
        case .hashquery(let error):
            refusals.count("hkp.hashquery")
            self.init(status: .badRequest, text: "hashquery: \(error)\n")
        }
    }
}
