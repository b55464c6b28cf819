/// Handles one request, on a thread of the server, which it must not block. A thrown error is
/// rendered by the server's `render` closure.
public typealias Handler = @Sendable (HTTPRequest) throws -> Reply

/// Finds the handler of a request by its path's segments and its method. A literal segment wins
/// over a `{name}`, which matches any one segment that is not empty.
public struct Router: Sendable {
    final class Route: Sendable {
        let pattern: String
        /// The names of `{name}` segments, in order.
        let parameters: [String]
        let limits: RouteLimits
        let handler: Handler

        init(
            pattern: String, parameters: [String], limits: RouteLimits, handler: @escaping Handler
        ) {
            self.pattern = pattern
            self.parameters = parameters
            self.limits = limits
            self.handler = handler
        }
    }

    struct Match: Sendable {
        let route: Route
        let pathParameters: [String: String]
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: Int?
        /// Few, so that looking through them is quicker than a dictionary.
        var methods: [(name: String, route: Route)] = []

        func route(_ method: String) -> Route? {
            for (name, route) in methods where name == method { return route }
            return nil
        }
    }

    /// Every route that was added, in order.
    public private(set) var routes: [(method: String, pattern: String)] = []
    private var nodes = [Node()]
    /// The nodes of paths without a parameter, which most requests find at once.
    private var literalPaths: [[String]: Int] = [:]

    public init() {}

    /// Adds a route, for example `on("GET", "/v1/courses/{id}", .noBody) { … }`. The same method
    /// and path twice is a fault of the program and traps. GET also serves HEAD; OPTIONS is
    /// answered by the router.
    public mutating func on(
        _ method: String, _ pattern: String, _ limits: RouteLimits, _ handler: @escaping Handler
    ) {
        precondition(pattern.hasPrefix("/"), "a pattern starts with a slash: \(pattern)")
        var node = 0
        var parameters: [String] = []
        let segments = RequestTarget(path: pattern, query: []).segments
        for segment in segments {
            if segment.hasPrefix("{"), segment.hasSuffix("}") {
                parameters.append(String(segment.dropFirst().dropLast()))
                node = child(nodes[node].parameter) { $0[node].parameter = $1 }
            } else {
                node = child(nodes[node].literals[segment]) { $0[node].literals[segment] = $1 }
            }
        }
        precondition(
            nodes[node].route(method) == nil, "\(method) \(pattern) has a route already")
        nodes[node].methods.append(
            (
                method,
                Route(pattern: pattern, parameters: parameters, limits: limits, handler: handler)
            ))
        if parameters.isEmpty { literalPaths[segments] = node }
        routes.append((method, pattern))
    }

    private mutating func child(
        _ existing: Int?, _ link: (inout [Node], Int) -> Void
    ) -> Int {
        if let existing { return existing }
        nodes.append(Node())
        link(&nodes, nodes.count - 1)
        return nodes.count - 1
    }

    /// Whether a route takes this method at this path, which is not decoded.
    public func answers(_ method: String, _ path: String) -> Bool {
        (try? match(method, RequestTarget(path: path, query: []).segments)) != nil
    }

    /// Answers as the live server would, apart from what belongs to connections; for tests.
    ///
    /// Throws ``HTTPRefusal`` where no route, method or limit lets the request in, and what the
    /// handler throws.
    public func route(_ request: HTTPRequest) throws -> Reply {
        let match = try match(request.method, request.segments)
        try match.route.limits.admit(
            request.fields, request.body.isEmpty ? .none : .length(request.body.count))
        var request = request
        request.matched(match)
        return try match.route.handler(request)
    }

    func match(_ method: String, _ segments: [String]) throws(HTTPRefusal) -> Match {
        if let node = literalPaths[segments], let route = nodes[node].route(method) {
            return Match(route: route, pathParameters: [:])
        }
        var values: [String] = []
        var allowed: Set<String> = []
        if let route = find(0, segments[...], method, &values, &allowed) {
            if values.isEmpty { return Match(route: route, pathParameters: [:]) }
            return Match(
                route: route,
                pathParameters: Dictionary(
                    zip(route.parameters, values), uniquingKeysWith: { first, _ in first }))
        }
        if allowed.isEmpty { throw .noRoute }
        if allowed.contains("GET") { allowed.insert("HEAD") }
        allowed.insert("OPTIONS")
        let names = allowed.sorted()
        guard method == "OPTIONS" else { throw .methodNotAllowed(allowed: names) }
        let answer = HTTPResponse(
            status: 204, headers: [("Allow", names.joined(separator: ", "))])
        let route = Route(pattern: "*", parameters: [], limits: .noBody) { _ in .now(answer) }
        return Match(route: route, pathParameters: [:])
    }

    /// Literals first, then the parameter; as deep as the longest pattern. `allowed` gathers the
    /// methods of the paths that fit but lack this one.
    private func find(
        _ node: Int, _ segments: ArraySlice<String>, _ method: String, _ values: inout [String],
        _ allowed: inout Set<String>
    ) -> Route? {
        guard let segment = segments.first else {
            if let route = nodes[node].route(method) { return route }
            if method == "HEAD", let route = nodes[node].route("GET") { return route }
            allowed.formUnion(nodes[node].methods.map(\.name))
            return nil
        }
        if let next = nodes[node].literals[segment],
            let route = find(next, segments.dropFirst(), method, &values, &allowed)
        {
            return route
        }
        guard !segment.isEmpty, let next = nodes[node].parameter else { return nil }
        values.append(segment)
        if let route = find(next, segments.dropFirst(), method, &values, &allowed) {
            return route
        }
        values.removeLast()
        return nil
    }
}

extension HTTPRequest {
    /// Tells the request of its route, for the handler to see.
    mutating func matched(_ match: Router.Match) {
        pathParameters = match.pathParameters
        routePattern = match.route.pattern
    }
}
