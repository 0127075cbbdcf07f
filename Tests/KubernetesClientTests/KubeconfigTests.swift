import FoundationEssentials
import Testing
import YAMLDocument

@testable import KubernetesClient

@Suite("Kubeconfig files")
struct KubeconfigTests {
    private let folder: TemporaryFolder
    private let scheme = "https:"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\n")
        try folder.write("token", "from-file\n")
    }

    /// A file with one context whose cluster and user have these lines.
    private func file(
        _ name: String = "config", cluster: String = "", user: String = ""
    ) throws -> String {
        func indented(_ text: String) -> String {
            text.split(separator: "\n").map { "    \($0)\n" }.joined()
        }
        return try folder.write(
            name,
            """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts:
            - name: here
              context: {cluster: c, user: u, namespace: jobs}
            clusters:
            - name: c
              cluster:
                server: \(scheme)//1.2.3.4:6443
            \(indented(cluster))
            users:
            - name: u
              user:
                extensions: []
            \(indented(user))
            """)
    }

    private func read(_ paths: String..., context: String? = nil) -> KubeconfigReading {
        readKubeconfig(paths, context: context)
    }

    private func texts(_ reading: KubeconfigReading) -> [String] {
        reading.problems.map { $0.description.replacing(folder.path + "/", with: "") }
    }

    @Test("Server, namespace, certificates by relative path and by data, names and proxies")
    func cluster() throws {
        let path = try file(
            cluster: "certificate-authority: ca.pem\ntls-server-name: api\n"
                + "proxy-url: socks5://proxy:1080",
            // `-----BEGIN X-----` and `-----BEGIN Y-----` in base64.
            user: "client-certificate-data: LS0tLS1CRUdJTiBYLS0tLS0=\n"
                + "client-key-data: LS0tLS1CRUdJTiBZLS0tLS0=")
        let reading = read(path)
        let configuration = try #require(reading.configuration)
        #expect(reading.problems == [])
        #expect(configuration.server == "\(scheme)//1.2.3.4:6443")
        #expect(configuration.namespace == "jobs")
        #expect(configuration.tls.authority == .file("\(folder.path)/ca.pem"))
        #expect(configuration.tls.certificate == .data(Array("-----BEGIN X-----".utf8)))
        #expect(configuration.tls.key == .data(Array("-----BEGIN Y-----".utf8)))
        #expect(configuration.tls.serverName == "api")
        #expect(configuration.proxy == .url("socks5://proxy:1080"))
    }

    @Test(
        "Every kind of credential",
        arguments: [
            ("", "none"), ("token: abc", "token abc"),
            ("tokenFile: token", "file token otherwise nil"),
            ("token: abc\ntokenFile: token", "file token otherwise abc"),
            ("username: jane\npassword: pw", "basic jane pw"),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: get-it, args: [a], "
                    + "env: [{name: A, value: b}], interactiveMode: Never}",
                "plugin get-it [\"a\"] A=b"
            ),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./get-it, "
                    + "env: null}",
                "plugin ./get-it [] "
            ),
        ])
    func credentials(user: String, expected: String) throws {
        let reading = read(try file(user: user))
        let configuration = try #require(reading.configuration, "\(texts(reading))")
        let text =
            switch configuration.credentials {
            case .none: "none"
            case .token(let token): "token \(token)"
            case .tokenFile(let path, let otherwise):
                "file \(path) otherwise \(otherwise ?? "nil")"
            case .basic(let user, let password): "basic \(user) \(password)"
            case .plugin(let plugin):
                "plugin \(plugin.command) \(plugin.arguments) "
                    + plugin.environment.map { "\($0.name)=\($0.value)" }.joined()
            }
        #expect(text.replacing(folder.path + "/", with: "") == expected)
    }

    @Test("Who is impersonated")
    func impersonation() throws {
        let path = try file(
            user: "as: jane\nas-uid: '7'\nas-groups: [g]\nas-user-extra: {k: [v, w]}")
        let impersonation = try #require(read(path).configuration?.impersonation)
        #expect(impersonation.user == "jane")
        #expect(impersonation.uid == "7")
        #expect(impersonation.groups == ["g"])
        #expect(impersonation.extra == [Field("k", "v"), Field("k", "w")])
    }

    @Test("A plugin that wants to know is told about the cluster")
    func clusterInfo() throws {
        let path = try file(
            cluster: "certificate-authority-data: LS0tLS1CRUdJTiBYLS0tLS0=\nextensions:\n"
                + "- name: client.authentication.k8s.io/exec\n"
                + "  extension: {audience: \"a\\\"b\", n: 5, on: true, off: null}",
            user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, "
                + "provideClusterInfo: true}")
        let reading = read(path)
        guard case .plugin(let plugin)? = reading.configuration?.credentials else {
            return #expect(texts(reading) == ["a plugin"])
        }
        #expect(
            plugin.clusterJSON == "{\"server\":\"\(scheme)//1.2.3.4:6443\","
                + "\"certificate-authority-data\":\"LS0tLS1CRUdJTiBYLS0tLS0=\","
                + "\"config\":{\"audience\":\"a\\\"b\",\"n\":5,\"on\":true,\"off\":null}}")
    }

    @Test("Of two files the first decides about what both name, and relative paths are each's own")
    func merge() throws {
        let second = try file(cluster: "certificate-authority: ca.pem")
        let first = try folder.write(
            "first", "users: [{name: u, user: {token: first}}]\ncurrent-context: here\n")
        let reading = readKubeconfig(
            [first, "\(folder.path)/absent", second], mayLack: true)
        let configuration = try #require(reading.configuration)
        guard case .token("first") = configuration.credentials else {
            return #expect(Bool(false), "\(configuration.credentials)")
        }
        #expect(configuration.tls.authority == .file("\(folder.path)/ca.pem"))
    }

    @Test("KUBECONFIG names files, else there is one at home")
    func paths() {
        #expect(kubeconfigPaths(environment: ["KUBECONFIG": "a::b", "HOME": "h"]) == ["a", "b"])
        #expect(
            kubeconfigPaths(environment: ["KUBECONFIG": "", "HOME": "h"]) == ["h/.kube/config"])
        #expect(kubeconfigPaths(environment: [:]) == [])
    }

    @Test(
        "What is wrong with a cluster is said with its place",
        arguments: [
            (
                "insecure-skip-tls-verify: maybe",
                "config:11:31: error: wrong value for `insecure-skip-tls-verify`, found `maybe`, "
                    + "expected `true` or `false`"
            ),
            (
                "insecure-skip-tls-verify: true\ncertificate-authority: ca.pem",
                "config:11:31: error: `insecure-skip-tls-verify` and a certificate authority "
                    + "exclude each other; remove one of the two"
            ),
            (
                "certificate-authority: token",
                "config:11:28: error: the file of `certificate-authority` is not PEM, found "
                    + "`token`, expected text with `-----BEGIN`"
            ),
            (
                "certificate-authority: absent",
                "config:11:28: error: the file of `certificate-authority` cannot be read, found "
                    + "`absent`; check the path, which counts from this file's folder, and its "
                    + "permissions"
            ),
            (
                "certificate-authority-data: '%%%'",
                "config:11:33: error: the value of `certificate-authority-data` is not base64"
            ),
            (
                "certificate-authority-data: aGVsbG8=",
                "config:11:33: error: the value of `certificate-authority-data` is not PEM, "
                    + "expected base64 of text that starts with `-----BEGIN`"
            ),
            (
                "proxy-url: ftp://x",
                "config:11:16: error: wrong value for `proxy-url`, found `ftp://x`, expected an "
                    + "address that starts with `http://`, `https://`, `socks5://` or `socks5h://`"
            ),
        ])
    func badClusters(cluster: String, text: String) throws {
        let reading = read(try file(cluster: cluster))
        #expect(reading.configuration == nil)
        #expect(texts(reading) == [text])
    }

    @Test(
        "So is what is wrong with a user",
        arguments: [
            (
                "auth-provider: {name: gcp}",
                "config:16:5: error: `auth-provider` is no longer supported, expected `exec` with "
                    + "a credential plugin; get a new kubeconfig file from your provider"
            ),
            (
                "token: a\nusername: b",
                "config:17:15: error: a token and a user name exclude each other; remove one of "
                    + "the two"
            ),
            (
                "client-certificate: ca.pem",
                "config:15:5: error: a client certificate and its key belong together, expected "
                    + "the field `client-key` or `client-key-data` as well"
            ),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}",
                "config:16:24: error: wrong value for `apiVersion` of `exec`, found "
                    + "`client.authentication.k8s.io/v1alpha1`, expected "
                    + "`client.authentication.k8s.io/v1` or `client.authentication.k8s.io/v1beta1`"
            ),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1}",
                "config:16:11: error: a credential plugin needs the field `command`"
            ),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, "
                    + "interactiveMode: Always}",
                "config:16:86: error: a credential plugin that asks people cannot be used here, "
                    + "found `Always`, expected `Never` or `IfAvailable`"
            ),
            (
                "as-uid: x",
                "config:16:13: error: a user to ask for is missing, expected the field `as`"
            ),
            (
                "token: [a]",
                "config:16:12: error: wrong kind of value for `token`, found a list, "
                    + "expected a single value"
            ),
            ("token: a b", "config:16:12: error: the token has blanks or control characters"),
            (
                "tokenFile: absent",
                "config:16:16: error: the file of `tokenFile` cannot be read, found `absent`; "
                    + "check the path, which counts from this file's folder"
            ),
        ])
    func badUsers(user: String, text: String) throws {
        let reading = read(try file(user: user))
        #expect(reading.configuration == nil)
        #expect(texts(reading) == [text])
    }

    @Test("A field of another program is a warning, and so is a misspelt one")
    func unknownFields() throws {
        let reading = read(try file(user: "tokn: a"))
        #expect(reading.configuration != nil)
        #expect(
            texts(reading) == [
                "config:16:5: warning: a user has no such field, found `tokn`; did you mean "
                    + "`token`?"
            ])
    }

    @Test(
        "What is missing is said, and what there is instead",
        arguments: [
            ("", "f:1:1: error: there is no `current-context`"),
            (
                "current-context: a\ncontexts: [{name: b, context: {cluster: c}}]",
                "f:1:18: error: there is no such context, found `a`, expected one of `b`; "
                    + "did you mean `b`?"
            ),
            (
                "current-context: b\ncontexts: [{name: b, context: {cluster: c}}]",
                "f:2:41: error: there is no such cluster, found `c`"
            ),
            (
                "current-context: b\ncontexts: [{name: b, context: {user: c}}]",
                "f:2:31: error: the context `b` needs the field `cluster`"
            ),
            (
                "current-context: b\ncontexts: [{name: b, context: {cluster: c}}]\n"
                    + "clusters: [{name: c, cluster: {server: nonsense}}]",
                "f:3:40: error: wrong value for `server`, found `nonsense`, expected an address "
                    + "such as `https://<host>:<port>`"
            ),
            (
                "users: [{name: a, user: {}}, {name: a, user: {}}]",
                "f:1:37: error: a second user of this name, found `a`; remove one of the two"
            ),
            (
                "kind: Pod",
                "f:1:7: error: this is no kubeconfig file, found `Pod`, expected `Config`"
            ),
            (
                "clusters: [{cluster: {}}]",
                "f:1:12: error: an item of `clusters` needs the field `name`"
            ),
        ])
    func incomplete(text: String, problem: String) throws {
        let reading = read(try folder.write("f", text))
        #expect(reading.configuration == nil)
        #expect(texts(reading) == [problem])
    }

    @Test("A file that is not there is an error, alone or with all others")
    func absent() {
        #expect(
            texts(read("\(folder.path)/absent")) == [
                "absent:1:1: error: the file cannot be read; check its name and its permissions"
            ])
        let reading = readKubeconfig(["a", "b"], mayLack: true)
        #expect(
            texts(reading) == [
                "b:1:1: error: there is no such kubeconfig file, expected one of `a` or `b`"
            ])
    }

    @Test("Another context may be asked for")
    func otherContext() throws {
        let path = try file()
        #expect(read(path, context: "here").configuration != nil)
        #expect(
            texts(read(path, context: "hare")) == [
                "config:1:1: error: there is no such context, found `hare`, expected one of "
                    + "`here`; did you mean `here`?"
            ])
    }
}

