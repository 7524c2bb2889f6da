import Database
import Keyring
import NodeService

/// What the rules say of one key of a submission, or of a stretch of it that is no key, before the
/// commit.
enum Judgement: Sendable {
    case admitted(PreparedKey)
    case refused(RefusedKey)

    var admitted: PreparedKey? { if case .admitted(let key) = self { key } else { nil } }
    var refused: RefusedKey? { if case .refused(let key) = self { key } else { nil } }
}

/// A submission that was judged and is to be committed. The journal holds it as long as this lives.
struct Judged: Sendable {
    /// In the order of arrival.
    var judgements: [Judgement]
    /// Set when not all was judged: the seconds until the sender may cause work again.
    var resumeAfter: Int?
    let entry: IntakeJournal.Entry

    var admitted: [PreparedKey] { judgements.compactMap(\.admitted) }
}
