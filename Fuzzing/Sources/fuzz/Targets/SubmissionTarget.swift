import Keyring
import OpenPGP

/// A submission from its octets to what is served of it.
enum SubmissionTarget: FuzzTarget {
    static let name = "submission"
    static let framing: (any Framing)? = PacketFraming()

    /// Small enough that no input takes long for good reasons.
    private static let budget = VerificationBudget(failures: 20, cost: 20_000)

    static func run(_ input: [UInt8]) {
        let submission = Submission(origin: .client("192.0.2.1"), bytes: input)
        var keys: [ReceivedKey] = []
        for reading in Admission.read(submission) {
            switch reading {
            case .key(let key):
                keys.append(key)
                examine(key)
            case .revocation(let revocation):
                require(
                    revocation.issuerFingerprint != nil || revocation.issuerKeyID != nil,
                    "a lone revocation says whose it is")
                if let key = keys.last { examine(Admission.attach(revocation, to: key.key)) }
            case .refused(let refused):
                requireOneLine(refused.reason)
            }
        }
        if let key = keys.first { examineRepaired(key) }
    }

    private static func requireOneLine(_ reason: String) {
        require(
            !reason.isEmpty && !reason.unicodeScalars.contains { $0.value < 0x20 },
            "a reason is one line")
    }

    private static func examineRepaired(_ key: ReceivedKey) {
        let octets = SignatureRepair.repaired(key.key).encoded()
        for case .key(let repaired) in Admission.read(keyring: octets) { examine(repaired) }
    }

    // MARK: A key

    private static func examine(_ received: ReceivedKey) {
        var left = budget
        let verdict: Admission.Verdict
        do throws(BudgetExceeded) {
            verdict = try Admission.admit(received, beside: nil, origin: .load, budget: &left)
        } catch {
            require(!error.description.isEmpty, "an error says what is wrong")
            return
        }
        switch verdict {
        case .refused(let refused): requireOneLine(refused.reason)
        case .admitted(let admitted):
            let verified = admitted.verified
            require(
                received.key.normalized() == received.key, "a key is received in normal form")
            require(verified.merged(with: verified) == verified, "a form united with itself is it")
            require(
                verified.key.normalized() == verified.key, "the verified form is in normal order")
            guard !verified.isEmpty else { return }
            examine(verified, of: received.key)
        }
    }

    /// What is served, and of every other key one of the costly promises.
    private static func examine(_ verified: VerifiedKey, of key: TransferablePublicKey) {
        let length = key.encodedLength
        let policies = ServingPolicy.ThirdParty.allCases
        let policy = ServingPolicy(thirdParty: policies[length % policies.count])
        examine(ServedForm(stored: key, verified: verified, policy: policy), of: verified)
        switch length % 6 {
        case 0:
            require(verify(verified.key) == verified, "the form of a form is itself")
        case 1:
            let (one, other) = halves(of: key)
            require(
                verify(one).merged(with: verify(other)) == verified,
                "the form of a union is the union of the forms")
        case 2:
            let (one, other) = halves(of: key)
            let known = verify(one)
            require(
                verify(key, except: one).merged(with: known) == verified
                    && verify(other, except: one).merged(with: known) == verified,
                "what was verified need not be verified again")
        default: break
        }
    }

    private static func verify(
        _ key: TransferablePublicKey, except known: TransferablePublicKey? = nil
    ) -> VerifiedKey {
        var unlimited = VerificationBudget.unlimited
        do throws(BudgetExceeded) {
            return try VerifiedKey.verify(key, except: known, budget: &unlimited)
        } catch {
            fatalError("an unlimited budget gave out")
        }
    }

    /// Two copies of a key that have together what it has: every other signature, and every other
    /// component without signatures.
    private static func halves(
        of key: TransferablePublicKey
    ) -> (TransferablePublicKey, TransferablePublicKey) {
        func half(_ parity: Int) -> TransferablePublicKey {
            func every(_ signatures: [Packet]) -> [Packet] {
                signatures.indices.filter { $0 % 2 == parity }.map { signatures[$0] }
            }
            func every(
                _ components: [TransferablePublicKey.Component]
            ) -> [TransferablePublicKey.Component] {
                components.map { .init(packet: $0.packet, signatures: every($0.signatures)) }
            }
            return TransferablePublicKey(
                primaryKey: key.primaryKey, directSignatures: every(key.directSignatures),
                identities: every(key.identities), subkeys: every(key.subkeys))
        }
        return (half(0), half(1))
    }

    // MARK: What is served

    private static func examine(_ served: ServedForm, of verified: VerifiedKey) {
        // Misplaced signatures that are put right can make a key one that can be served.
        require(!verified.isServable || !served.packets.isEmpty, "what can be served is served")
        for packets in [served.packets, served.legacyPackets ?? []] where !packets.isEmpty {
            guard let key = try? TransferablePublicKey.decode(packets) else {
                require(false, "what is served is a key")
                return
            }
            require(key.primaryKey == verified.key.primaryKey, "it is the key that was asked for")
            require(key.encoded() == packets && key.normalized() == key, "it is in normal order")
            let listing = KeyListing(of: key, digest: nil)
            require(
                listing.userIDs.count + listing.attributeCount == key.identities.count,
                "everything is listed")
            require(
                key.identities.allSatisfy { $0.packet.tag == .userID }, "attributes are not served")
        }
        require(
            served.packets.isEmpty || served.terms.keyIDs.contains(verified.key.keyID),
            "a key that is served is found")
    }

    static func seeds(from keys: [TransferablePublicKey]) -> [[UInt8]] {
        let made = SeedKeys.certificates()
        let encoded = (made + keys).map { $0.encoded() }
        let armored = encoded.prefix(4).map { Armor.encode($0) }
        let revocations = made.flatMap(\.directSignatures).prefix(4).map { packet in
            var octets: [UInt8] = []
            packet.encode(into: &octets)
            return octets
        }
        return encoded + armored + revocations + [encoded.prefix(3).reduce([], +)]
    }
}
