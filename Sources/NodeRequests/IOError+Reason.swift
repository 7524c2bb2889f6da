import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension IOError {
    /// In the system's words.
    var reason: String { String(cString: strerror(errnoCode)) }
}
