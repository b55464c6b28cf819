import Catalog

/// One page of an OData collection (OData JSON Format 4.01 sections 4 and 13; 4.0 alike).
struct ODataPage {
    let items: [JSONValue]
    /// The rest of the collection; nil on the last page.
    let next: HTTPAddress?
    /// Where later changes are to be had; on the last page, if at all.
    let delta: HTTPAddress?

    /// - Parameter address: what was asked; links must stay on its origin.
    init(_ bytes: [UInt8], at address: HTTPAddress) throws(PlatformFailure) {
        let body: JSONValue
        do throws(JSONFault) {
            body = try JSON.decode(JSONValue.self, from: bytes)
        } catch {
            throw .malformed("the page is \(error.problem)")
        }
        guard case .array(let items)? = body["value"] else {
            throw .malformed("the page has no list `value`")
        }
        self.items = items
        next = try Self.link("nextLink", in: body, at: address)
        delta = try Self.link("deltaLink", in: body, at: address)
    }

    /// A relative link is meant from the context URL where there is one (section 4.3), else from
    /// the request; so is a query alone, which makes no sense behind `$metadata`.
    private static func link(
        _ name: String, in body: JSONValue, at address: HTTPAddress
    ) throws(PlatformFailure) -> HTTPAddress? {
        guard let value = ODataAnnotation.value(name, in: body), value != .null else { return nil }
        guard case .string(let reference) = value else {
            throw .malformed("\(name) is not a link")
        }
        var base = address
        if case .string(let context)? = ODataAnnotation.value("context", in: body),
            !reference.hasPrefix("?"), let resolved = address.page(context)
        {
            base = resolved
        }
        guard let link = base.page(reference) else {
            throw .malformed("\(name) leaves the platform: \(reference.prefix(200))")
        }
        return link
    }
}

/// Control information: `@odata.nextLink` in 4.0, `@nextLink` in 4.01.
enum ODataAnnotation {
    static func value(_ name: String, in object: JSONValue) -> JSONValue? {
        object["@odata." + name] ?? object["@" + name]
    }
}
