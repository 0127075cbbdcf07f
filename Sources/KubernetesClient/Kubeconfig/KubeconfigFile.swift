import YAMLDocument

/// The entries of one or more kubeconfig files, as they are written.
struct KubeconfigEntries {
    var currentContext: Located<String>?
    var clusters = NamedEntries<KubeconfigCluster>(kind: "cluster")
    var users = NamedEntries<KubeconfigUser>(kind: "user")
    var contexts = NamedEntries<KubeconfigContext>(kind: "context")

    /// Adds what another file has and this one has not: the first file that names something
    /// decides about all of it.
    mutating func merge(_ other: KubeconfigEntries) {
        if currentContext == nil { currentContext = other.currentContext }
        clusters.merge(other.clusters)
        users.merge(other.users)
        contexts.merge(other.contexts)
    }
}

/// Entries with unique names, in file order.
struct NamedEntries<Entry> {
    /// `cluster`, `user` or `context`, the key of the entry.
    let kind: String
    private(set) var entries: [(name: String, entry: Entry)] = []

    init(kind: String) { self.kind = kind }

    var names: [String] { entries.map(\.name) }

    subscript(name: String) -> Entry? { entries.first { $0.name == name }?.entry }

    mutating func append(_ name: String, _ entry: Entry) { entries.append((name, entry)) }

    mutating func merge(_ other: NamedEntries) {
        let known = Set(names)
        entries += other.entries.filter { !known.contains($0.name) }
    }
}

/// A server.
struct KubeconfigCluster {
    var location: SourceLocation
    var server: Located<String>?
    var serverName: Located<String>?
    var isInsecure: Located<Bool>?
    var authority = KubeconfigPEM(key: "certificate-authority")
    var proxyURL: Located<String>?
    /// What plugins are told beside the rest, if anything.
    var pluginSettings: YAMLNode?
}

/// Who asks.
struct KubeconfigUser {
    var location: SourceLocation
    var certificate = KubeconfigPEM(key: "client-certificate")
    var key = KubeconfigPEM(key: "client-key")
    var token: Located<String>?
    var tokenFile: Located<String>?
    var userName: Located<String>?
    var password: Located<String>?
    var impersonation: Impersonation?
    var authProvider: SourceLocation?
    var plugin: KubeconfigPlugin?
}

/// A certificate or key by its path or its text; the text counts where both are given.
struct KubeconfigPEM {
    /// The key of the path; `-data` is appended for the text.
    let key: String
    var path: Located<String>?
    var base64: Located<String>?
}

/// A program that is run for credentials.
struct KubeconfigPlugin {
    /// Words of `interactiveMode`.
    enum InteractiveMode: String, CaseIterable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    var location: SourceLocation
    var version: Located<String>?
    var command: Located<String>?
    var arguments: [String] = []
    var environment: [Field] = []
    var installHint: String?
    var wantsClusterInfo = false
    var interactiveMode: Located<InteractiveMode>?
}

/// A server and who asks it.
struct KubeconfigContext {
    var location: SourceLocation
    var cluster: Located<String>?
    var user: Located<String>?
    var namespace: Located<String>?
}
