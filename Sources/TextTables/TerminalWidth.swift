#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// How wide the lines of a table may be.
package enum TerminalWidth {
    /// Of terminals that do not tell.
    package static let usual = 80

    /// Columns of the terminal that the descriptor is; nil when it is none: a file or another program
    /// gets whole lines, whatever COLUMNS says.
    ///
    /// - Parameter variable: `COLUMNS` of the environment, which a user may set to have it otherwise.
    package static func of(_ descriptor: Int32, variable: String?) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        let told = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
        return chosen(variable: variable, told: told)
    }

    static func chosen(variable: String?, told: Int) -> Int {
        if let columns = variable.flatMap({ Int($0) }), columns > 0 { return columns }
        return told > 0 ? told : usual
    }
}