@Suite("Whom to talk with")
struct ClientConfigurationTests {
    private let folder: TemporaryFolder
    private let pod = ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "1"]

    init() throws { folder = try TemporaryFolder() }

    private func read(
        _ kubeconfig: String? = nil, context: String? = nil, in environment: [String: String]
    ) throws(ClientError) -> [String] {
        try readClientConfiguration(
            kubeconfig: kubeconfig, context: context, environment: environment
        ).problems.map { $0.description.replacing(folder.path + "/", with: "") }
    }

    @Test("A file that is named goes before all, then those of KUBECONFIG, also in a pod")
    func files() throws {
        let named = try folder.write("named", "kind: A\n")
        let listed = try folder.write("listed", "kind: B\n")
        let environment = pod.merging(["KUBECONFIG": listed]) { $1 }
        #expect(try read(named, in: environment).first?.hasPrefix("named:") == true)
        #expect(try read(in: environment).first?.hasPrefix("listed:") == true)
    }

    @Test("A pod without a file takes its service account, and has no contexts")
    func inPod() {
        #expect(
            throws: ClientError.credentials(
                "`/var/run/secrets/kubernetes.io/serviceaccount/token` cannot be read; let the "
                    + "pod mount its service account (`automountServiceAccountToken: true`)")
        ) { try read(in: pod) }
        #expect(
            throws: ClientError.credentials(
                "a context was named, but no kubeconfig file that has it")
        ) { try read(context: "here", in: pod) }
    }

    @Test("Elsewhere the file at home is read; without one nothing is named")
    func atHome() throws {
        #expect(
            throws: ClientError.credentials(
                "no cluster is named: name a kubeconfig file, set `KUBECONFIG`, or run in a pod")
        ) { try read(in: ["HOME": folder.path]) }
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/.kube", withIntermediateDirectories: false)
        try folder.write(".kube/config", "kind: C\n")
        #expect(try read(in: ["HOME": folder.path]).first?.hasPrefix(".kube/config:") == true)
    }
}

