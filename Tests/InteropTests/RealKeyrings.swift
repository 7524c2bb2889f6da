import Foundation
import OpenPGP

/// The public keyrings that Debian and Arch sign their packages with, from Debian's packages
/// debian-keyring and archlinux-keyring.
struct RealKeyrings {
    /// Every copy of every key, in the order of the files.
    let copies: [TransferablePublicKey]
    /// Copies by fingerprint.
    let byFingerprint: [Fingerprint: [TransferablePublicKey]]

    static let files = [
        "debian-keyring", "debian-maintainers", "debian-nonupload", "debian-role-keys", "archlinux",
    ].map { "/usr/share/keyrings/\($0).gpg" }

    static var areInstalled: Bool {
        files.allSatisfy { FileManager.default.fileExists(atPath: $0) }
    }

    /// Whether tests with them run, as ``Tool/isExpected``.
    static var areExpected: Bool { areInstalled || Tool.isCI }

    init() throws {
        var copies: [TransferablePublicKey] = []
        for file in Self.files {
            for element in TransferablePublicKeyReader(try Self.binary(file)) {
                guard case .key(let key) = element else {
                    throw InteropError("\(file): \(element)")
                }
                copies.append(key)
            }
        }
        self.copies = copies
        byFingerprint = Dictionary(grouping: copies, by: \.fingerprint)
    }

    /// The keys with one copy.
    var once: [TransferablePublicKey] {
        byFingerprint.values.filter { $0.count == 1 }.map { $0[0] }
    }

    /// The copies of the keys with several.
    var several: [[TransferablePublicKey]] { byFingerprint.values.filter { $0.count > 1 } }

    /// The files as SKS wants them: binary.
    static func writeBinary(to scratch: Scratch) throws -> [String] {
        try files.map { file in
            try scratch.write(
                try binary(file), to: URL(fileURLWithPath: file).lastPathComponent)
        }
    }

    private static func binary(_ file: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw InteropError("\(file) cannot be read")
        }
        let bytes = [UInt8](data)
        guard Armor.isArmored(bytes) else { return bytes }
        return try Armor.decode(bytes).flatMap(\.bytes)
    }
}
