import CLibcrypto

/// A number in libcrypto's form, never changed after its making, so threads share it.
final class BigNumber: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ magnitude: Magnitude) {
        let octets = magnitude.octets
        guard let pointer = BN_bin2bn(octets, Int32(octets.count), nil) else {
            preconditionFailure("libcrypto has no memory for a number.")
        }
        self.pointer = pointer
    }

    deinit {
        BN_free(pointer)
    }
}