@Suite("Within a pod")
struct InClusterTests {
    @Test("Server, token, authority and namespace come from where Kubernetes puts them")
    func complete() throws {
        let folder = try TemporaryFolder()
        for (name, text) in [("token", "t"), ("ca.crt", "c"), ("namespace", "muster\n")] {
            try folder.write(name, text)
        }
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let configuration = try ClientConfiguration.inCluster(
            environment: environment, folder: folder.path)
        #expect(configuration.server == ["https:", "", "[fd00::1]:443"].joined(separator: "/"))
        #expect(configuration.namespace == "muster")
        #expect(configuration.tls.authority == .file("\(folder.path)/ca.crt"))
        guard case .tokenFile("\(folder.path)/token", nil) = configuration.credentials else {
            return #expect(Bool(false), "\(configuration.credentials)")
        }
    }

    @Test("What is missing is named")
    func incomplete() {
        #expect(
            throws: ClientError.credentials(
                "this is no pod: the variables `KUBERNETES_SERVICE_HOST` and "
                    + "`KUBERNETES_SERVICE_PORT` are not set; name a kubeconfig file")
        ) { try ClientConfiguration.inCluster(environment: [:]) }
        let environment = ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "1"]
        #expect(
            throws: ClientError.credentials(
                "`/nowhere/token` cannot be read; let the pod mount its service account "
                    + "(`automountServiceAccountToken: true`)")
        ) { try ClientConfiguration.inCluster(environment: environment, folder: "/nowhere") }
    }
}
