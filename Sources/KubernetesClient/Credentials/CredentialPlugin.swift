import FoundationEssentials

/// A program that prints credentials (`user.exec` of a kubeconfig file).
public struct CredentialPlugin: Sendable {
    /// The version of `client.authentication.k8s.io` that the program speaks.
    public enum Version: String, Sendable, CaseIterable {
        /// `v1`.
        case v1 = "client.authentication.k8s.io/v1"
        /// `v1beta1`.
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// The version it is asked in and has to answer in.
    public var version: Version
    /// The program: a path with a `/`, or a name that is looked up in `PATH`.
    public var command: String
    /// Its arguments.
    public var arguments: [String] = []
    /// Variables beside those of this process.
    public var environment: [Field] = []
    /// What is told about the cluster, as JSON, where the program wants to know.
    public var clusterJSON: String?
    /// What to tell people who do not have the program.
    public var installHint: String?
    /// How long it may run.
    public var timeout: Duration = .seconds(60)

    /// A program without arguments.
    public init(version: Version, command: String) {
        self.version = version
        self.command = command
    }

    /// What the program is told in the variable `KUBERNETES_EXEC_INFO`.
    var execInfo: String {
        let cluster = clusterJSON.map { ",\"cluster\":\($0)" } ?? ""
        return "{\"kind\":\"ExecCredential\",\"apiVersion\":\"\(version.rawValue)\","
            + "\"spec\":{\"interactive\":false\(cluster)}}"
    }

    /// Runs the program and reads what it prints.
    func run() -> Result<Credential, ClientError> {
        var subprocess = Subprocess(command: command, arguments: arguments)
        subprocess.environment = environment + [Field("KUBERNETES_EXEC_INFO", execInfo)]
        subprocess.timeout = timeout
        do throws(SubprocessFailure) {
            let output = try subprocess.run()
            return Result { () throws(ClientError) in try read(output) }
        } catch {
            var text = "the credential plugin `\(command)` \(error.description)"
            if case .notStarted = error, let installHint { text += "; \(installHint)" }
            return .failure(.credentials(text))
        }
    }

    private func read(_ output: [UInt8]) throws(ClientError) -> Credential {
        func wrong(_ what: String) -> ClientError {
            .credentials("the credential plugin `\(command)` printed \(what)")
        }
        guard let text = try? JSONDecoder().decode(ExecCredential.self, from: Data(output)) else {
            throw wrong("something else than an ExecCredential in JSON")
        }
        guard text.kind == "ExecCredential", text.apiVersion == version.rawValue else {
            throw wrong(
                "`\(text.kind ?? "")` of `\(text.apiVersion ?? "")`, expected `ExecCredential` of "
                    + "`\(version.rawValue)`")
        }
        guard let status = text.status else { throw wrong("no `status`") }
        var credential = Credential.none
        if let token = status.token, !token.isEmpty {
            credential = try .bearer(token, from: "the token of `\(command)`")
        }
        let certificate = status.clientCertificateData.map { Array($0.utf8) }
        let key = status.clientKeyData.map { Array($0.utf8) }
        guard (certificate == nil) == (key == nil) else {
            throw wrong("only one of `clientCertificateData` and `clientKeyData`, expected both")
        }
        guard credential.authorization != nil || certificate != nil else {
            throw wrong("neither `status.token` nor `status.clientCertificateData`")
        }
        (credential.certificate, credential.key) = (certificate, key)
        if let time = status.expirationTimestamp {
            guard let date = try? Date(time, strategy: .iso8601) else {
                throw wrong(
                    "`expirationTimestamp` `\(time)`, expected a time such as "
                        + "`2026-01-31T12:00:00Z`")
            }
            credential.expiry = Int64(exactly: date.timeIntervalSince1970.rounded(.down))
        }
        return credential
    }

    private struct ExecCredential: Decodable {
        var kind: String?
        var apiVersion: String?
        var status: Status?

        struct Status: Decodable {
            var token: String?
            var clientCertificateData: String?
            var clientKeyData: String?
            var expirationTimestamp: String?
        }
    }
}
