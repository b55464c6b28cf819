extension WebhookEvent {
    /// The usual event, read without Foundation; nil for all that is not plain, and for all that
    /// is at fault. Where it reads an event, it is the one that ``parse(_:id:)`` would read.
    static func plain(_ body: [UInt8], id: String) -> CompletionEvent? {
        guard let envelope = PlainJSON(body), case .object(let members) = envelope,
            members.count == 3,
            case .text(let type)? = envelope["type"],
            let kind = CompletionEvent.Kind(rawValue: type),
            kind != .other, kind != .certificateIssued,
            case .text(let time)? = envelope["timestamp"], let timestamp = Instant(time),
            case .object(let data)? = envelope["data"]
        else { return nil }
        var event = CompletionEvent(id: id, kind: kind, at: timestamp)
        for member in data {
            switch (member.name, member.value) {
            case ("order_id", .text(let text)) where isReference(text):
                event.orderID = text
            case ("enrolment_ref", .text(let text)) where isReference(text):
                event.enrolmentReference = text
            case ("score", .number(let number)) where (0...100).contains(number):
                event.score = number
            case ("progress", .number(let number)) where (0...1).contains(number):
                event.progress = number
            case ("completed_at", .text(let text)):
                guard let at = Instant(text) else { return nil }
                if kind == .completed { event.at = at }
            default: return nil
            }
        }
        return event.orderID == nil && event.enrolmentReference == nil ? nil : event
    }

    private static func isReference(_ text: String) -> Bool {
        (1...referenceBytesMax).contains(text.utf8.count)
    }
}
