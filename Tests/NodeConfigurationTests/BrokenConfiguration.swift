import Testing

/// One broken node.yaml and everything that is said of it.
struct BrokenConfiguration: Sendable, CustomTestStringConvertible {
    let text: String
    /// Each as `line: place: what is wrong: what to write`.
    let problems: [String]

    /// The text itself would be many lines of a test's name.
    var testDescription: String { problems.first ?? "no problem" }

    /// The whole file is `text`.
    static func file(_ text: String, _ problems: String...) -> Self {
        Self(text: text, problems: problems)
    }

    /// Behind the four lines of the smallest file that is taken.
    static func behind(_ text: String, _ problems: String...) -> Self {
        Self(text: smallest + text, problems: problems)
    }

    /// A value in the section `node`, in line 5.
    static func node(_ line: String, _ problems: String...) -> Self {
        Self(text: smallest + "  " + line, problems: problems)
    }

    /// An entry of `http.listen`, in line 7.
    static func listener(_ text: String, _ problems: String...) -> Self {
        Self(text: smallest + "http:\n  listen:\n    - " + text, problems: problems)
    }

    /// Something of `recon`, from line 8 on.
    static func recon(_ text: String, _ problems: String...) -> Self {
        Self(
            text: smallest + "http: {listen: ['127.0.0.1:11371']}\nrecon:\n"
                + "  listen: 127.0.0.1:11370\n" + text, problems: problems)
    }

    /// A line of a peer, line 12.
    static func peer(_ line: String, _ problems: String...) -> Self {
        Self(
            text: smallest + "http: {listen: ['127.0.0.1:11371']}\nrecon:\n"
                + "  listen: 127.0.0.1:11370\n  peers:\n    - name: b\n"
                + "      http: http://b.example.org:11371\n      recon: b.example.org:11370\n"
                + "      \(line)", problems: problems)
    }
}

extension BrokenConfiguration {
    static let all = documents + nodes + listeners + api + peers + values

    private static let documents: [Self] = [
        .file(
            "", "the file is empty: write node:, http:, recon:, or start from `claviger init DIR`"),
        .file(
            "- node\n",
            "1: expected keys and values: write node:, http:, api:, recon:, dns:, keys:, roles:, "
                + "log:, limits:"),
        .file(
            "node:\n\tname: a\n",
            "2: found character that cannot start any token: correct the YAML: two spaces a level, "
                + "no tabs, `key: value`"),
        .file(
            "http: {listen: []}\n",
            "node: missing: write node: with name: and data: below it"),
        .file(
            "node: a\n",
            "1: node: expected keys and values: write name:, data:, socket:, idle_timeout:"),
        .file(
            "node: {}\n", "1: node.name: missing: write name: and its value",
            "1: node.data: missing: write data: and its value",
            "1: node.socket: missing: write socket: and its value"),
        .behind("htpp:\n", "5: htpp: unknown key: write http, or remove it"),
        .behind(
            "logging: {}\n",
            "5: logging: unknown key: the keys here are node, http, api, recon, dns, keys, roles, "
                + "log, limits; remove it"),
        .behind(
            "1: 2\n[a]: b\n",
            "5: 1: unknown key: the keys here are node, http, api, recon, dns, keys, roles, "
                + "log, limits; remove it",
            "6: a key is not a word: write node, http, api, recon, dns, keys, roles, log, limits"),
        .behind("keys:\nkeys:\n", "6: keys: already given in line 5: keep one of the two"),
        .behind(
            "http: []\n",
            "5: http: expected keys and values: write listen:, trusted_proxies:, metrics:, workers:"
        ),
    ]

    private static let nodes: [Self] = [
        .file(
            "node: {name: a b, data: d, socket: s}\n",
            "1: node.name: \"a b\" is not a name: write at most 63 letters, digits and -_. and start "
                + "with a letter or digit"),
        .file(
            "node: {name: a, data: '', socket: s}\n",
            "1: node.data: an empty path: write a path, relative to this file or absolute"),
        .file(
            "node: {name: a, data: d, socket: [s]}\n",
            "1: node.socket: expected one value, not a list or section: write it after the colon"),
        .file(
            "node: {name: a, data: d, socket: /\(String(repeating: "s", count: 120))}\n",
            "1: node.socket: /\(String(repeating: "s", count: 120)) is 121 bytes long, a socket's "
                + "path has at most 103: write a shorter one, such as /run/claviger/node.sock"),
        .node(
            "idle_timeout: 120",
            "5: node.idle_timeout: \"120\" is not a duration: write a whole number and a unit, such "
                + "as 120s, 5m or 24h"),
        .node(
            "idle_timeout: 48h",
            "5: node.idle_timeout: \"48h\" is out of range: write 1s to 24h"),
        .node(
            "idel_timeout: 5m",
            "5: node.idel_timeout: unknown key: write idle_timeout, or remove it"),
    ]

