import Catalog

extension PlatformConfiguration.Dialect {
    public static let oaipmhLTI = Self(
        name: "oaipmh-lti",
        credentials: ["client_id", "deployment_id", "launch_url", "login_url", "tool_jwks_url"],
        proofs: ["client_id"])
}

/// A platform whose catalogue is an OAI-PMH 2.0 repository and whose courses are LTI 1.3 tools.
///
/// Nobody is enrolled beforehand: a launch brings the learner to the course, and the tool posts
/// scores to the order's line item. So placing an order asks the platform nothing.
public struct OAIPMHAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.oaipmhLTI
    static let pagesMax = 10_000
    static let prefixDefault = "lom"

    public let id: String
    let connection: PlatformConnection
    /// The format that is harvested before `oai_dc`.
    let prefix: String

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        id = parts.configuration.id
        connection = parts.connection(try parts.base(), .none)
        prefix = parts.configuration.metadataPrefix ?? Self.prefixDefault
        for key in ["client_id", "deployment_id"] { _ = try parts.credential(key) }
        for key in ["launch_url", "login_url", "tool_jwks_url"] {
            _ = try parts.webAddress(key)
        }
    }

    /// Harvests what changed since the last harvest began, or everything: at first, where the
    /// repository does not take the time, and every so often where it forgets its deletions.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        let now = connection.clock.now()
        var repository = OAIRepository(connection)
        if var known = OAICursor.read(cursor, prefix: prefix), let from = known.from(now: now) {
            var harvest = OAIHarvest(prefix: prefix, from: from, platformID: id)
            if try await harvest.run(&repository, deliver: deliver) {
                known.harvestedAt = harvest.beganAt?.milliseconds ?? known.harvestedAt
                return repository.delivery.end(isComplete: false, cursor: JSON.encode(known))
            }
        }
        let identity = try await repository.identify()
        var harvest = OAIHarvest(prefix: prefix, from: nil, platformID: id)
        _ = try await harvest.run(&repository, deliver: deliver)
        // Without the repository's own time there is nothing to go on from.
        let next = harvest.beganAt.map { began in
            OAICursor(
                prefix: prefix, granularity: identity.granularity, deletions: identity.deletions,
                harvestedAt: began.milliseconds, wholeAt: now.milliseconds)
        }
        return repository.delivery.end(isComplete: true, cursor: next.map { JSON.encode($0) })
    }

    /// The order's own id: the launch and the line item bear it.
    public func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        Enrolment(reference: request.orderID.value, state: .active)
    }

    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        Enrolment(reference: reference ?? request.orderID.value, state: .active)
    }

    /// An order that is over is launched no more.
    public func cancel(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) {}
}
