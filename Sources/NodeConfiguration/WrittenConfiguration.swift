/// A configuration with the text that it was read from.
package struct WrittenConfiguration: Sendable {
    package let configuration: NodeConfiguration
    /// The whole file.
    package let text: String
}
