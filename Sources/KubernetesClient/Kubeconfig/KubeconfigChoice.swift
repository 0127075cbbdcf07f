import FoundationEssentials
import YAMLDocument

/// Makes a configuration of the entries that one context chooses.
struct KubeconfigChoice {
    let entries: KubeconfigEntries
    var problems: [Problem]

    mutating func configuration(context wanted: String?, file: String) -> ClientConfiguration? {
        let start = SourceLocation(file: file, line: 1, column: 1)
        guard let name = wanted.map({ Located($0, at: start) }) ?? entries.currentContext else {
            report(
                at: start, "there is no `current-context`",
                expected: expectation(entries.contexts.names))
            return nil
        }
        guard let context = find(name, in: entries.contexts) else { return nil }
        guard let clusterName = context.cluster else {
            report(at: context.location, "the context `\(name.value)` needs the field `cluster`")
            return nil
        }
        let cluster = find(clusterName, in: entries.clusters)
        let user =
            context.user.map { find($0, in: entries.users) }
            ?? KubeconfigUser(location: context.location)
        guard let cluster, let user else { return nil }
        guard let server = cluster.server else {
            report(
                at: cluster.location, "the cluster `\(clusterName.value)` needs the field `server`")
            return nil
        }
        check(server)
        var configuration = ClientConfiguration(server: server.value)
        configuration.namespace = context.namespace?.value ?? "default"
        if let proxy = cluster.proxyURL { configuration.proxy = .url(checkedProxy(proxy)) }
        configuration.tls = tls(of: cluster, user)
        configuration.impersonation = user.impersonation
        configuration.credentials = credentials(of: user, cluster)
        return configuration
    }

    private mutating func find<Entry>(
        _ name: Located<String>, in list: NamedEntries<Entry>
    ) -> Entry? {
        if let entry = list[name.value] { return entry }
        let near = nearest(to: name.value, among: list.names)
        problems.append(
            Problem(
                at: name.location, "there is no such \(list.kind)", found: name.value,
                expected: expectation(list.names),
                hint: near.map { "did you mean `\($0)`?" }))
        return nil
    }

    private func expectation(_ names: [String]) -> String? {
        names.isEmpty ? nil : "one of " + quotedList(names)
    }

    private mutating func check(_ server: Located<String>) {
        if (try? ServerAddress(server.value, serverName: nil)) != nil { return }
        report(
            at: server.location, "wrong value for `server`", found: server.value,
            expected: "an address such as `https://<host>:<port>`")
    }

    private mutating func checkedProxy(_ proxy: Located<String>) -> String {
        let schemes = ["http://", "https://", "socks5://", "socks5h://"]
        if !schemes.contains(where: proxy.value.hasPrefix) {
            report(
                at: proxy.location, "wrong value for `proxy-url`", found: proxy.value,
                expected: "an address that starts with " + quotedList(schemes))
        }
        return proxy.value
    }

    // MARK: Certificates

    private mutating func tls(
        of cluster: KubeconfigCluster, _ user: KubeconfigUser
    ) -> TLSConfiguration {
        var tls = TLSConfiguration()
        tls.serverName = cluster.serverName?.value
        tls.isInsecure = cluster.isInsecure?.value ?? false
        tls.authority = pem(cluster.authority)
        tls.certificate = pem(user.certificate)
        tls.key = pem(user.key)
        if tls.isInsecure, tls.authority != nil, let location = cluster.isInsecure?.location {
            report(
                at: location,
                "`insecure-skip-tls-verify` and a certificate authority exclude each other",
                hint: "remove one of the two")
        }
        if (tls.certificate == nil) != (tls.key == nil), !hasError {
            let lacking = tls.key == nil ? user.key.key : user.certificate.key
            report(
                at: user.location, "a client certificate and its key belong together",
                expected: "the field `\(lacking)` or `\(lacking)-data` as well")
        }
        return tls
    }

    /// A certificate or key; the text, where there is one, else the path, counted from the file's
    /// own folder.
    private mutating func pem(_ source: KubeconfigPEM) -> PEM? {
        if let base64 = source.base64 {
            let key = source.key + "-data"
            guard let data = Data(base64Encoded: base64.value) else {
                report(at: base64.location, "the value of `\(key)` is not base64")
                return nil
            }
            guard isPEM(data) else {
                report(
                    at: base64.location, "the value of `\(key)` is not PEM",
                    expected: "base64 of text that starts with `-----BEGIN`")
                return nil
            }
            return .data(Array(data))
        }
        guard let path = source.path else { return nil }
        let full = resolved(path)
        guard let data = FileManager.default.contents(atPath: full) else {
            report(
                at: path.location, "the file of `\(source.key)` cannot be read", found: full,
                hint: "check the path, which counts from this file's folder, and its permissions")
            return nil
        }
        guard isPEM(data) else {
            report(
                at: path.location, "the file of `\(source.key)` is not PEM", found: full,
                expected: "text with `-----BEGIN`")
            return nil
        }
        return .file(full)
    }

    private func isPEM(_ data: Data) -> Bool {
        String(decoding: data, as: UTF8.self).contains("-----BEGIN ")
    }

