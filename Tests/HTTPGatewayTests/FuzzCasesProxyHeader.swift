import Testing

@testable import HTTPGateway

/// Inputs that fuzzing has found.
@Suite struct FuzzCasesProxyHeader {
    @Test func `a combining character behind the first space, which trapped, is malformed`() {
        #expect(throws: ProxyHeaderError.malformed) {
            try ProxyHeader.read(Array("PROXY \u{308}TCP4 192.0.2.1 192.0.2.2 1 2\r\n".utf8))
        }
    }
}
