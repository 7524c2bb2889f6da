import HTTPTypes
import OpenPGP
import Testing

@testable import HTTPGateway

@Suite struct RouterTests {
    private let router = Router([
        .read("/", Robots()), .read("/a/b", Robots()), .read(below: "/a/c", Robots()),
        .rest(below: "/a", .unsupportedCategory), .read(below: "/a/c/d", Robots()),
    ])

    private func match(_ path: String) -> [String]? {
        router.match(Substring(path)).map { [$0.route.path, String($0.argument)] }
    }

    @Test func `the longest route of whole segments is taken`() {
        #expect(match("/") == ["/", ""])
        #expect(match("/a/b") == ["/a/b", ""])
        #expect(match("/a/b/") == ["/a", "b/"])
        #expect(match("/a/bc") == ["/a", "bc"])
        #expect(match("/a/c") == ["/a/c", ""])
        #expect(match("/a/c/") == ["/a/c", ""])
        #expect(match("/a/c/x/y%2Fz") == ["/a/c", "x/y%2Fz"])
        #expect(match("/a/c/d") == ["/a/c/d", ""])
        #expect(match("/a/c/de") == ["/a/c", "de"])
        #expect(match("/ab") == nil)
        #expect(match("") == nil)
        #expect(match("//") == nil)
    }
}

@Suite struct PathArgumentTests {
    private let four = String(repeating: "aB", count: 20)
    private let six = String(repeating: "6C", count: 32)

    private func versioned(_ text: String) -> (UInt8, Fingerprint)? {
        PathArgument(Substring(text)).versionedFingerprint
    }

    @Test func `a versioned fingerprint has a slash behind the version or none`() throws {
        for text in ["04\(four)", "04/\(four)"] {
            let (version, fingerprint) = try #require(versioned(text))
            #expect(version == 4 && fingerprint == Fingerprint(hex: four))
        }
        for text in ["06\(six)", "06/\(six.lowercased())", "05/\(six)"] {
            #expect(versioned(text)?.1 == Fingerprint(hex: six))
        }
        #expect(versioned("03/\(String(repeating: "0a", count: 16))")?.0 == 3)
    }

    @Test func `anything else is none`() {
        for text in [
            "", "0", "04", "04/", four, six, "0x04\(four)", "04/0x\(four)", "4/\(four)",
            "06/\(four)", "04/\(six)", "07/\(six)", "04//\(four)", "04/\(four)/", "+4\(four)",
            "04/\(four.dropLast())", "04/\(four.dropLast(1))g", "0\u{664}/\(four)",
        ] {
            #expect(versioned(text) == nil, "\(text)")
        }
    }

    @Test func `escapes are undone, plus is plus, and what is no UTF-8 is none`() {
        #expect(PathArgument("a%40b+c%2fd/e").decoded == "a@b+c/d/e")
        #expect(PathArgument("J%C3%BCrgen").decoded == "Jürgen")
        for text in ["%", "a%4", "%zz", "%C3", "%FF"] {
            #expect(PathArgument(Substring(text)).decoded == nil)
        }
    }

    @Test func `key IDs and fingerprints are digits only`() {
        #expect(PathArgument("0123456789ABCDEF").keyID == KeyID(rawValue: 0x0123_4567_89AB_CDEF))
        for text in ["0x0123456789ABCDEF", "0123456789ABCDE", "89ABCDEF", "0123456789ABCDEG"] {
            #expect(PathArgument(Substring(text)).keyID == nil)
        }
        #expect(PathArgument(Substring(four)).fingerprint != nil)
        #expect(PathArgument(Substring("0x" + four)).fingerprint == nil)
        #expect(PathArgument(Substring(four.prefix(32))).fingerprint == nil)
    }
}

@Suite struct FieldValueTests {
    @Test func `a value has a name and parameters`() {
        let type = FieldValue("Multipart/Form-Data ; charset=x; boundary=\"a;b\\\"c\"; q")
        #expect(type.name == "multipart/form-data")
        #expect(type["charset"] == "x")
        #expect(type["boundary"] == "a;b\"c")
        #expect(type["q"] == "")
        #expect(type["none"] == nil)
        #expect(FieldValue("a/b;boundary=\"open")["boundary"] == "open")
        #expect(FieldValue("a/b; Boundary=x y;z=1")["boundary"] == "x")
        #expect(FieldValue("a/b; Boundary=x y;z=1")["z"] == "1")
        #expect(FieldValue("").name == "")
        #expect(FieldValue("application/pgp;armor=no").isOpenPGP)
        #expect(!FieldValue("application/pgp-signature").isOpenPGP)
    }

    @Test func `a list has several`() {
        let list = FieldValue.list("text/plain , Application/JSON;q=0.5,,x/y")
        #expect(list.map(\.name) == ["text/plain", "application/json", "x/y"])
        #expect(list[1]["q"] == "0.5")
        #expect(FieldValue.list("").isEmpty)
    }
}

@Suite struct AnswerFieldsTests {
    @Test func `each field stands there once`() {
        var fields: AnswerFields = [.contentType: "text/plain", .cacheControl: "no-cache"]
        fields[.contentType] = "application/json"
        fields[.contentLength] = "12"
        #expect(fields[.contentType] == "application/json")
        #expect(fields[.cacheControl] == "no-cache")
        fields[.cacheControl] = nil
        #expect(fields[.cacheControl] == nil && !fields.contains(.cacheControl))
        #expect(fields.contains(.contentLength))
        #expect(
            String(decoding: fields.lines, as: UTF8.self)
                == "Content-Type: application/json\r\nContent-Length: 12\r\n")
        #expect(fields.httpFields == [.contentType: "application/json", .contentLength: "12"])
    }

    @Test func `a name that another begins with is another`() throws {
        let longer = try #require(HTTPField.Name("Content-Type-Options"))
        var fields: AnswerFields = [longer: "nosniff"]
        #expect(fields[.contentType] == nil)
        fields[.contentType] = ""
        #expect(fields[.contentType] == "" && fields[longer] == "nosniff")
        fields[longer] = nil
        #expect(fields.httpFields == [.contentType: ""])
    }

    @Test func `fields of others come behind`() {
        var fields: AnswerFields = [.contentType: "text/plain"]
        fields.append([:])
        fields.append([.retryAfter: "60"])
        #expect(fields.httpFields == [.contentType: "text/plain", .retryAfter: "60"])
    }
}
