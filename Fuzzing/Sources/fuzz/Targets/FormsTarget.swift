import Keyring
import Listening
import NodeRequests
import OpenPGP

/// Forms, searches, paths, and whatever else of a request is short text; the first octet says what
/// the rest is.
enum FormsTarget: FuzzTarget {
    static let name = "forms"
    static let framing: (any Framing)? = nil

    private enum Reader: UInt8, CaseIterable {
        case form, search, query, path, address, proxyHeader, multipart, field
    }

    static func run(_ input: [UInt8]) {
        guard let first = input.first,
            let reader = Reader(rawValue: first % UInt8(Reader.allCases.count))
        else { return }
        let text = Array(input.dropFirst())
        switch reader {
        case .form: readForm(text)
        case .search: search(text)
        case .query: readQuery(String(decoding: text, as: UTF8.self))
        case .path: readPath(String(decoding: text, as: UTF8.self))
        case .address: readAddress(String(decoding: text, as: UTF8.self))
        case .proxyHeader: readProxyHeader(text)
        case .multipart: readMultipart(text)
        case .field: readField(String(decoding: text, as: UTF8.self))
        }
    }

    private static func readForm(_ input: [UInt8]) {
        let fields = FormFields(input)
        for name in ["op", "search", "keytext", "exact", "options"] as [StaticString] {
            require((fields[name]?.count ?? 0) <= input.count, "a value is no longer than its form")
            _ = (fields.isOn(name), fields.lists("json", in: name))
        }
        if let text = fields["search"] { search(text) }
    }

    private static func search(_ text: [UInt8]) {
        for exact in [false, true] {
            do throws(KeyQueryError) {
                try examine(KeyQuery.parse(search: text, exact: exact))
            } catch {
                require(!error.description.isEmpty, "an error says what is wrong")
            }
        }
        if let query = try? KeyQuery.parse(digest: text) { examine(query) }
    }

    /// A query crosses the node socket unchanged.
    private static func examine(_ query: KeyQuery) {
        if case .words(let words, _) = query {
            require(
                !words.isEmpty && words.count <= SearchWord.maximumSearched
                    && words.allSatisfy { 1...SearchWord.maximumLength ~= $0.count },
                "the words of a search are few and short")
        }
        let parameters = QueryParameters(query)
        let again = QueryParameters(query: parameters.text).flatMap { try? $0.keyQuery() }
        require(again == query, "a query crosses the node socket unchanged")
    }

    private static func readQuery(_ text: String) {
        require(
            text.percentEscaped.removingPercentEscapes == text, "escapes stand for what they escape"
        )
        guard let parameters = QueryParameters(query: text) else { return }
        let again = QueryParameters(query: parameters.text)
        require(
            again?.items.map(\.name) == parameters.items.map(\.name)
                && again?.items.map(\.value) == parameters.items.map(\.value),
            "parameters that are written are read again")
        _ = try? (parameters.keyQuery(), parameters.origin())
    }

    private static func readPath(_ text: String) {
        let argument = PathArgument(text[...])
        if let decoded = argument.decoded {
            require(
                PathArgument(decoded.percentEscaped[...]).decoded == decoded,
                "what is escaped is read again")
        }
        if let (version, fingerprint) = argument.versionedFingerprint {
            require((2...6).contains(version), "a version that keys have")
            require(
                text.uppercased().hasSuffix(fingerprint.hex), "a fingerprint is what its digits say"
            )
        }
        _ = (argument.fingerprint, argument.keyID, argument.isEmpty)
    }

    private static func readAddress(_ text: String) {
        if let address = IPAddress(text) {
            require(IPAddress(address.description) == address, "an address is read as written")
            require(AddressRange(text)?.contains(address) ?? false, "an address is a range of one")
        }
        _ = AddressRange(text)?.contains(IPAddress(octets: [192, 0, 2, 1]) ?? loopback)
    }

    private static var loopback: IPAddress {
        guard let address = IPAddress("127.0.0.1") else { fatalError("this is an address") }
        return address
    }

    /// The header is the same whatever follows it, and incomplete before its end.
    private static func readProxyHeader(_ text: [UInt8]) {
        do throws(ProxyHeaderError) {
            let reading = try ProxyHeader.read(text)
            guard case .header(let header) = reading else { return }
            require(
                (1...text.count).contains(header.length), "a header lies in what was received")
            let exact = Array(text.prefix(header.length))
            require(try ProxyHeader.read(exact) == reading, "a header ends with its length")
            require(
                try ProxyHeader.read(Array(exact.dropLast())) == .incomplete,
                "a header without its last octet is incomplete")
        } catch {
            require(!error.description.isEmpty, "an error says what is wrong")
        }
    }

    private static func readMultipart(_ body: [UInt8]) {
        do throws(MultipartError) {
            let boundary = try MultipartBoundary("x")
            guard let content = try boundary.part(named: "keytext", in: body) else { return }
            require(content.count + 6 <= body.count, "a part is shorter than its form")
            require(!content.starts(with: Array("--x\n".utf8)), "a part ends at the boundary")
        } catch {
            require(!error.description.isEmpty, "an error says what is wrong")
        }
    }

    private static func readField(_ text: String) {
        let field = FieldValue(text)
        require(!field.name.contains(" "), "a type has no blanks")
        let boundary = field["boundary"] ?? ""
        require(boundary.utf8.count <= text.utf8.count, "a parameter is shorter than its field")
        if let boundary = try? MultipartBoundary(boundary) {
            _ = try? boundary.part(named: "keytext", in: Array(text.utf8))
        }
    }

    static func seeds(from keys: [TransferablePublicKey]) -> [[UInt8]] {
        var forms = keys.prefix(4).map { key in
            let text = Armor.encode(Array(key.encoded().prefix(600)))
            return "keytext=" + String(decoding: text, as: UTF8.self).percentEscaped
        }
        for key in keys.prefix(4) {
            forms += [key.fingerprint.hex, "04/" + key.fingerprint.hex, key.keyID.hex]
            forms.append("op=index&options=mr&search=0x" + key.fingerprint.hex)
            forms.append("op=hget&search=" + key.sksDigest.hex)
            forms.append("keyid=" + key.keyID.hex + "&origin=client&name=192.0.2.1")
            forms.append("fingerprint=" + key.fingerprint.hex + "&digest=" + key.sksDigest.hex)
            for identity in key.identities where identity.packet.tag == .userID {
                let userID = UserID(identity.packet).displayString
                forms.append("op=get&exact=on&search=" + userID.percentEscaped)
                forms.append("search=" + userID)
            }
        }
        forms += [
            "multipart/form-data; charset=utf-8; boundary=\"x\\\"y\"",
            "--x\r\nContent-Disposition: form-data; name=\"keytext\"\r\n\r\nab\r\n--x--\r\n",
            "--x\nA: b\n\nab\n--x\ncontent-disposition: f; name=keytext\n\nab\n--x--",
            "192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "::ffff:192.0.2.1", "a%40example.org",
            "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\nGET", "PROXY UNKNOWN\r\n",
            "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n",
            "\r\n\r\n\0\r\nQUIT\n\u{21}\u{11}\0\u{0C}" + "abcdefghijkl",
            "\r\n\r\n\0\r\nQUIT\n\u{20}\0\0\0",
        ]
        forms.append("word=414243&word=4a&exactly=x%40y&short=DEADBEEF&origin=peer&name=a+b")
        return forms.flatMap { form in
            Reader.allCases.map { reader in [reader.rawValue] + form.utf8 }
        }
    }
}
