/// The section `keys`: what of a key is given out.
package struct KeysConfiguration: Sendable, Equatable {
    /// Which signatures by other keys are served.
    package var thirdParty: ThirdPartyPolicy

    /// The default of `keys.third_party`: what the owner wants to be seen, and no stranger can add
    /// to.
    package static let defaultThirdParty = ThirdPartyPolicy.approved

    package init(thirdParty: ThirdPartyPolicy = KeysConfiguration.defaultThirdParty) {
        self.thirdParty = thirdParty
    }
}

/// Which signatures that other keys made on a key are served with it. All are stored and
/// reconciled, whatever the policy.
package enum ThirdPartyPolicy: String, Sendable, CaseIterable {
    /// None.
    case none
    /// Those that the key's owner has approved (1PA3PC).
    case approved
    /// All that may be genuine: anybody can add to a key.
    case all
}
