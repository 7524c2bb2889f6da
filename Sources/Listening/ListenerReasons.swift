/// The reasons under which are counted those whom a listener does not serve, or no longer.
package struct ListenerReasons: Sendable {
    /// There was no room for it.
    package let full: StaticString
    /// It had to make room.
    package let evicted: StaticString
    /// It gave up before it was accepted.
    package let aborted: StaticString
    /// The system had no descriptor or memory for it.
    package let resources: StaticString

    package init(
        full: StaticString, evicted: StaticString, aborted: StaticString, resources: StaticString
    ) {
        self.full = full
        self.evicted = evicted
        self.aborted = aborted
        self.resources = resources
    }
}
