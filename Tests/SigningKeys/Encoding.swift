package import OpenPGP

/// Packets one behind the other, each in its shortest framing.
package func encoded(_ packets: some Sequence<Packet>) -> [UInt8] {
    var octets: [UInt8] = []
    for packet in packets { packet.encode(into: &octets) }
    return octets
}
