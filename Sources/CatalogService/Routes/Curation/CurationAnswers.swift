import Catalog
import HTTPServer

/// The fields of a course in JSON: a price as a number, skills as a list, all else as text.
enum FieldValue {
    static func json(_ text: String?, of field: CourseField) -> JSONValue {
        guard let text else { return .null }
        switch field {
        case .price, .durationMinutes: return Int64(text).map { .integer($0) } ?? .null
        case .skills, .schedules:
            return (try? JSON.decode(JSONValue.self, from: Array(text.utf8))) ?? .null
        default: return .string(text)
        }
    }
}

/// A course with ours beside its platform's.
struct CuratedCourseOutput: Encodable, Sendable {
    let id: Identifier<Course>
    let slug: String
    let platform: String
    let external_id: String
    let state: Course.State
    let first_seen_at: Instant
    let changed_at: Instant
    let looked_at: Instant?
    let looked_by: String?
    /// What may be done with it as it is.
    let actions: [CourseAction]
    let fields: [Field]
    let decisions: [DecisionOutput]
    let proposals: [ProposalOutput]
    let tag: String

    struct Field: Encodable {
        let field: String
        let ours: JSONValue
        let platform: JSONValue
        let overridable: Bool
        let override: Override?
    }

    struct Override: Encodable {
        let reason: String
        let author: String
        let made_at: Instant
    }

    private enum CodingKeys: String, CodingKey {
        case id, slug, platform, external_id, state, first_seen_at, changed_at, looked_at
        case looked_by, actions, fields, decisions, proposals
    }

    init(
        _ course: CuratedCourse, decisions: [CurationDecision], proposals: [CurationProposal]
    ) {
        id = course.id
        slug = course.slug
        platform = course.platformID
        external_id = course.externalID
        state = course.state
        first_seen_at = course.firstSeenAt
        changed_at = course.changedAt
        looked_at = course.look?.at
        looked_by = course.look?.author
        actions = CourseStateRules.actions(in: course.state)
        fields = CourseField.allCases.filter { $0 != .state }.map { field in
            Field(
                field: field.rawValue, ours: FieldValue.json(course.ours[field], of: field),
                platform: FieldValue.json(course.source(field), of: field),
                overridable: OverrideRules.fields.contains(field),
                override: course.override(of: field).map {
                    Override(reason: $0.reason, author: $0.author, made_at: $0.madeAt)
                })
        }
        self.decisions = decisions.map(DecisionOutput.init)
        self.proposals = proposals.map(ProposalOutput.init)
        tag = Self.tag(of: course)
    }

    static func tag(of course: CuratedCourse) -> String { EntityTags.tag(of: course.facts) }
}

struct DecisionOutput: Encodable, Sendable {
    let id: Identifier<CurationDecision>
    let course_id: Identifier<Course>
    let action: String
    let from: Course.State
    let to: Course.State
    let reason: String
    let author: String
    let confirmed_by: String?
    let decided_at: Instant

    init(_ decision: CurationDecision) {
        id = decision.id
        course_id = decision.courseID
        action = decision.action
        from = decision.from
        to = decision.to
        reason = decision.reason
        author = decision.author
        confirmed_by = decision.confirmedBy
        decided_at = decision.decidedAt
    }
}

struct ProposalOutput: Encodable, Sendable {
    let id: Identifier<CurationProposal>
    let course_id: Identifier<Course>
    let kind: CurationProposal.Kind
    let price: Money?
    let facts: [String: String]
    let reason: String
    let author: String
    let proposed_at: Instant
    let expires_at: Instant
    let state: CurationProposal.State
    let decided_by: String?
    let decided_at: Instant?
    let decision_reason: String?

    init(_ proposal: CurationProposal) {
        id = proposal.id
        course_id = proposal.courseID
        kind = proposal.kind
        price = proposal.price
        facts = proposal.facts
        reason = proposal.reason
        author = proposal.author
        proposed_at = proposal.proposedAt
        expires_at = proposal.expiresAt
        state = proposal.state
        decided_by = proposal.decidedBy
        decided_at = proposal.decidedAt
        decision_reason = proposal.decisionReason
    }
}

/// What curators hear of what they did.
enum CurationAnswers {
    private struct Output: Encodable {
        var decision: DecisionOutput?
        var override: OverrideOutput?
        var proposal: ProposalOutput?
    }

    private struct OverrideOutput: Encodable {
        let course_id: Identifier<Course>
        let field: String
        let value: JSONValue
        let source_value: JSONValue
        let reason: String
        let author: String
        let made_at: Instant

        init(_ override: CourseOverride) {
            course_id = override.courseID
            field = override.field.rawValue
            value = FieldValue.json(override.value, of: override.field)
            source_value = FieldValue.json(override.sourceValue, of: override.field)
            reason = override.reason
            author = override.author
            made_at = override.madeAt
        }
    }

    /// 200 for what is done, 202 for what a second person has to confirm.
    static func outcome(_ outcome: CurationStore.Outcome) -> HTTPResponse {
        switch outcome {
        case .decided(let decision): .json(Output(decision: DecisionOutput(decision)))
        case .overridden(let override): .json(Output(override: OverrideOutput(override)))
        case .proposed(let proposal):
            .json(Output(proposal: ProposalOutput(proposal)), status: 202)
        }
    }
}
