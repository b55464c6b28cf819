import SQL

/// Carries out the actions of a plan, a batch a command.
struct SyncApplication: Sendable {
    /// What a new or returning course becomes.
    let state: Course.State
    let categories: CategoryMap
    let now: Instant
    /// The sync, as the author of changes.
    let author: String

    /// Applies the batch and bumps the catalogue version where it changed anything.
    func apply(_ actions: ArraySlice<SyncPlan.Action>, to database: any Database) throws {
        guard !actions.isEmpty else { return }
        let store = ListingStore(database)
        for action in actions {
            switch action {
            case .create(let admitted):
                try store.create(admitted, state: state, category: category(of: admitted), at: now)
            case .change(let id, let admitted):
                try store.change(
                    id, to: admitted, category: category(of: admitted), by: author, at: now)
            case .relist(let id, let admitted):
                if let admitted {
                    try store.change(
                        id, to: admitted, category: category(of: admitted), by: author, at: now)
                }
                try store.relist(id, as: state, by: author, at: now)
            case .delist(let id):
                try store.delist(id, by: author, at: now)
            }
        }
        try CourseStore(database).bumpVersion()
    }

    private func category(of admitted: AdmittedListing) -> String? {
        categories.category(for: admitted.listing.category)
    }
}