    private static let listeners: [Self] = [
        .behind(
            "http: {listen: '127.0.0.1:80'}\n",
            "5: http.listen: expected a list: write [VALUE, VALUE] or lines that start with -"),
        .listener(
            "127.0.0.1",
            "7: http.listen[0]: \"127.0.0.1\" has no port: write HOST:PORT, such as 127.0.0.1:11371"
        ),
        .listener(
            "::1:11371",
            "7: http.listen[0]: \"::1:11371\" is not an address: write IPv6 as in [::1]:11371"),
        .listener(
            "'[::1:11371'",
            "7: http.listen[0]: \"[::1:11371\" lacks the closing bracket: write [ADDRESS]:PORT"),
        .listener(
            "'[fe80::1%eth0]:80'",
            "7: http.listen[0]: \"fe80::1%eth0\" is not an IPv6 address: write it as in [::1]:11371"
        ),
        .listener(
            "localhost:0",
            "7: http.listen[0]: \"0\" is not a port: write a number from 1 to 65535"),
        .listener(
            "256.1.1.1:80",
            "7: http.listen[0]: \"256.1.1.1\" is not an IPv4 address: write four numbers from 0 to 255"
        ),
        .listener(
            "'*:80'", "7: http.listen[0]: \"*\" is not a host: write an IP address or a DNS name"),
        .listener(
            "224.0.0.1:80",
            "7: http.listen[0]: 224.0.0.1 is an address of many hosts, on which none listens: write "
                + "one of this host, or 0.0.0.0 or [::] for all of them"),
        .listener(
            "'[::]:80'\n    - 127.0.0.1:80",
            "8: http.listen[1]: 127.0.0.1:80 and [::]:80 are one address at least in part: remove one"
        ),
        .listener(
            "[127.0.0.1:80]",
            "7: http.listen[0]: expected one value, not a list or section: write it after the colon"
        ),
        .listener(
            "tls: {certificate: c, key: k}",
            "7: http.listen[0].address: missing: write address: and its value"),
        .listener(
            "{address: 'a:1', tsl: {}}",
            "7: http.listen[0].tsl: unknown key: write tls, or remove it"),
        .listener(
            "{address: 'a:1', tls: server.pem}",
            "7: http.listen[0].tls: expected keys and values: write certificate:, key:, client_ca:"),
        .listener(
            "address: a:1\n      tls:\n        certificate: c\n        keyfile: k",
            "9: http.listen[0].tls.key: missing: write key: and its value",
            "10: http.listen[0].tls.keyfile: unknown key: the keys here are certificate, key, "
                + "client_ca; remove it"),
        .recon(
            "  source: 0.0.0.0\n",
            "8: recon.source: 0.0.0.0 is no address of one host: write one of this host, or null"),
        .recon(
            "  interval: 1 hour\n",
            "8: recon.interval: \"1 hour\" is not a duration: write a whole number and a unit, such "
                + "as 120s, 5m or 24h"),
        .behind(
            "http:\n  listen: [{address: 'a:1', tls: {certificate: c, key: k}}]\n"
                + "recon:\n  listen: 'a:2'\n",
            "8: recon: peers fetch what they lack by HTTP without TLS: write an address without tls "
                + "in http.listen too, or recon: null"),
        .behind(
            "http:\n  listen: ['127.0.0.1:1']\nrecon:\n  listen: 0.0.0.0:1\n",
            "8: recon.listen: 0.0.0.0:1 and 127.0.0.1:1 of http.listen are one address at least in "
                + "part: write another port, such as 11370"),
    ]

    /// Lines from 6 on.
    private static func api(_ text: String, _ problems: String...) -> Self {
        Self(text: smallest + "api:\n" + text, problems: problems)
    }

    private static let tls = "tls: {certificate: c, key: k, client_ca: a}"

