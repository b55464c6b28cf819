import Catalog

/// Callbacks in the house shape, with a detached JWS beside them (RFC 7515 appendix F, RFC 7797).
extension GraphQLAdapter {
    public var hasOwnCallbacks: Bool { true }

    /// What is signed is the body alone: nothing else of the request is believed.
    public func read(
        _ callback: PlatformCallback
    ) async throws(CallbackRefusal) -> CallbackContent {
        guard let text = callback.header(signatureHeader) else {
            throw CallbackRefusal("send one header field \(signatureHeader) with a detached JWS")
        }
        let signature: CompactJWS
        do throws(CompactJWS.Fault) {
            signature = try CompactJWS(TextRules.line(text))
        } catch {
            throw CallbackRefusal("\(signatureHeader): \(error.detail)")
        }
        guard signature.payload == nil else {
            throw CallbackRefusal("\(signatureHeader): the payload must be detached")
        }
        let candidates: [JSONWebKey]
        do throws(JWKSCache.Failure) {
            candidates = try await keys.keys(named: signature.keyID)
        } catch {
            switch error {
            case .unknownKey(let words): throw CallbackRefusal("\(signatureHeader): \(words)")
            case .unavailable(let words): throw CallbackRefusal(words, isTemporary: true)
            }
        }
        let isSigned = candidates.contains { candidate in
            signature.isSigned(by: candidate.key, detached: callback.body)
        }
        guard isSigned else {
            throw CallbackRefusal("\(signatureHeader): the signature does not fit the body")
        }
        return .events([EventDelivery(signed: callback.body, signature: text, platformID: id)])
    }
}
