import Keyring
import Testing

@Suite struct SearchWordTests {
    private func words(_ text: String) -> [String] {
        SearchWord.words(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `words are runs of letters and digits in lower case`() {
        #expect(
            words("Alice O'Hara (work) <Alice.2@Example.NET>")
                == ["alice", "o", "hara", "work", "alice", "2", "example", "net"])
    }

    @Test func `octets from 0xC0 up belong to words and those below do not`() {
        #expect(SearchWord.words(of: [0x61, 0xC3, 0xA9, 0x62]) == [[0x61, 0xC3], [0x62]])
    }

    @Test func `a word longer than the index takes is cut, not lost`() {
        let long = [UInt8](repeating: 0x78, count: SearchWord.maximumLength + 5)
        #expect(SearchWord.words(of: long) == [Array(long.prefix(SearchWord.maximumLength))])
    }

    @Test func `nothing and punctuation have no words`() {
        #expect(words("").isEmpty)
        #expect(words(" .,-\u{0}<>@").isEmpty)
    }
}
