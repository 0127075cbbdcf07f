import YAMLDocument

/// Reads the entries of one kubeconfig file and collects what is wrong with their form.
///
/// Unknown fields are warnings: other programs keep theirs in the same files.
struct KubeconfigReader {
    var problems: [Problem] = []

    mutating func read(_ bytes: [UInt8], file: String) -> KubeconfigEntries {
        var entries = KubeconfigEntries()
        let (document, found) = parseYAML(bytes, file: file)
        problems += found
        let known = [
            "apiVersion", "kind", "preferences", "clusters", "users", "contexts",
            "current-context", "extensions",
        ]
        guard let document, let fields = fields(document, of: "a kubeconfig file", known)
        else { return entries }
        if let kind = text("kind", of: fields), kind.value != "Config" {
            problems.append(
                Problem(
                    at: kind.location, "this is no kubeconfig file", found: kind.value,
                    expected: "`Config`"))
        }
        entries.currentContext = text("current-context", of: fields)
        readList(fields, "clusters", into: &entries.clusters) { $0.readCluster($1) }
        readList(fields, "users", into: &entries.users) { $0.readUser($1) }
        readList(fields, "contexts", into: &entries.contexts) { $0.readContext($1) }
        return entries
    }

    private mutating func readList<Entry>(
        _ fields: YAMLFields, _ key: String, into entries: inout NamedEntries<Entry>,
        _ read: (inout KubeconfigReader, YAMLNode) -> Entry?
    ) {
        for item in fields.list(key, problems: &problems) {
            let owner = "an item of `\(key)`"
            guard let itemFields = self.fields(item, of: owner, ["name", entries.kind]),
                let nameNode = itemFields.required("name", problems: &problems),
                let name = nameNode.string(of: "name", problems: &problems),
                let node = itemFields.required(entries.kind, problems: &problems),
                let entry = read(&self, node)
            else { continue }
            guard entries[name.value] == nil else {
                problems.append(
                    Problem(
                        at: name.location, "a second \(entries.kind) of this name",
                        found: name.value, hint: "remove one of the two"))
                continue
            }
            entries.append(name.value, entry)
        }
    }

    private mutating func readCluster(_ node: YAMLNode) -> KubeconfigCluster? {
        let known = [
            "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority",
            "certificate-authority-data", "proxy-url", "disable-compression", "extensions",
        ]
        guard let fields = fields(node, of: "a cluster", known) else { return nil }
        var cluster = KubeconfigCluster(location: fields.location)
        cluster.server = text("server", of: fields)
        cluster.serverName = text("tls-server-name", of: fields)
        cluster.isInsecure = fields.bool("insecure-skip-tls-verify", problems: &problems)
        readPEM(&cluster.authority, of: fields)
        cluster.proxyURL = text("proxy-url", of: fields)
        for item in fields.list("extensions", problems: &problems) {
            guard let extra = self.fields(item, of: "an extension", ["name", "extension"]),
                text("name", of: extra)?.value == "client.authentication.k8s.io/exec"
            else { continue }
            cluster.pluginSettings = extra["extension"]
        }
        return cluster
    }

    private mutating func readUser(_ node: YAMLNode) -> KubeconfigUser? {
        let known = [
            "client-certificate", "client-certificate-data", "client-key", "client-key-data",
            "token", "tokenFile", "username", "password", "as", "as-uid", "as-groups",
            "as-user-extra", "auth-provider", "exec", "extensions",
        ]
        // A user without anything is one for servers that ask nobody who they are.
        guard !node.isNull else { return KubeconfigUser(location: node.location) }
        guard let fields = fields(node, of: "a user", known) else { return nil }
        var user = KubeconfigUser(location: fields.location)
        readPEM(&user.certificate, of: fields)
        readPEM(&user.key, of: fields)
        user.token = text("token", of: fields)
        user.tokenFile = text("tokenFile", of: fields)
        user.userName = text("username", of: fields)
        user.password = text("password", of: fields)
        user.impersonation = readImpersonation(fields)
        user.authProvider = fields.location(of: "auth-provider")
        user.plugin = fields["exec"].flatMap { readPlugin($0) }
        return user
    }

    private mutating func readImpersonation(_ fields: YAMLFields) -> Impersonation? {
        let user = text("as", of: fields)
        let uid = text("as-uid", of: fields)
        let groups = fields.strings("as-groups", problems: &problems)
        let extra = fields.mapping("as-user-extra", problems: &problems)
        guard let user else {
            let first = uid?.location ?? groups.first?.location ?? extra.first?.key.location
            if let first {
                problems.append(
                    Problem(
                        at: first, "a user to ask for is missing", expected: "the field `as`"))
            }
            return nil
        }
        var impersonation = Impersonation(user: user.value)
        impersonation.uid = uid?.value
        impersonation.groups = groups.map(\.value)
        for (key, value) in extra {
            for item in value.list(of: key.value, problems: &problems) {
                guard let text = item.string(of: key.value, problems: &problems) else { continue }
                impersonation.extra.append(Field(key.value, text.value))
            }
        }
        return impersonation
    }

    private mutating func readPlugin(_ node: YAMLNode) -> KubeconfigPlugin? {
        let known = [
            "apiVersion", "command", "args", "env", "installHint", "provideClusterInfo",
            "interactiveMode",
        ]
        guard let fields = fields(node, of: "a credential plugin", known) else { return nil }
        var plugin = KubeconfigPlugin(location: fields.location)
        plugin.version = text("apiVersion", of: fields)
        plugin.command = text("command", of: fields)
        plugin.arguments = fields.strings("args", problems: &problems).map(\.value)
        plugin.installHint = text("installHint", of: fields)?.value
        plugin.wantsClusterInfo =
            fields.bool("provideClusterInfo", problems: &problems)?.value ?? false
        plugin.interactiveMode = fields.choice(
            "interactiveMode", as: KubeconfigPlugin.InteractiveMode.self, problems: &problems)
        for item in fields.list("env", problems: &problems) {
            guard let pair = self.fields(item, of: "a variable", ["name", "value"]),
                let nameNode = pair.required("name", problems: &problems),
                let name = nameNode.string(of: "name", problems: &problems)
            else { continue }
            plugin.environment.append(Field(name.value, text("value", of: pair)?.value ?? ""))
        }
        return plugin
    }

    private mutating func readContext(_ node: YAMLNode) -> KubeconfigContext? {
        let known = ["cluster", "user", "namespace", "extensions"]
        guard let fields = fields(node, of: "a context", known) else { return nil }
        return KubeconfigContext(
            location: fields.location, cluster: text("cluster", of: fields),
            user: text("user", of: fields), namespace: text("namespace", of: fields))
    }

    private mutating func readPEM(_ pem: inout KubeconfigPEM, of fields: YAMLFields) {
        pem.path = text(pem.key, of: fields)
        pem.base64 = text(pem.key + "-data", of: fields)
    }

    /// The text of a field; `nil` where it is empty, which means the same as its absence.
    private mutating func text(_ key: String, of fields: YAMLFields) -> Located<String>? {
        let text = fields.string(key, problems: &problems)
        return text?.value.isEmpty == true ? nil : text
    }

    private mutating func fields(
        _ node: YAMLNode, of owner: String, _ known: [String]
    ) -> YAMLFields? {
        var found: [Problem] = []
        let fields = node.fields(of: owner, known: known, problems: &found)
        if fields != nil {
            for index in found.indices { found[index].severity = .warning }
        }
        problems += found
        return fields
    }
}
