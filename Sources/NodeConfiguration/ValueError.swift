/// Why one value cannot be taken: what is wrong, a colon, what to write instead.
package struct ValueError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
