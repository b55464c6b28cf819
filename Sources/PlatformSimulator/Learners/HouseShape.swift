import Catalog
import PlatformAdapters

/// A learner's step in the house shape of webhooks.
enum HouseShape {
    /// - Parameters:
    ///   - base: certificates live below it.
    ///   - reference: the name by which the service knows the enrolment; nil means its id.
    static func body(
        of event: LearnerStory.Event, base: HTTPAddress, reference: String? = nil
    ) -> [UInt8] {
        let time = JSONValue.string(event.at.description)
        var data: [String: JSONValue] = [
            "enrolment_ref": .string(reference ?? event.enrolment.id)
        ]
        switch event.step {
        case .started: data["progress"] = .integer(0)
        case .progressed(let progress): data["progress"] = .number(progress)
        case .completed(let score):
            data["progress"] = .integer(1)
            data["score"] = .integer(Int64(score))
            data["completed_at"] = time
        case .certified(let number):
            let link = base.below(["certificates", event.enrolment.id]).text
            data["certificate"] = [
                "number": .string(number), "url": .string(link), "issued_at": time,
            ]
        }
        let envelope: JSONValue = [
            "type": .string(event.step.type), "timestamp": time, "data": .object(data),
        ]
        return JSON.encode(envelope)
    }
}
