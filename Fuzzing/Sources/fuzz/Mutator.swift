import CLibFuzzer
import SetReconciliation

/// Changes inputs at random and keeps their framing in most cases: without it nearly every change
/// inside a packet would end in a length that is wrong, and nothing behind that would be reached.
struct Mutator {
    private var random: SplitMix64

    init(seed: UInt32) {
        random = SplitMix64(seed: UInt64(seed))
    }

    /// Changes something in the input, which becomes at most `limit` octets long or, where its
    /// framing needs more, little longer.
    mutating func mutate(_ input: [UInt8], framing: (any Framing)?, limit: Int) -> [UInt8] {
        guard let framing, !isOne(in: 8), let split = framing.split(input), !split.pieces.isEmpty
        else { return mutateFreely(input, limit: limit) }
        var pieces = split.pieces
        let room = Swift.max(limit - input.count, 0)
        let index = Int.random(in: pieces.indices, using: &random)
        if index >= framing.fixedPieces, isOne(in: 4) {
            rearrange(&pieces, at: index, from: framing.fixedPieces, room: room)
        } else {
            pieces[index] = mutate(
                pieces[index], framing: framing.inner(pieces[index], at: index),
                limit: pieces[index].count + room)
        }
        return framing.join(pieces) + split.tail
    }

    /// Takes a piece out, or puts it in once more, or moves it.
    private mutating func rearrange(
        _ pieces: inout [[UInt8]], at index: Int, from first: Int, room: Int
    ) {
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            pieces.remove(at: index)
        case 1 where pieces[index].count < room:
            let place = Int.random(in: first...pieces.count, using: &random)
            pieces.insert(pieces[index], at: place)
        default:
            pieces.swapAt(index, Int.random(in: first..<pieces.count, using: &random))
        }
    }

    /// As libFuzzer itself does it.
    private func mutateFreely(_ input: [UInt8], limit: Int) -> [UInt8] {
        let capacity = Swift.max(Swift.min(limit, 2 * input.count + 64), 1)
        let kept = Swift.min(input.count, capacity)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            _ = buffer.update(fromContentsOf: input.prefix(kept))
            count = LLVMFuzzerMutate(buffer.baseAddress, kept, capacity)
        }
    }

    private mutating func isOne(in count: Int) -> Bool {
        Int.random(in: 0..<count, using: &random) == 0
    }
}
