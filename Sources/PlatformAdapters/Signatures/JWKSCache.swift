import Catalog

/// The keys that a party publishes at a URL, kept for a while. However many signatures wait for
/// them, only one request is under way.
public actor JWKSCache {
    /// A set older than this is asked for again, so that a key that was taken back is dropped.
    public static let lifetime = Span.hours(1)
    /// What cannot be renewed is trusted this long all the same.
    public static let staleSpanMax = Span.hours(24)
    /// Time between two requests at the least, however many unknown keys are named.
    public static let refreshFloor = Span.seconds(30)

    /// Why there is no key.
    public enum Failure: Error, Sendable, Equatable {
        /// The published set has no such key.
        case unknownKey(String)
        /// The set cannot be had for now.
        case unavailable(String)
    }

    private let client: HTTPClient
    private let address: HTTPAddress
    private let limits: HTTPLimits
    private let clock: WallClock
    private var held: (set: JSONWebKeySet, at: Instant)?
    private var askedAt: Instant?
    private var lastFailure = "the keys were not asked for yet"
    private var underWay: Task<Void, Never>?

    public init(address: HTTPAddress, tools: AdapterTools) {
        self.address = address
        client = tools.client
        clock = tools.clock
        var limits = tools.limits
        limits.bodyBytesMax = min(limits.bodyBytesMax, JSONWebKeySet.bytesMax)
        self.limits = limits
    }

    /// The keys of that name, never none. An unknown name makes the set be asked for again,
    /// unless that was done within ``refreshFloor``.
    public func keys(named keyID: String?) async throws(Failure) -> [JSONWebKey] {
        if let held, clock.now() < held.at + Self.lifetime {
            let keys = held.set.keys(named: keyID)
            if !keys.isEmpty { return keys }
        }
        await refresh()
        guard let held, clock.now() < held.at + Self.staleSpanMax else {
            throw .unavailable(lastFailure)
        }
        let keys = held.set.keys(named: keyID)
        if !keys.isEmpty { return keys }
        // A set from before the name came may lack it: only a fresh one says no.
        guard let askedAt, held.at >= askedAt else { throw .unavailable(lastFailure) }
        throw .unknownKey(keyID.map { "no key has the kid \($0.prefix(80))" } ?? "kid is missing")
    }

    private func refresh() async {
        if let underWay { return await underWay.value }
        let now = clock.now()
        if let askedAt, now < askedAt + Self.refreshFloor { return }
        askedAt = now
        // A task of its own, so that one caller's cancellation does not take it from the others;
        // it is over only when the set is kept.
        let renewal = Task { await renew(askedAt: now) }
        underWay = renewal
        await renewal.value
    }

    private func renew(askedAt now: Instant) async {
        switch await fetch() {
        case .success(let set): held = (set, now)
        case .failure(.unavailable(let words)), .failure(.unknownKey(let words)):
            lastFailure = words
        }
        underWay = nil
    }

    private func fetch() async -> Result<JSONWebKeySet, Failure> {
        let call = HTTPCall(
            "GET", address,
            headers: [("Accept", "application/jwk-set+json, application/json;q=0.9")],
            limits: limits, peers: .configured(address.origin.host))
        let answer: HTTPAnswer
        do throws(HTTPFailure) {
            answer = try await client.send(call)
        } catch {
            return .failure(.unavailable("the keys cannot be had: \(error)"))
        }
        guard answer.status == 200 else {
            return .failure(.unavailable("the keys: HTTP \(answer.status)"))
        }
        do throws(JSONFault) {
            return .success(try JSONWebKeySet(answer.body))
        } catch {
            return .failure(.unavailable("the keys are not a key set: \(error.problem)"))
        }
    }
}
