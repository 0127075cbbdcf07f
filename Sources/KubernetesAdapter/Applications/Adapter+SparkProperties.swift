public import KubernetesModel
internal import MusterCore

/// The properties of Spark drivers are read when an application waits for them.
///
/// To watch all config maps of a cluster for these few would cost more than all pods.
extension Adapter {
    /// The time between two questions for a config map: `spark-submit` makes it after the driver.
    private static var sparkPropertiesPause: Tick { Tick(milliseconds: 500) }

    /// Asks for the config maps of the drivers among some pods.
    mutating func askForSparkProperties(of places: [Int32]) {
        for place in places where !pods[place].hasAskedForProperties {
            guard let name = pods[place].pod.sparkConfigMap else { continue }
            pods[place].hasAskedForProperties = true
            let path = ConfigMap.resource.path(
                namespace: pods[place].metadata.namespace, name: name)
            // Not only who leads wants to know.
            calls.append(
                ClusterCall(
                    verb: .read, path: path, body: [],
                    purpose: .sparkProperties(pods.key(of: place))))
        }
    }

    /// Asks again for what was not there, as long as the application waits for it.
    mutating func takeSparkProperties(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), answer != .done else { return }
        if case .refused(let status) = answer, status.code == 403 {
            let text =
                "places for the executors are not held: the properties of the driver cannot be"
                + " read: \(status.message)"
            return warn(place, [text], reason: "GangScheduling", action: "GangScheduling")
        }
        pods[place].hasAskedForProperties = false
        guard pods[place].application >= 0 else { return }
        let application = ApplicationID(rawValue: pods[place].application)
        setTimer(.settle(applications[application].name), after: Self.sparkPropertiesPause)
    }
}

extension ClusterCall.Purpose {
    /// What an answer tells whose body is an object that was read; `nil` for other calls.
    ///
    /// - Throws: ``DecodingProblem`` for a text that is no such object.
    public func event(from body: [UInt8]) throws(DecodingProblem) -> ClusterEvent? {
        guard case .sparkProperties(let driver) = self else { return nil }
        var decoder = ObjectDecoder()
        let map: ConfigMap = try decoder.decode(from: body.span)
        return .gang(.sparkProperties(map.data["spark.properties"], driver: driver.uid))
    }
}

extension Pod {
    /// The config map with the properties of a Spark driver; `nil` if it mounts none.
    ///
    /// - Note: Source: `DriverServiceFeatureStep` and `KubernetesClientUtils` of Spark 3.1 and 4.0.
    fileprivate var sparkConfigMap: String? {
        guard metadata.labels[GangName.sparkRole] == "driver" else { return nil }
        for volume in spec.volumes {
            guard case .configMap(let name) = volume.source, !name.isEmpty else { continue }
            if volume.name == "spark-conf-volume-driver"
                || name.hasPrefix("spark-drv-") && name.hasSuffix("-conf-map")
            {
                return name
            }
        }
        return nil
    }
}
