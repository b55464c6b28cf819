import Catalog
import SQL

/// All that the page of a course shows, of one moment.
struct CuratedCourseContent: Sendable {
    /// Decisions that the page lists.
    static let decisionsShownMax = 10

    let course: CuratedCourse
    let decisions: [CurationDecision]
    /// The open ones, with what has changed since they were made.
    let proposals: [(proposal: CurationProposal, changes: [String])]
    let flags: [Flag]
    let categories: [Catalog.Category]
    let names: [String: String]

    init(_ id: Identifier<Course>, from database: any Database, now: Instant) throws {
        let course = try CuratedCourseStore(database).known(id)
        self.course = course
        decisions = Array(
            try CurationStore(database).decisions(about: id).prefix(Self.decisionsShownMax))
        proposals = try ProposalStore(database).proposals(of: id)
            .filter { ProposalRules.closed($0, now: now) == nil }
            .map { proposal in
                let facts = ProposalRules.facts(proposal.kind, of: course)
                return (proposal, ProposalRules.changes(since: proposal, facts: facts))
            }
        flags = try FlagStore(database).page(
            .init(course: id), before: nil, limit: FlagRule.allCases.count
        ).map(\.flag)
        categories = try CategoryStore(database).all()
        names = try CurationWords.names(
            of: decisions.flatMap { [$0.author, $0.confirmedBy ?? ""] }
                + proposals.map(\.proposal.author) + course.overrides.map(\.author)
                + [course.look?.author ?? ""], in: database)
    }
}
