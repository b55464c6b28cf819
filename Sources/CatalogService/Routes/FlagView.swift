import Catalog
import HTTPServer

/// A text in both languages, as JSON.
struct LabelView: Encodable {
    let id: String
    let en: String

    init(_ label: Label) {
        id = label.indonesian
        en = label.english
    }
}

/// A flag as the interface gives it.
struct FlagView: Encodable {
    struct Fact: Encodable {
        let name: FlagFact.Name
        let label: LabelView
        let kind: FlagFact.Kind
        let number: Int64?
        let text: String?
        let english: String?
        let course_id: String?
        let at: Instant?

        init(_ fact: FlagFact) {
            name = fact.name
            label = LabelView(fact.name.label)
            kind = fact.kind
            number = fact.kind == .moment ? nil : fact.number
            text = fact.text
            english = fact.english
            course_id = fact.course
            at = fact.kind == .moment ? fact.number.map(Instant.init(milliseconds:)) : nil
        }
    }

    struct FlaggedItem: Encodable {
        let id: Identifier<Course>
        let slug: String
        let title: String
        let platform: String
        let state: String
        let price: Money?
    }

    struct Dismissal: Encodable {
        let reason: String
        let author: String
        let at: Instant
    }

    let id: Identifier<Flag>
    let rule: FlagRule
    let label: LabelView
    let state: Flag.State
    let course: FlaggedItem
    let evidence: [Fact]
    let raised_at: Instant
    let changed_at: Instant
    let dismissal: Dismissal?

    init(_ flagged: FlaggedCourse) {
        let flag = flagged.flag
        id = flag.id
        rule = flag.rule
        label = LabelView(flag.rule.label)
        state = flag.state
        course = FlaggedItem(
            id: flag.courseID, slug: flagged.slug, title: flagged.title,
            platform: flagged.platformID, state: flagged.courseState, price: flagged.price)
        evidence = flag.evidence.map(Fact.init)
        raised_at = flag.raisedAt
        changed_at = flag.changedAt
        dismissal =
            flag.state == .dismissed
            ? flag.dismissal.map { Dismissal(reason: $0.reason, author: $0.author, at: $0.at) }
            : nil
    }

    /// Changes with what a curator would decide about.
    static func tag(of flagged: FlaggedCourse) -> String {
        EntityTags.tag(of: [
            flagged.flag.id.value, flagged.flag.state.rawValue, flagged.flag.basis,
        ])
    }
}

/// What is asked of the queue: filters, and which page.
struct FlagQuery: Sendable {
    let filter: FlagStore.Filter
    let page: PageParameters<Flag>

    static let names: Set<String> = ["state", "rule", "platform", "course", "limit", "cursor"]

    /// An empty value is none; `state=all` is any.
    /// - Throws: 400 naming the parameter that is wrong.
    init(_ request: HTTPRequest, besides more: Set<String> = []) throws(Problem) {
        page = try PageParameters(request, besides: Self.names.union(more))
        func value(_ name: String) -> String? {
            request.query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
        }
        var filter = FlagStore.Filter()
        if let text = value("state") {
            filter.state = Flag.State(rawValue: text)
            guard filter.state != nil || text == "all" else {
                let known = Flag.State.allCases.map(\.rawValue) + ["all"]
                throw .parameter("state", "is one of \(known.joined(separator: ", "))")
            }
        }
        if let text = value("rule") {
            filter.rule = FlagRule(rawValue: text)
            guard filter.rule != nil else {
                let known = FlagRule.allCases.map(\.rawValue).joined(separator: ", ")
                throw .parameter("rule", "is one of \(known)")
            }
        }
        if let text = value("course") {
            filter.course = Identifier(text)
            guard filter.course != nil else { throw .parameter("course", "is no course's id") }
        }
        filter.platformID = value("platform")
        self.filter = filter
    }
}
