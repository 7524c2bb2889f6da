/// What is written to a write-ahead log, gathered until it is worth a system call.
///
/// SQLite writes each page of a transaction by two writes, the head of its frame and then the page
/// (https://sqlite.org/fileformat2.html#walformat), one behind the other. Those are gathered until
/// the frame is complete that ends the transaction, which its head says. What does not go on where
/// the last write ended, such as the head of a log that begins anew, is written at once; so is
/// whatever is gathered before anything else is asked of the file. Hence the file has, after the
/// last write of each transaction, what it would have without, written in the same order.
///
/// What is held is never seen missing: other connections read a frame only when its transaction is
/// complete. It does want that no other connection writes to the same log, because what is held of a
/// transaction that was given up is written some time later, over what is not used.
struct GatheredWrites: ~Copyable {
    /// 31 frames: the system call is a small part of what so many cost. SQLite's file system for Unix
    /// looks at the last 17 bits of a length only, and takes 128 KiB for nothing at all.
    static let capacity = 127 << 10

    /// Octets of the head of a frame.
    private static let headLength = 24
    /// Where in it the size of the database stands, which is 0 but in the last frame of a
    /// transaction.
    private static let commitField = 4..<8

    /// What writes to the file; false when it failed.
    typealias Sink = (UnsafeRawBufferPointer, Int64) -> Bool

    private var buffer: UnsafeMutableRawBufferPointer?
    private var count = 0
    /// Where the last write ended; unknown at first, and after a failure.
    private var end: Int64 = -1
    /// Whether the last head was that of a last frame.
    private var isLastFrame = false

    deinit { buffer?.deallocate() }

    /// Takes what SQLite writes. False when something could not be written: this, or what was
    /// gathered before it.
    mutating func write(_ octets: UnsafeRawBufferPointer, at offset: Int64, to sink: Sink) -> Bool {
        let isHead = octets.count == Self.headLength
        if isHead { isLastFrame = octets[Self.commitField].contains { $0 != 0 } }
        guard offset == end, octets.count <= Self.capacity else {
            guard flush(to: sink), sink(octets, offset) else { return false }
            end = offset + Int64(octets.count)
            return true
        }
        if count + octets.count > Self.capacity { guard flush(to: sink) else { return false } }
        hold(octets)
        return isHead || !isLastFrame || flush(to: sink)
    }

    private mutating func hold(_ octets: UnsafeRawBufferPointer) {
        let room =
            buffer ?? .allocate(byteCount: Self.capacity, alignment: MemoryLayout<Int>.alignment)
        buffer = room
        UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: octets)
        count += octets.count
        end += Int64(octets.count)
    }

    /// Writes what is held. What cannot be written is forgotten: it is of a transaction that fails.
    mutating func flush(to sink: Sink) -> Bool {
        guard count > 0, let buffer else { return true }
        let isWritten = sink(UnsafeRawBufferPointer(rebasing: buffer[..<count]), end - Int64(count))
        count = 0
        if !isWritten { end = -1 }
        return isWritten
    }
}
