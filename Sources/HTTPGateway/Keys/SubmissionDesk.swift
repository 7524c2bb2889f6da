import Keyring
import NodeService
import OpenPGP

/// Where every interface hands in keys.
struct SubmissionDesk: Sendable {
    let node: any NodeService
    let bodies: RequestBodies
    let refusals: Refusals

    /// Submits key material, armored or not, for the client of this address.
    ///
    /// - Throws: what the node throws, such as ``NodeServiceError/overBudget(retryAfter:)``.
    func submit(_ keytext: [UInt8], from client: String) async throws -> SubmissionReport {
        let report = try await node.submit(
            Submission(origin: .client(client), bytes: keytext))
        if !report.refused.isEmpty { refusals.count("hkp.key") }
        return report
    }

    /// - Throws: a ``Refusal`` when it is text in which no armored block can be read, with what is
    ///   wrong with the first. The node reads blocks one by one, so one good block is enough.
    static func requireKeys(in keytext: [UInt8]) throws(Refusal) {
        guard !Armor.looksBinary(keytext) else { return }
        var reader = ArmorReader(keytext)
        var first: ArmorError?
        for _ in 0..<Armor.maximumBlocks {
            do throws(ArmorError) {
                if try reader.next() != nil { return }
                break
            } catch {
                first = first ?? error
            }
        }
        throw .notArmored("\(first ?? .noBlock)")
    }

    /// Whether there is more than one key in it, by framing alone: what the keys are is the node's
    /// to say.
    static func holdsSeveralKeys(_ keytext: [UInt8]) -> Bool {
        var count = 0
        for keyring in keyrings(in: keytext) {
            var splitter = KeyringSplitter()
            splitter.append(keyring)
            splitter.finish()
            while splitter.nextKey() != nil {
                count += 1
                if count > 1 { return true }
            }
        }
        return false
    }

    private static func keyrings(in keytext: [UInt8]) -> [[UInt8]] {
        guard !Armor.looksBinary(keytext) else { return [keytext] }
        var reader = ArmorReader(keytext)
        var keyrings: [[UInt8]] = []
        for _ in 0..<Armor.maximumBlocks {
            do throws(ArmorError) {
                guard let block = try reader.next() else { break }
                keyrings.append(block.bytes)
            } catch {
                continue
            }
        }
        return keyrings
    }
}

extension SubmissionReport {
    /// The fingerprints of all keys that are stored now.
    var taken: [String] { inserted + updated + unchanged }

    /// Why what was not taken was not, never empty when nothing was.
    var reasons: [String] {
        refused.isEmpty && taken.isEmpty
            ? ["there is no key in it"]
            : refused.map { refused in
                refused.fingerprint.map { "\($0): \(refused.reason)" } ?? refused.reason
            }
    }
}
