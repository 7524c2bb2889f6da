import GRDBSQLite
import Glibc

/// Has SQLite write its write-ahead logs by ``GatheredWrites``: a shim over its file system
/// (https://sqlite.org/vfs.html) that stands between it and the logs, and leaves all other files to
/// what is below.
///
/// For databases that one connection writes to.
enum LogGathering {
    /// From now on, for each database that this process opens. Where SQLite refuses, it writes as it
    /// always does.
    static let install: Void = {
        guard let below = sqlite3_vfs_find(nil) else { return }
        // For the life of the process. What the copy does not replace asks nothing of the structure
        // that it is called with but what is equal in both.
        let shim = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        shim.initialize(to: below.pointee)
        shim.pointee.zName = UnsafePointer(strdup("claviger"))
        shim.pointee.szOsFile = Int32(LogFile.headSize) + below.pointee.szOsFile
        shim.pointee.xOpen = { shim, name, file, flags, result in
            LogGathering.open(name, file, flags, result)
        }
        LogGathering.below = below
        sqlite3_vfs_register(shim, 1)
    }()

    /// The file system that SQLite has for this machine. Set once, before it is used.
    nonisolated(unsafe) private static var below: UnsafeMutablePointer<sqlite3_vfs>?

    private static func open(
        _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
        _ result: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let below, let open = below.pointee.xOpen, let file else { return SQLITE_CANTOPEN }
        guard flags & SQLITE_OPEN_WAL != 0 else { return open(below, name, file, flags, result) }
        let inner = LogFile.inner(of: file)
        let code = open(below, name, inner, flags, result)
        guard code == SQLITE_OK else {
            file.pointee.pMethods = nil
            return code
        }
        LogFile.begin(file)
        return SQLITE_OK
    }
}

/// A write-ahead log that SQLite has opened. In the memory that SQLite has for it stand the structure
/// that SQLite knows, a reference to this, and what the file system below has for the file.
private final class LogFile {
    private struct Head {
        var base: sqlite3_file
        var log: Unmanaged<LogFile>
    }

    /// Octets of that memory before what is below, which begins where any structure may.
    static let headSize = (MemoryLayout<Head>.size + 15) / 16 * 16

    private let inner: UnsafeMutablePointer<sqlite3_file>
    private var writes = GatheredWrites()

    private init(_ inner: UnsafeMutablePointer<sqlite3_file>) { self.inner = inner }

    static func inner(
        of file: UnsafeMutablePointer<sqlite3_file>
    ) -> UnsafeMutablePointer<sqlite3_file> {
        (UnsafeMutableRawPointer(file) + headSize).assumingMemoryBound(to: sqlite3_file.self)
    }

    /// The file below is open.
    static func begin(_ file: UnsafeMutablePointer<sqlite3_file>) {
        let log = Unmanaged.passRetained(LogFile(inner(of: file)))
        UnsafeMutableRawPointer(file).bindMemory(to: Head.self, capacity: 1)
            .initialize(to: Head(base: sqlite3_file(pMethods: methods), log: log))
    }

    private static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> LogFile {
        guard let file else { preconditionFailure("SQLite says which file it means") }
        return UnsafeMutableRawPointer(file).assumingMemoryBound(to: Head.self).pointee.log
            .takeUnretainedValue()
    }

    // MARK: What SQLite asks for

    private func write(_ octets: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        writing { writes.write(octets, at: offset, to: $0) }
    }

    private func flush() -> Int32 { writing { writes.flush(to: $0) } }

    /// The code of what failed.
    private func writing(_ body: (GatheredWrites.Sink) -> Bool) -> Int32 {
        var code = SQLITE_OK
        _ = body { octets, offset in
            code = inner.pointee.pMethods.pointee.xWrite(
                inner, octets.baseAddress, Int32(octets.count), offset)
            return code == SQLITE_OK
        }
        return code
    }

    /// Has the file below do what depends on what was written.
    private func flushed(
        _ body: (sqlite3_io_methods, UnsafeMutablePointer<sqlite3_file>) -> Int32
    ) -> Int32 {
        let code = flush()
        return code == SQLITE_OK ? body(inner.pointee.pMethods.pointee, inner) : code
    }

    private func below(
        _ body: (sqlite3_io_methods, UnsafeMutablePointer<sqlite3_file>) -> Int32
    ) -> Int32 {
        body(inner.pointee.pMethods.pointee, inner)
    }

    /// Version 1: a log is neither mapped into memory nor has it a memory of its own that processes
    /// share.
    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        var own = sqlite3_io_methods()
        own.iVersion = 1
        own.xClose = { file in
            let log = of(file)
            // What is held now is of no transaction that was committed.
            _ = log.flush()
            defer { Unmanaged.passUnretained(log).release() }
            return log.below { $0.xClose($1) }
        }
        own.xRead = { file, octets, count, offset in
            of(file).flushed { $0.xRead($1, octets, count, offset) }
        }
        own.xWrite = { file, octets, count, offset in
            of(file).write(
                UnsafeRawBufferPointer(start: octets, count: Int(count)), at: offset)
        }
        own.xTruncate = { file, size in of(file).flushed { $0.xTruncate($1, size) } }
        own.xSync = { file, flags in of(file).flushed { $0.xSync($1, flags) } }
        own.xFileSize = { file, size in of(file).flushed { $0.xFileSize($1, size) } }
        own.xLock = { file, lock in of(file).below { $0.xLock($1, lock) } }
        own.xUnlock = { file, lock in of(file).below { $0.xUnlock($1, lock) } }
        own.xCheckReservedLock = { file, result in
            of(file).below { $0.xCheckReservedLock($1, result) }
        }
        own.xFileControl = { file, what, value in
            of(file).below { $0.xFileControl($1, what, value) }
        }
        own.xSectorSize = { file in of(file).below { $0.xSectorSize($1) } }
        own.xDeviceCharacteristics = { file in
            of(file).below { $0.xDeviceCharacteristics($1) }
        }
        methods.initialize(to: own)
        return UnsafePointer(methods)
    }()
}
