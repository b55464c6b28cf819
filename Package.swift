// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same rules: Swift 6 mode, strict memory safety, no warnings.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let isSanitized = Context.environment["CATALOGD_TESTS"] == "concurrent"
/// Of the large test targets a sanitizer's build has only what it is for (scripts/sanitizers.py):
/// the files in which threads meet, or memory crosses to C. All others are built without one.
let sanitizedSources: [String: [String]] =
    isSanitized
    ? [
        "CatalogTests": ["Search/SearchCorpus.swift", "Search/CatalogSnapshotTests.swift"],
        "ContractTests": [
            "ContractTests.swift", "OrdersWorld.swift", "OrdersBuyTests.swift",
            "OrdersTogetherTests.swift",
        ],
        "PlatformAdaptersTests": [
            "Bench.swift", "ScriptedServer.swift", "HTTPClientTests.swift",
            "ResilienceTests.swift",
        ],
        "CatalogServiceTests": ["RateLimiterTests.swift"],
    ] : [:]

let package = Package(
    name: "catalogd",
    dependencies: [],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CMicroHTTPD", pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(
            name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CEpoll"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(name: "SQL", swiftSettings: strict),
        .target(name: "SQLiteEngine", dependencies: ["SQL", "CSQLite"], swiftSettings: strict),
        .target(
            name: "PostgreSQLEngine", dependencies: ["SQL", "CPostgreSQL"], swiftSettings: strict),
        .target(
            name: "Cryptography", dependencies: ["CSodium", "COpenSSL"], swiftSettings: strict),
        .target(name: "Compression", dependencies: ["CBrotli", "CZlib"], swiftSettings: strict),
        .target(name: "HTTPServer", dependencies: ["CMicroHTTPD"], swiftSettings: strict),
        .target(
            name: "Catalog", dependencies: ["SQL", "Cryptography", "CStemmer"],
            swiftSettings: strict),
        .target(
            name: "PlatformAdapters",
            dependencies: ["Catalog", "Cryptography", "CCurl", "CLibXML2"],
            swiftSettings: strict),
        .target(
            name: "PlatformSimulator",
            dependencies: [
                "Catalog", "Compression", "Cryptography", "HTTPServer", "PlatformAdapters",
            ],
            swiftSettings: strict),
        .target(
            name: "CatalogService",
            dependencies: [
                "Catalog", "Compression", "Cryptography", "HTTPServer", "SQL", "SQLiteEngine",
                "PostgreSQLEngine", "PlatformAdapters",
            ],
            resources: [.embedInCode("Pages/Assets")], swiftSettings: strict),
        .executableTarget(
            name: "catalogd", dependencies: ["CatalogService", "PlatformSimulator"],
            swiftSettings: strict),
        .executableTarget(
            name: "catalog-bench", dependencies: ["CatalogService", "CEpoll"],
            swiftSettings: strict),

        .target(
            name: "TestKit", dependencies: ["Catalog", "SQLiteEngine", "PostgreSQLEngine"],
            path: "Tests/TestKit", swiftSettings: strict),
        .testTarget(name: "SQLTests", dependencies: ["SQL", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "SQLiteEngineTests", dependencies: ["SQLiteEngine", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "PostgreSQLEngineTests", dependencies: ["PostgreSQLEngine", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: strict),
        .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer"], swiftSettings: strict),
        .testTarget(
            name: "CatalogTests", dependencies: ["Catalog", "TestKit"],
            sources: sanitizedSources["CatalogTests"], swiftSettings: strict),
        .testTarget(
            name: "ContractTests", dependencies: ["Catalog", "SQLiteEngine", "TestKit"],
            sources: sanitizedSources["ContractTests"], swiftSettings: strict),
        .testTarget(
            name: "PlatformAdaptersTests",
            dependencies: ["PlatformAdapters", "HTTPServer", "TestKit"],
            exclude: ["Fixtures"], sources: sanitizedSources["PlatformAdaptersTests"],
            swiftSettings: strict),
        .testTarget(
            name: "PlatformSimulatorTests",
            dependencies: ["PlatformSimulator", "PlatformAdapters", "TestKit"],
            // Minutes of waiting for what never comes: the build without sanitizers has it.
            exclude: isSanitized ? ["FaultMatrixTests.swift"] : [], swiftSettings: strict),
        .testTarget(
            name: "CatalogServiceTests", dependencies: ["CatalogService", "TestKit"],
            sources: sanitizedSources["CatalogServiceTests"], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ]
)
