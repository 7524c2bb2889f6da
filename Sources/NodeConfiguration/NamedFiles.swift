/// The files that a configuration names.
struct NamedFiles {
    /// Where relative paths start: the folder of the configuration file.
    let folder: String
    /// Whether what stands in them is read and checked too.
    let areChecked: Bool

    /// The absolute path. The error says what to write.
    func path(_ text: String) throws(ValueError) -> String {
        guard !text.isEmpty, !text.utf8.contains(0) else {
            throw ValueError("an empty path: write a path, relative to this file or absolute")
        }
        return AbsolutePath.make(text, in: folder)
    }
}
