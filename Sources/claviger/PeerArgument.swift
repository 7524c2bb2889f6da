import NodeConfiguration

/// `NAME=RECON_ADDR,HTTP_URL[,PROFILE]`.
enum PeerArgument {
    static func parse(_ text: String) throws(ValueError) -> PeerConfiguration {
        let form =
            "write NAME=RECON_ADDR,HTTP_URL[,PROFILE], such as "
            + "b=127.0.0.2:11370,http://127.0.0.2:11371"
        guard let equals = text.firstIndex(of: "=") else {
            throw ValueError("\"\(text)\" has no name: \(form)")
        }
        let name = try NodeName.parse(String(text[..<equals]))
        let parts = text[text.index(after: equals)...]
            .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count) else {
            throw ValueError("\"\(text)\" is not a peer: \(form)")
        }
        var profile = PeerProfile.sks
        if parts.count == 3 {
            guard let given = PeerProfile(rawValue: parts[2]) else {
                let known = PeerProfile.allCases.map(\.rawValue).joined(separator: " or ")
                throw ValueError("unknown profile \"\(parts[2])\": write \(known)")
            }
            profile = given
        }
        return PeerConfiguration(
            name: name, recon: try HostAndPort(parts[0]), http: try PeerURL(parts[1]),
            profile: profile)
    }
}
