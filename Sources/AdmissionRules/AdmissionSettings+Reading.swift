import KubernetesAdapter
public import KubernetesModel
import MusterConfiguration
import MusterCore
public import YAMLDocument

extension AdmissionSettings {
    /// Takes over the settings of config maps; what is not said there gets its default.
    ///
    /// A value that cannot be read leaves the default, as by YuniKorn. Keys that do not belong to
    /// admission are not looked at: the scheduler reports those that mean nothing.
    ///
    /// - Parameter maps: Those called as in ``KubernetesAdapter/configMapNames`` that are there.
    /// - Returns: What is wrong, with the map and key.
    /// - Complexity: O(bytes).
    public mutating func read(_ maps: [ConfigMap]) -> [Problem] {
        let (schedulerName, ownNamespace) = (self.schedulerName, self.ownNamespace)
        self = AdmissionSettings()
        (self.schedulerName, self.ownNamespace) = (schedulerName, ownNamespace)
        let merged = MergedMaps(maps)
        var problems: [Problem] = []
        for (key, kind) in Self.keys {
            guard let entry = merged.entries["admissionController.\(key)"] else { continue }
            // What cannot be expanded is among the problems of the maps.
            guard let text = entry.text else { continue }
            if let problem = take(text, as: kind, at: entry.location) { problems.append(problem) }
        }
        return Problem.sorted(problems)
    }

    private enum Kind {
        case patterns(WritableKeyPath<AdmissionSettings, NamePatterns>)
        case flag(WritableKeyPath<AdmissionSettings, Bool>)
        case mode, taskGroups, workloads
    }

    private static var keys: [(String, Kind)] {
        [
            ("filtering.mode", .mode),
            ("filtering.processNamespaces", .patterns(\.processNamespaces)),
            ("filtering.bypassNamespaces", .patterns(\.bypassNamespaces)),
            ("filtering.labelNamespaces", .patterns(\.labelNamespaces)),
            ("filtering.noLabelNamespaces", .patterns(\.noLabelNamespaces)),
            ("filtering.generateUniqueAppId", .flag(\.generatesUniqueApplicationIDs)),
            ("accessControl.bypassAuth", .flag(\.bypassesAuthentication)),
            ("accessControl.trustControllers", .flag(\.trustsControllers)),
            ("accessControl.systemUsers", .patterns(\.systemUsers)),
            ("accessControl.externalUsers", .patterns(\.externalUsers)),
            ("accessControl.externalGroups", .patterns(\.externalGroups)),
            ("accessControl.checkBypassedNamespaces", .flag(\.checksBypassedNamespaces)),
            ("taskGroups", .taskGroups),
            ("workloads", .workloads),
        ]
    }

    /// Takes over one value; says what is wrong with it.
    private mutating func take(
        _ text: String, as kind: Kind, at location: SourceLocation
    ) -> Problem? {
        var found = text
        let expected: String
        switch kind {
        case .patterns(let path):
            do throws(NamePatternError) {
                self[keyPath: path] = try NamePatterns(text)
                return nil
            } catch {
                expected = "regular expressions separated by commas (\(error.text))"
            }
        case .flag(let path):
            if let value = parseGoBool(text) {
                self[keyPath: path] = value
                return nil
            }
            expected = "`true` or `false`"
        case .mode:
            if let value = Mode(rawValue: text) {
                mode = value
                return nil
            }
            expected = quotedList(Mode.allCases.map(\.rawValue))
        case .taskGroups:
            if let value = Strictness(rawValue: text) {
                taskGroups = value
                return nil
            }
            expected = quotedList(Strictness.allCases.map(\.rawValue))
        case .workloads:
            guard let line = workloads.read(text) else { return nil }
            found = line
            expected = "lines such as `RayCluster.ray.io: spec.headGroupSpec.template.metadata`"
        }
        return Problem(
            at: location, "the value cannot be read", found: found, expected: expected,
            hint: "the default is in force")
    }
}
