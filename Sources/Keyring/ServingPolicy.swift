/// What of a key is given out besides what its owner made.
package struct ServingPolicy: Sendable, Hashable, Codable {
    /// Which certifications by other keys are served. They are stored whatever the policy says.
    package enum ThirdParty: String, Sendable, Hashable, Codable, CaseIterable {
        /// None.
        case none
        /// Those that the key's owner approved (draft-dkg-openpgp-1pa3pc).
        case approved
        /// All that are plausible, up to a cap. Anyone can flood a key up to that.
        case all
    }

    package var thirdParty: ThirdParty

    package init(thirdParty: ThirdParty = .approved) {
        self.thirdParty = thirdParty
    }

    package static let standard = ServingPolicy()
}
