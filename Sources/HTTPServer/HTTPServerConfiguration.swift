import Foundation

extension HTTPServer {
    /// Where to listen, and every limit of the server. Limits of a single route are its
    /// ``RouteLimits``.
    public struct Configuration: Sendable {
        /// An IPv4 or IPv6 address, without brackets; names are not resolved.
        public var host = "127.0.0.1"
        /// 0 takes any free port.
        public var port: UInt16 = 8080
        /// Event loops at the start, each with a thread of its own; one more is made for each
        /// further 120 connections.
        public var threads = ProcessInfo.processInfo.activeProcessorCount
        /// Open connections of the whole server; more wait in the backlog.
        public var connectionsMax = 4096
        /// Connections that the kernel holds until they are accepted.
        public var backlogMax: Int32 = 1024
        /// Request line and header fields together.
        public var headBytesMax = 16 * 1024
        public var requestTargetBytesMax = 8 * 1024
        public var headersMax = 100
        public var queryParametersMax = 100
        /// From the first byte (on a new connection: from accepting it) to the empty line.
        public var headSecondsMax: Double = 10
        /// From the empty line to the last byte of the body.
        public var bodySecondsMax: Double = 30
        /// Between an answer and the first byte of the next request.
        public var idleSecondsMax: Double = 60
        /// From the first to the last byte of an answer.
        public var answerSecondsMax: Double = 120

        public init() {}
    }
}
