/// Key material that arrived, from anywhere: the one thing that enters by the one door.
package struct Submission: Sendable {
    /// Where it came from; decides nothing about what is stored, only who is told and who is blamed.
    package enum Origin: Sendable, Hashable {
        /// A client of a gateway, by its address.
        case client(String)
        /// Recovery from the peer of this name.
        case peer(String)
        /// `claviger load`, on this host.
        case load
    }

    package let origin: Origin
    /// One or more transferable public keys, binary or armored.
    package let bytes: [UInt8]

    package init(origin: Origin, bytes: [UInt8]) {
        self.origin = origin
        self.bytes = bytes
    }
}
