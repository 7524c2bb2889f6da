/// What happened in one recon session, for status and transcripts.
package struct ReconCounters: Hashable, Sendable {
    package private(set) var sent: [ReconMessageType: Int] = [:]
    package private(set) var received: [ReconMessageType: Int] = [:]
    package private(set) var elementsSent = 0
    package private(set) var elementsReceived = 0
    package internal(set) var polysSolved = 0
    package internal(set) var polysUnsolved = 0
    package internal(set) var loads = 0

    package init() {}

    mutating func countSent(_ message: ReconMessage) {
        sent[message.type, default: 0] += 1
        elementsSent += message.elementList.count
    }

    mutating func countReceived(_ message: ReconMessage) {
        received[message.type, default: 0] += 1
        elementsReceived += message.elementList.count
    }
}