    private static let api: [Self] = [
        .api(
            "  listen: '127.0.0.1:1'\n",
            "6: api.listen: expected a list: start each entry with - and its first key"),
        .api(
            "  listen: ['127.0.0.1:1']\n",
            "6: api.listen[0]: expected keys and values: write address:, tls:"),
        .api(
            "  listen:\n  - address: '127.0.0.1:1'\n",
            "7: api.listen[0].tls: missing: write tls: with certificate:, key: and client_ca:"),
        .api(
            "  listen:\n  - {address: '127.0.0.1:1', tls: {certificate: c, key: k}}\n",
            "7: api.listen[0].tls.client_ca: missing: write client_ca: and its value"),
        .api(
            "  listen:\n  - {address: '224.0.0.1:1', \(tls)}\n",
            "7: api.listen[0].address: 224.0.0.1 is an address of many hosts, on which none listens: "
                + "write one of this host, or 0.0.0.0 or [::] for all of them"),
        .api(
            "  listen:\n  - {address: '127.0.0.1:1', \(tls)}\n  - {address: '[::]:1', \(tls)}\n",
            "8: api.listen[1].address: [::]:1 and 127.0.0.1:1 are one address at least in part: "
                + "remove one"),
        .api(
            "  listen:\n  - {address: '127.0.0.1:1', \(tls)}\nhttp: {listen: ['127.0.0.1:1']}\n",
            "6: api.listen: 127.0.0.1:1 is also in http.listen: write another port, such as 11372"),
        .behind(
            "roles: {gateway: [dns gateway.example.org]}\n",
            "5: roles: certificates are shown at api.listen only, where there is no address: write "
                + "one, or remove what begins with dns, uri or sha256 here"),
    ]

    private static let peers: [Self] = [
        .recon(
            "  peers: b\n",
            "8: recon.peers: expected a list: start each entry with - and its first key"),
        .recon(
            "  peers: [b]\n",
            "8: recon.peers[0]: expected keys and values: write name:, recon:, http:, protocol:, "
                + "profile:, filters:"),
        .peer("name: c", "12: recon.peers[0].name: already given in line 9: keep one of the two"),
        .peer("protocol: native", "12: recon.peers[0].protocol: unknown \"native\": write sks"),
        .peer("profile: sks2", "12: recon.peers[0].profile: unknown \"sks2\": write sks"),
        .peer(
            "filters: [yminsky.dedupe]",
            "12: recon.peers[0].filters[0]: unknown filter \"yminsky.dedupe\": write yminsky.dedup "
                + "or yminsky.merge"),
        .peer("htp: 1", "12: recon.peers[0].htp: unknown key: write http, or remove it"),
        .recon(
            "  peers:\n  - {name: b, recon: '0.0.0.0:1', http: 'http://[::]:2'}\n",
            "9: recon.peers[0].recon: 0.0.0.0 is no address of one host: write that of the peer",
            "9: recon.peers[0].http: :: is no address of one host: write that of the peer"),
        .recon(
            "  peers:\n  - {name: b, recon: '[2001:db8::1]:1', http: 'http://b:2'}\n",
            "9: recon.peers[0].recon: 2001:db8::1 cannot be dialled from 127.0.0.1, which is of the "
                + "other IP version: write the peer's other address, or [::] in recon.listen and "
                + "null in recon.source"),
        .recon(
            "  peers:\n  - {name: a, recon: 'b:1', http: 'http://b:2'}\n",
            "9: recon.peers[0].name: \"a\" is this node's own name: write the peer's"),
        .recon(
            "  peers:\n  - {name: b, recon: 'b:1', http: 'ftp://b:2'}\n",
            "9: recon.peers[0].http: \"ftp://b:2\" is not an http URL: write http://HOST:PORT, such "
                + "as http://127.0.0.2:11371"),
        .recon(
            "  peers:\n  - {name: b, recon: 'b:1', http: 'http://b:2/pks'}\n",
            "9: recon.peers[0].http: \"http://b:2/pks\" has more than a host and a port: write "
                + "http://HOST:PORT, such as http://127.0.0.2:11371"),
    ]

    private static let values: [Self] = [
        .behind(
            "http: {listen: [], trusted_proxies: [10.0.0.1/8]}\n",
            "5: http.trusted_proxies[0]: \"10.0.0.1/8\" has bits set behind the first 8: write the "
                + "first address of the range, or the address without /8"),
        .behind(
            "keys:\n  third_party: every\n",
            "6: keys.third_party: unknown \"every\": write none or approved or all"),
        .behind(
            "limits:\n  http_connections: 4\n",
            "6: limits.http_connections: \"4\" is not taken: write a number from 8 to 65536"),
        .behind(
            "limits:\n  submission_bytes: 8 MiB\n",
            "6: limits.submission_bytes: \"8 MiB\" is not taken: write a number from 65536 to "
                + "268435456"),
        .behind(
            "limits:\n  recon_session: 4\n",
            "6: limits.recon_session: unknown key: write recon_sessions, or remove it"),
    ]
}
