/// What somebody who reaches the node socket may do. Which users have which roles stands in
/// node.yaml; the node's own user and root are operators. What each role may is one table, beside
/// the routes of the socket.
package enum Role: String, Sendable, CaseIterable, Codable {
    /// Looks keys up, and sees the numbers that every visitor of the web pages sees.
    case reader
    /// Hands in keys in its own name, within a client's budget.
    case submitter
    /// Passes on what end users ask, with the address of each. May do what any of them may, and
    /// no more: who takes a gateway over gains nothing.
    case gateway
    /// Sees everything and changes nothing.
    case auditor
    /// Does everything.
    case `operator`
}
