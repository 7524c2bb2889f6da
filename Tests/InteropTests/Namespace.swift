import Foundation

/// What of the system a test can have for itself (namespaces(7)). Not every machine grants it, be it
/// in CI or not, and no package changes that.
enum Namespace {
    /// A network and mounts of its own, with everything that is started in it ending with it.
    static let network = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]

    /// Mounts of its own.
    static let mounts = ["unshare", geteuid() == 0 ? "-m" : "-rm"]

    static let isNetworkGranted = succeeds(network + ["ip", "link", "set", "lo", "up"])

    static let areMountsGranted = succeeds(
        mounts + ["mount", "--bind", "/etc/hosts", "/etc/hosts"])

    private static func succeeds(_ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
