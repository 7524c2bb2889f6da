#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The state of the database that the lookups of one thread share for a while, such as a turn of an
/// event loop: to begin and end a read transaction for each takes locks of the file, and of SQLite
/// for all of its connections, a fifth of what a lookup costs.
///
/// It is given up for the newest when something has been committed since: whoever was told that his
/// key is stored finds it.
final class KeptState {
    private let pool: ReaderPool
    private var reader: Reader?
    /// Of the pool, when what is read now began.
    private var commits = 0

    private static let key = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key, nil)
        precondition(code == 0, "there are far fewer keys of threads than there may be")
        return key
    }()

    /// That of the thread of whoever calls, of this pool.
    static func current(of pool: ReaderPool) -> KeptState? {
        guard let pointer = pthread_getspecific(key) else { return nil }
        let state = Unmanaged<KeptState>.fromOpaque(pointer).takeUnretainedValue()
        return state.pool === pool ? state : nil
    }

    private init(_ pool: ReaderPool) { self.pool = pool }

    /// Keeps one for the thread of whoever calls during `body`.
    static func during(_ pool: ReaderPool, _ body: () -> Void) {
        // Within another's it would only be in its way.
        guard pthread_getspecific(key) == nil else { return body() }
        let state = KeptState(pool)
        withExtendedLifetime(state) {
            pthread_setspecific(key, Unmanaged.passUnretained(state).toOpaque())
            body()
            pthread_setspecific(key, nil)
            state.end()
        }
    }

    func read<Value>(_ body: (Reader) throws -> Value) throws -> Value {
        try body(try readerOfNow())
    }

    private func readerOfNow() throws -> Reader {
        // First, so that it is never taken for newer than it is.
        let commits = pool.commits.value
        if let reader, commits == self.commits { return reader }
        reader?.endSnapshot()
        let reader = try self.reader ?? pool.lend()
        self.reader = reader
        self.commits = commits
        try reader.beginSnapshot()
        return reader
    }

    private func end() {
        guard let reader else { return }
        reader.endSnapshot()
        pool.takeBack(reader)
    }
}
