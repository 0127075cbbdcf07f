// swift-tools-version: 6.1
import PackageDescription

/// Every target is built with the same strict settings; a target exists to forbid an import
/// (ARCHITECTURE.md, "Parts"), so its `dependencies` list is the rule that the compiler checks.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .unsafeFlags(["-warnings-as-errors"]),
]

let package = Package(
    name: "muster",
    products: [
        .executable(name: "muster", targets: ["muster"]),
        .library(name: "MusterCore", targets: ["MusterCore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.11.0"),
    ],
    targets: [
        // System libraries, wrapped once each.
        .systemLibrary(
            name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "CSimdJSON",
            cxxSettings: [.unsafeFlags(["-fno-exceptions", "-Wall", "-Wextra", "-Werror"])],
            linkerSettings: [.linkedLibrary("simdjson")]),

        .target(
            name: "MusterCore",
            dependencies: [.product(name: "HeapModule", package: "swift-collections")],
            swiftSettings: strict),
        .target(name: "YAMLDocument", dependencies: ["CLibYAML"], swiftSettings: strict),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: strict),
        .target(
            name: "MusterConfiguration",
            dependencies: ["MusterCore", "YAMLDocument"],
            swiftSettings: strict),
        .target(
            name: "KubernetesClient",
            dependencies: [
                "YAMLDocument", "CLibCurl",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(name: "KubernetesModel", dependencies: ["CSimdJSON"], swiftSettings: strict),
        .target(
            name: "KubernetesAdapter",
            dependencies: [
                "KubernetesModel", "MusterCore", "MusterConfiguration", "YAMLDocument", "Gzip",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(
            name: "AdmissionRules",
            dependencies: [
                "KubernetesAdapter", "KubernetesModel", "MusterCore", "MusterConfiguration",
                "YAMLDocument",
            ],
            swiftSettings: strict),
        .target(
            name: "MusterServer",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "MusterService",
            dependencies: [
                "KubernetesAdapter", "KubernetesClient", "KubernetesModel", "MusterCore",
                "YAMLDocument",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "muster",
            dependencies: [
                "MusterCore", "MusterConfiguration", "YAMLDocument",
                "MusterWorkloads", "MusterSimulator", "MusterReports", "MusterPlayground",
                "MusterServer", "MusterService", "KubernetesAdapter", "KubernetesClient",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "muster-bench",
            dependencies: ["MusterCore", "KubernetesModel"],
            path: "Benchmarks/muster-bench",
            swiftSettings: strict),
        .executableTarget(
            name: "muster-bench-live",
            dependencies: [
                "KubernetesClient", "KubernetesModel", "YAMLDocument",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            path: "Benchmarks/muster-bench-live",
            swiftSettings: strict),

        // The simulator: pure parts only, never the client or the service.
        .target(
            name: "MusterWorkloads",
            dependencies: ["MusterCore", "MusterConfiguration", "YAMLDocument", "Gzip"],
            path: "simulator/Sources/MusterWorkloads",
            swiftSettings: strict),
        .target(
            name: "MusterSimulator",
            dependencies: [
                "MusterCore", "MusterConfiguration", "MusterWorkloads",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            path: "simulator/Sources/MusterSimulator",
            swiftSettings: strict),
        .target(
            name: "CChartAssets",
            path: "simulator/Sources/CChartAssets"),
        .target(
            name: "MusterReports",
            dependencies: ["MusterCore", "MusterWorkloads", "MusterSimulator", "CChartAssets"],
            path: "simulator/Sources/MusterReports",
            swiftSettings: strict),

        .target(
            name: "MusterPlayground",
            dependencies: [
                "YAMLDocument", .product(name: "HeapModule", package: "swift-collections"),
            ],
            path: "simulator/Sources/MusterPlayground",
            swiftSettings: strict),

        // What several test targets share; not a test itself and in no product.
        .target(
            name: "TestKit", dependencies: ["MusterCore"], path: "Tests/TestKit",
            swiftSettings: strict),
        .testTarget(
            name: "MusterCoreTests", dependencies: ["MusterCore", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "MusterConfigurationTests",
            dependencies: ["MusterConfiguration", "MusterCore", "YAMLDocument"],
            swiftSettings: strict),
        .testTarget(
            name: "KubernetesModelTests",
            dependencies: ["KubernetesModel"],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "KubernetesAdapterTests",
            dependencies: [
                "KubernetesAdapter", "KubernetesModel", "MusterCore", "MusterConfiguration",
                "YAMLDocument",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AdmissionRulesTests",
            dependencies: [
                "AdmissionRules", "KubernetesAdapter", "KubernetesModel", "MusterConfiguration",
                "TestKit", "YAMLDocument",
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "ClusterTests",
            dependencies: [
                "KubernetesAdapter", "KubernetesModel", "MusterCore", "MusterConfiguration",
                "MusterPlayground", "TestKit",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MusterWorkloadsTests",
            dependencies: [
                "MusterWorkloads", "MusterConfiguration", "MusterCore", "YAMLDocument", "Gzip",
            ],
            exclude: ["bad"],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "MusterCore", "MusterConfiguration", "MusterWorkloads", "MusterSimulator",
                "MusterReports", "Gzip",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "KubernetesClientTests", dependencies: ["KubernetesClient", "YAMLDocument"],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "PlaygroundTests",
            dependencies: [
                "MusterPlayground", "MusterServer", "TestKit", "muster",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(name: "CLITests", dependencies: ["muster"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "KubernetesClient", "MusterPlayground", "YAMLDocument", "TestKit", "muster",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "MusterService", "KubernetesAdapter", "KubernetesClient", "MusterPlayground",
                "MusterServer", "TestKit", "muster",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
