import SQL

/// Carries out the actions of a plan, a batch a command.
struct SyncApplication: Sendable {
    /// What a new or returning course becomes.
    let state: Course.State
    let categories: CategoryMap
    let now: Instant
    /// The sync, as the author of changes.
    let author: String

    /// An action of the plan with what it needs, read before the writer's turn.
    enum Step: Sendable {
        case create(AdmittedListing)
        case change(Identifier<Course>, AdmittedListing)
        case relist(Identifier<Course>, AdmittedListing?)
        case delist(Identifier<Course>)
    }

    static func steps(
        _ actions: ArraySlice<SyncPlan.Action>, from feed: CollectedFeed
    ) throws(PlatformFailure) -> [Step] {
        var steps: [Step] = []
        for action in actions {
            switch action {
            case .create(let position):
                steps.append(.create(try feed.admitted(at: position)))
            case .change(let id, let position):
                steps.append(.change(id, try feed.admitted(at: position)))
            case .relist(let id, nil): steps.append(.relist(id, nil))
            case .relist(let id, let position?):
                steps.append(.relist(id, try feed.admitted(at: position)))
            case .delist(let id): steps.append(.delist(id))
            }
        }
        return steps
    }

    /// Applies the batch and bumps the catalogue version where it changed anything.
    func apply(_ steps: [Step], to database: any Database) throws {
        guard !steps.isEmpty else { return }
        let store = ListingStore(database)
        for step in steps {
            switch step {
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
