import KubernetesModel

/// `muster-bench decode`: how many watch events of pods are read in a second of processor time.
///
/// The pods are like those of a Job with an affinity, a few variables and volumes, and what the
/// server adds: 4.8 KB each, of which a fifth is `managedFields`.
func reportDecoding(events count: Int = 20_000) {
    let lines = (0..<count).map { Array(podEvent($0).utf8) }
    let bytes = lines.reduce(0) { $0 + $1.count }
    var decoder = ObjectDecoder()
    var best = Double.infinity
    var read = 0
    for _ in 0..<5 {
        read = 0
        let begin = processorSeconds()
        for line in lines {
            let event = try? decoder.decodeWatchEvent(of: Pod.self, from: line.span)
            if case .changed(_, let pod) = event, pod.spec.containers.count == 1 { read += 1 }
        }
        best = min(best, processorSeconds() - begin)
    }
    print("watch events of pods, \(bytes / count) bytes each:")
    print("\(Int(Double(read) / best)) events/s, \(Int(Double(bytes) / best / 1e6)) MB/s")
}

private func podEvent(_ number: Int) -> String {
    let name = "train-\(number / 50)-worker-\(number % 50)"
    return """
        {"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"\(name)",\
        "generateName":"train-\(number / 50)-","namespace":"team-\(number % 7)",\
        "uid":"9e46d7a9-a042-4066-abe8-\(100_000_000_000 + number)",\
        "resourceVersion":"\(1000 + number)","generation":1,\
        "creationTimestamp":"2026-11-21T05:10:29Z","labels":{"app":"train",\
        "batch.kubernetes.io/job-name":"train-\(number / 50)","team":"team-\(number % 7)",\
        "yunikorn.apache.org/app-id":"train-\(number / 50)"},\
        "annotations":{"example.com/configuration":"\(configuration)",\
        "yunikorn.apache.org/task-groups":"[{\\"name\\":\\"w\\",\\"minMember\\":50}]"},\
        "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"train-\(number / 50)",\
        "uid":"0a0b33ff-207e-4456-bc31-\(number / 50)","controller":true,\
        "blockOwnerDeletion":true}],"managedFields":\(managedFields)},\
        "spec":\(spec(node: number % 1000)),"status":\(status)}}
        """
}

private let configuration = String(repeating: "learning-rate: 0.001, layers: 24; ", count: 24)

private let managedFields =
    #"[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","#
    + #""time":"2026-11-21T05:10:29Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"#
    + #""f:annotations":{".":{},"f:example.com/configuration":{}},"f:generateName":{},"#
    + #""f:labels":{".":{},"f:app":{},"f:team":{}},"f:ownerReferences":{".":{},"#
    + #""k:{\"uid\":\"0a0b33ff-207e-4456-bc31-5c4dfd81c730\"}":{}}},"f:spec":{"#
    + #""f:affinity":{},"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:args":{},"#
    + #""f:env":{".":{},"k:{\"name\":\"RANK\"}":{".":{},"f:name":{},"f:value":{}}},"#
    + #""f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:resources":{".":{},"f:limits":{"#
    + #"".":{},"f:cpu":{},"f:memory":{}},"f:requests":{".":{},"f:cpu":{},"f:memory":{}}},"#
    + #""f:terminationMessagePath":{},"f:volumeMounts":{}}},"f:dnsPolicy":{},"#
    + #""f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{}}}}]"#

private func spec(node: Int) -> String {
    let volumes =
        #"[{"name":"data","persistentVolumeClaim":{"claimName":"data"}},{"name":"conf","#
        + #""configMap":{"name":"conf","defaultMode":420}},{"name":"kube-api-access","#
        + #""projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"#
        + #""path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","#
        + #""path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"#
        + #""apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}}]"#
    let affinity =
        #"{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"#
        + #""nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.kubernetes.io/zone","#
        + #""operator":"In","values":["z0","z1"]}]}]}}}"#
    let variables = (0..<12).map { #"{"name":"VARIABLE_\#($0)","value":"value-\#($0)"}"# }
    let container =
        #"{"name":"main","image":"registry.example/train:1","args":["--epochs","90"],"env":["#
        + variables.joined(separator: ",")
        + #"],"resources":{"limits":{"cpu":"2","memory":"4Gi"},"requests":{"cpu":"1500m","#
        + #""memory":"4Gi"}},"volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"conf","#
        + #""mountPath":"/conf"},{"name":"kube-api-access","readOnly":true,"mountPath":"/var/run"#
        + #"/secrets/kubernetes.io/serviceaccount"}],"terminationMessagePath":"/dev/termination"#
        + #"-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}"#
    return #"{"volumes":\#(volumes),"containers":[\#(container)],"restartPolicy":"Never","#
        + #""terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"#
        + #""default","serviceAccount":"default","nodeName":"node-\#(node)","securityContext":{},"#
        + #""affinity":\#(affinity),"schedulerName":"muster","tolerations":[{"key":"node."#
        + #"kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","#
        + #""tolerationSeconds":300},{"key":"node.kubernetes.io/unreachable","operator":"Exists","#
        + #""effect":"NoExecute","tolerationSeconds":300}],"priority":100,"#
        + #""enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"}"#
}

private let status =
    #"{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastProbeTime":null,"#
    + #""lastTransitionTime":"2026-11-21T05:10:35Z"},{"type":"PodScheduled","status":"True","#
    + #""lastProbeTime":null,"lastTransitionTime":"2026-11-21T05:10:31Z"}],"hostIP":"10.1.0.1","#
    + #""podIP":"10.140.196.69","startTime":"2026-11-21T05:10:35Z","qosClass":"Burstable"}"#
