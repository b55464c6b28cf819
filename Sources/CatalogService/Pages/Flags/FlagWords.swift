import Catalog

/// What curators read about flags.
struct FlagWords: Sendable {
    let say: Wording

    func state(_ state: Flag.State) -> String {
        switch state {
        case .open: say.plain("Terbuka", "Open")
        case .dismissed: say.plain("Dikesampingkan", "Dismissed")
        case .gone: say.plain("Sudah hilang", "Gone")
        }
    }

    func badge(_ state: Flag.State) -> HTML {
        switch state {
        case .open: .badge(self.state(state), .bad)
        case .dismissed, .gone: .badge(self.state(state))
        }
    }
}
