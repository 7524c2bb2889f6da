import Foundation
import Testing

@testable import OpenPGP

/// The keyrings that Debian's packages debian-keyring, debian-archive-keyring and archlinux-keyring
/// install.
@Suite struct VerificationKeyringTests {
    private static let folder = "/usr/share/keyrings/"
    private static let names = [
        "debian-keyring.gpg", "debian-maintainers.gpg", "debian-nonupload.gpg",
        "debian-role-keys.gpg", "debian-archive-keyring.gpg", "debian-archive-removed-keys.gpg",
        "archlinux.gpg",
    ]

    private static var present: [String] {
        names.filter { FileManager.default.fileExists(atPath: folder + $0) }
    }

    @Test(
        .enabled(
            if: !present.isEmpty,
            "no keyring in /usr/share/keyrings: install debian-keyring and archlinux-keyring"),
        arguments: present)
    func `every self-signature of a real keyring verifies`(name: String) throws {
        var octets = [UInt8](try Data(contentsOf: URL(filePath: Self.folder + name)))
        if let first = octets.first, first < 0x80 {
            octets = try Armor.decode(octets).flatMap(\.bytes)
        }
        var keys = 0
        var verified: [SignatureType: Int] = [:]
        var unsupported = 0
        var cost = 0
        for case .key(let key) in TransferablePublicKeyReader(octets) {
            keys += 1
            let signatures = SelfSignatures(of: key)
            cost += signatures.cost
            for finding in signatures.findings {
                switch finding.verdict {
                case .verified:
                    verified[finding.signature.type, default: 0] += 1
                case .refused(.issuer(.unsupportedAlgorithm)):
                    unsupported += 1
                case .refused(let defect):
                    Issue.record(
                        "\(key.fingerprint), type \(finding.signature.type): \(defect)")
                }
            }
        }
        let counts = verified.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print(
            "\(name): \(keys) keys, \(verified.values.reduce(0, +)) self-signatures verified"
                + " (\(counts)), \(unsupported) of unsupported algorithms,"
                + " nominal cost \(cost / 1000) ms")
        #expect(keys > 0)
        #expect(verified.values.reduce(0, +) >= keys)
    }
}
