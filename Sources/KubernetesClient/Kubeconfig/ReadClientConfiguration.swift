import FoundationEssentials

/// Finds out whom to talk with, as a program does that runs in a pod as well as on a desk.
///
/// A file that is named is read, else those of `KUBECONFIG`; else, in a pod, its service account
/// is taken, and elsewhere `.kube/config` at home.
///
/// - Parameters:
///   - kubeconfig: The file that was named; `nil` for none.
///   - context: The context to use, `nil` for the current one.
///   - environment: The variables of the process.
/// - Returns: The configuration, or what is wrong with the files.
/// - Throws: ``ClientError/credentials(_:)`` when there is nothing to read.
public func readClientConfiguration(
    kubeconfig: String?, context: String?, environment: [String: String]
) throws(ClientError) -> KubeconfigReading {
    if let kubeconfig { return readKubeconfig([kubeconfig], context: context) }
    let isPod = !(environment["KUBERNETES_SERVICE_HOST"] ?? "").isEmpty
    let isNamed = !(environment["KUBECONFIG"] ?? "").isEmpty
    if isPod, !isNamed {
        guard context == nil else {
            throw .credentials("a context was named, but no kubeconfig file that has it")
        }
        return KubeconfigReading(
            configuration: try .inCluster(environment: environment), problems: [])
    }
    let paths = kubeconfigPaths(environment: environment)
    guard paths.contains(where: { FileManager.default.fileExists(atPath: $0) }) else {
        throw .credentials(
            "no cluster is named: name a kubeconfig file, set `KUBECONFIG`, or run in a pod")
    }
    return readKubeconfig(paths, context: context, mayLack: true)
}
