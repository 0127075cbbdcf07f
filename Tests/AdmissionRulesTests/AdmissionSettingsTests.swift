import AdmissionRules
import KubernetesModel
import Testing
import YAMLDocument

@Suite("The settings of admission")
struct AdmissionSettingsTests {
    private func read(_ data: NameMap<String>) -> (settings: AdmissionSettings, problems: [String])
    {
        var map = ConfigMap()
        map.metadata.name = "yunikorn-configs"
        for entry in data { map.data["admissionController.\(entry.key)"] = entry.value }
        var settings = AdmissionSettings()
        settings.schedulerName = "yunikorn"
        let problems = settings.read([map])
        return (settings, problems.map(\.description))
    }

    @Test("all are read from config maps, and what else was set stays")
    func all() {
        let (settings, problems) = read([
            "filtering.mode": "annotated", "filtering.processNamespaces": "^emr$",
            "filtering.bypassNamespaces": "", "filtering.generateUniqueAppId": "true",
            "accessControl.bypassAuth": "T", "accessControl.trustControllers": "false",
            "accessControl.externalGroups": "^ops$", "taskGroups": "deny",
            "accessControl.checkBypassedNamespaces": "true",
        ])
        #expect(problems.isEmpty)
        #expect(settings.mode == .annotated && settings.taskGroups == .deny)
        #expect(settings.processNamespaces.areFound(in: "emr"))
        #expect(settings.bypassNamespaces.isEmpty)
        #expect(settings.generatesUniqueApplicationIDs && settings.bypassesAuthentication)
        #expect(!settings.trustsControllers && settings.checksBypassedNamespaces)
        #expect(settings.externalGroups.areFound(in: "ops"))
        #expect(settings.schedulerName == "yunikorn")
    }

    @Test("B158 a list with a mistake leaves its default, and is reported")
    func badList() {
        let (settings, problems) = read(["filtering.bypassNamespaces": "^test$,(a"])
        #expect(settings.bypassNamespaces.areFound(in: "kube-system"))
        #expect(!settings.bypassNamespaces.areFound(in: "test"))
        #expect(
            problems == [
                "yunikorn-configs/admissionController.filtering.bypassNamespaces:1:1: error: the"
                    + " value cannot be read, found `^test$,(a`, expected regular expressions"
                    + " separated by commas (a `(` has no `)`); the default is in force"
            ])
    }

    @Test("kinds are added and replaced line by line; a wrong line leaves all as they were")
    func workloads() {
        var kind = ObjectKind()
        (kind.group, kind.kind) = ("example.com", "Run")
        var (settings, problems) = read([
            "workloads": "Run.example.com: spec.pods.*.metadata, spec.main\n\n"
        ])
        #expect(problems.isEmpty)
        #expect(
            settings.workloads.paths(of: kind)
                == [["spec", "pods", "*", "metadata"], ["spec", "main"]])
        (settings, problems) = read(["workloads": "Run.example.com: spec\nOther: a..b"])
        #expect(settings.workloads.paths(of: kind).isEmpty)
        #expect(problems.count == 1 && problems[0].contains("found `Other: a..b`"))
    }
}
