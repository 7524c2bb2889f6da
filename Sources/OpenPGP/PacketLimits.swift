/// Bounds on what a stranger may make us hold while we read packets and keys.
package struct PacketLimits: Hashable, Sendable {
    /// Longest packet body. SKS has no bound and a few user attributes of up to 18 MB are known; 8
    /// MiB is as much as a keyserver accepts in one upload, four times what any client makes, and
    /// keeps the largest allocation that one length field can demand small.
    package static let maximumBodyLength = 8 << 20

    /// Most packets in one key: three times the largest flood known (about 150,000 signatures). A
    /// packet costs about a hundred octets of memory besides its body, so this bounds that cost at
    /// some 50 MiB.
    package static let maximumPacketsPerKey = 1 << 19

    /// Longest key, as the sum of its packet bodies. The largest flooded keys known reach about 50
    /// MB.
    package static let maximumKeyLength = 64 << 20

    package var bodyLength: Int
    package var packetsPerKey: Int
    package var keyLength: Int

    package init(
        bodyLength: Int = PacketLimits.maximumBodyLength,
        packetsPerKey: Int = PacketLimits.maximumPacketsPerKey,
        keyLength: Int = PacketLimits.maximumKeyLength
    ) {
        self.bodyLength = bodyLength
        self.packetsPerKey = packetsPerKey
        self.keyLength = keyLength
    }

    package static let standard = PacketLimits()
}
