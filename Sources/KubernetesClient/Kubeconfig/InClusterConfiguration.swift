import FoundationEssentials

extension ClientConfiguration {
    /// Where Kubernetes puts what a pod needs to talk with its API server.
    public static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The configuration of a pod, by its service account.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - folder: Where `token`, `ca.crt` and `namespace` are.
    /// - Returns: The configuration; token and authority are read again when they change.
    /// - Throws: ``ClientError/credentials(_:)`` that says which variable or file is missing.
    public static func inCluster(
        environment: [String: String], folder: String = serviceAccountFolder
    ) throws(ClientError) -> ClientConfiguration {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else {
            throw .credentials(
                "this is no pod: the variables `KUBERNETES_SERVICE_HOST` and "
                    + "`KUBERNETES_SERVICE_PORT` are not set; name a kubeconfig file")
        }
        // A bare IPv6 address stands in brackets in front of a port.
        let name = host.contains(":") ? "[\(host)]" : host
        var configuration = ClientConfiguration(server: "https://\(name):\(port)")
        for file in ["token", "ca.crt"]
        where FileManager.default.contents(atPath: "\(folder)/\(file)") == nil {
            throw .credentials(
                "`\(folder)/\(file)` cannot be read; let the pod mount its service account "
                    + "(`automountServiceAccountToken: true`)")
        }
        configuration.credentials = .tokenFile("\(folder)/token", otherwise: nil)
        configuration.tls.authority = .file("\(folder)/ca.crt")
        configuration.proxy = .environment
        if let data = FileManager.default.contents(atPath: "\(folder)/namespace") {
            let text = String(decoding: data, as: UTF8.self).trimmedBlanks
            if !text.isEmpty { configuration.namespace = String(text) }
        }
        return configuration
    }
}
