/// Why a file of `claviger load` could not be read to its end; one line that names the file.
struct InputError: Error {
    let description: String

    init(_ file: String, _ reason: String) {
        description = "\(file): \(reason)"
    }
}
