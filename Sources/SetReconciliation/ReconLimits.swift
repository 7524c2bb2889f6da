/// Bounds on what a recon peer may send. All are checked before memory is taken.
package enum ReconLimits {
    /// A configuration has five short entries; SKS ignores others, so a few may be added.
    package static let configurationFrame = 64 * 1024
    /// Hockeypuck's own bound on a message: 986,894 elements.
    package static let sessionFrame = 16 * 1024 * 1024
    /// Names, reasons and values of the configuration.
    package static let string = 4 * 1024
    /// Hockeypuck's bound on the size field of ReconRqst_Poly.
    package static let size = 1 << 24
    /// As many elements as fit into a frame with type, longest prefix and count.
    package static let elementsPerFrame = (sessionFrame - 64) / SKSFieldElement.wireByteCount
}
