import Catalog

/// One run's questions to an OAI-PMH repository.
struct OAIRepository {
    /// What Identify says that decides how to harvest.
    struct Identity {
        let granularity: OAITime.Granularity
        let deletions: OAICursor.Deletions
    }

    private(set) var delivery = CatalogueDelivery()
    private let connection: PlatformConnection
    private var budget: RetryBudget

    init(_ connection: PlatformConnection) {
        self.connection = connection
        budget = connection.catalogueBudget()
    }

    mutating func identify() async throws(PlatformFailure) -> Identity {
        let answer = try await ask([("verb", "Identify")])
        guard let identify = answer.identify else {
            throw .malformed("Identify: " + (answer.fault.map { "\($0.code) \($0.words)" } ?? "-"))
        }
        // By the day is what every repository must have.
        let granularity = identify.first("granularity")?.line ?? ""
        let deletions = identify.first("deletedrecord")?.line ?? ""
        return Identity(
            granularity: granularity.uppercased().contains("HH") ? .second : .day,
            deletions: OAICursor.Deletions(rawValue: deletions.lowercased()) ?? .no)
    }

    /// The item in one format; nil where it is not to be had in it.
    mutating func record(
        _ identifier: String, prefix: String
    ) async throws(PlatformFailure) -> OAIRecord? {
        let answer = try await ask([
            ("verb", "GetRecord"), ("identifier", identifier), ("metadataPrefix", prefix),
        ])
        switch answer.fault?.code {
        case nil: return answer.records.first
        case "idDoesNotExist"?, "cannotDisseminateFormat"?, "noMetadataFormats"?: return nil
        case let code?: throw .malformed("GetRecord: \(code) \(answer.fault?.words ?? "")")
        }
    }

    /// Faults of the protocol come with status 200; some servers send them with another.
    mutating func ask(
        _ arguments: [(name: String, value: String)], page: Int = 1
    ) async throws(PlatformFailure) -> OAIAnswer {
        let call = PlatformConnection.Call(
            method: "GET", address: connection.base.below(["oai"], query: arguments),
            headers: [(name: "Accept", value: "text/xml, application/xml")])
        let answer = try await connection.send(call, budget: &budget)
        delivery.count(answer)
        do throws(PlatformFailure) {
            let read = try OAIAnswer(answer.body, page: page)
            if answer.status == 200 || read.fault != nil { return read }
        } catch {
            if answer.status == 200 { throw error }
        }
        throw .malformed("\(call.address.target): \(AnswerWords.read(answer))")
    }
}
