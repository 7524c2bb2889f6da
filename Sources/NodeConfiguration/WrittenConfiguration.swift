/// A configuration with the text that it was read from.
package struct WrittenConfiguration: Sendable {
    package var configuration: NodeConfiguration
    /// The whole file.
    package let text: String
}