    private func resolved(_ path: Located<String>) -> String {
        guard !path.value.hasPrefix("/") else { return path.value }
        let file = path.location.file
        guard let slash = file.lastIndex(of: "/") else { return path.value }
        return file[...slash] + path.value
    }

    // MARK: Credentials

    private mutating func credentials(
        of user: KubeconfigUser, _ cluster: KubeconfigCluster
    ) -> Credentials {
        if let location = user.authProvider {
            report(
                at: location, "`auth-provider` is no longer supported",
                expected: "`exec` with a credential plugin",
                hint: "get a new kubeconfig file from your provider")
        }
        if let token = user.token ?? user.tokenFile, let name = user.userName {
            report(
                at: max(token.location, name.location),
                "a token and a user name exclude each other", hint: "remove one of the two")
        }
        if let file = user.tokenFile {
            let path = resolved(file)
            if user.token == nil, FileManager.default.contents(atPath: path) == nil {
                report(
                    at: file.location, "the file of `tokenFile` cannot be read", found: path,
                    hint: "check the path, which counts from this file's folder")
            }
            return .tokenFile(path, otherwise: user.token?.value)
        }
        if let token = user.token {
            let isToken = token.value.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            // Not shown: it is a secret.
            if !isToken { report(at: token.location, "the token has blanks or control characters") }
            return .token(token.value)
        }
        if let name = user.userName {
            return .basic(user: name.value, password: user.password?.value ?? "")
        }
        return user.plugin.flatMap { plugin($0, cluster) }.map(Credentials.plugin) ?? .none
    }

    private mutating func plugin(
        _ entry: KubeconfigPlugin, _ cluster: KubeconfigCluster
    ) -> CredentialPlugin? {
        let versions = CredentialPlugin.Version.allCases.map(\.rawValue)
        let version = entry.version.flatMap { CredentialPlugin.Version(rawValue: $0.value) }
        if version == nil {
            report(
                at: entry.version?.location ?? entry.location,
                "wrong value for `apiVersion` of `exec`", found: entry.version?.value ?? "",
                expected: quotedList(versions))
        }
        if entry.command == nil {
            report(at: entry.location, "a credential plugin needs the field `command`")
        }
        if let mode = entry.interactiveMode, mode.value == .always {
            report(
                at: mode.location, "a credential plugin that asks people cannot be used here",
                found: "Always", expected: "`Never` or `IfAvailable`")
        }
        guard let version, let command = entry.command else { return nil }
        // A bare name is looked up in PATH.
        let path = command.value.contains("/") ? resolved(command) : command.value
        var plugin = CredentialPlugin(version: version, command: path)
        plugin.arguments = entry.arguments
        plugin.environment = entry.environment
        plugin.installHint = entry.installHint
        if entry.wantsClusterInfo { plugin.clusterJSON = clusterJSON(cluster) }
        return plugin
    }

    private var hasError: Bool { problems.contains { $0.severity == .error } }

    private mutating func report(
        at location: SourceLocation, _ what: String, found: String? = nil,
        expected: String? = nil, hint: String? = nil
    ) {
        problems.append(
            Problem(at: location, what, found: found, expected: expected, hint: hint))
    }

    /// What a plugin is told about the cluster (`spec.cluster` of an ExecCredential).
    private mutating func clusterJSON(_ cluster: KubeconfigCluster) -> String {
        var pairs = [("server", jsonText(cluster.server?.value ?? ""))]
        if let name = cluster.serverName { pairs.append(("tls-server-name", jsonText(name.value))) }
        if cluster.isInsecure?.value == true { pairs.append(("insecure-skip-tls-verify", "true")) }
        if let base64 = cluster.authority.base64 {
            pairs.append(("certificate-authority-data", jsonText(base64.value)))
        } else if let path = cluster.authority.path,
            let data = FileManager.default.contents(atPath: resolved(path))
        {
            pairs.append(("certificate-authority-data", jsonText(data.base64EncodedString())))
        }
        if let proxy = cluster.proxyURL { pairs.append(("proxy-url", jsonText(proxy.value))) }
        if let settings = cluster.pluginSettings { pairs.append(("config", json(settings))) }
        return "{" + pairs.map { "\(jsonText($0)):\($1)" }.joined(separator: ",") + "}"
    }
}

/// A YAML node as JSON: unquoted whole numbers, booleans and null are what they say.
private func json(_ node: YAMLNode) -> String {
    switch node.content {
    case .sequence(let items): return "[" + items.map(json).joined(separator: ",") + "]"
    case .mapping(let pairs):
        let texts = pairs.map { jsonText($0.key.text ?? "") + ":" + json($0.value) }
        return "{" + texts.joined(separator: ",") + "}"
    case .scalar:
        if node.isNull { return "null" }
        guard let plain = node.plainText else { return jsonText(node.text ?? "") }
        if plain == "true" || plain == "false" { return plain }
        return Int64(plain).map(String.init) ?? jsonText(plain)
    }
}

/// A text as JSON.
private func jsonText(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": json += "\\\""
        case "\\": json += "\\\\"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: json.unicodeScalars.append(scalar)
        }
    }
    return json + "\""
}
