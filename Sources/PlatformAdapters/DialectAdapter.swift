import Catalog

/// An adapter as ``PlatformAdapters`` makes it: what its folder tells of its dialect, and how it
/// comes from a platform's configuration.
protocol DialectAdapter: Platform {
    static var dialect: PlatformConfiguration.Dialect { get }

    /// Calls nothing yet.
    init(_ parts: AdapterParts) throws(PlatformConfigurationFault)
}
