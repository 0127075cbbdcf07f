internal import KubernetesModel
internal import MusterCore

/// Namespaces say what the queues may use that are made for them.
extension Adapter {
    mutating func note(_ namespace: Namespace) {
        let name = namespace.metadata.name
        let old = namespaces.updateValue(namespace, forKey: name)
        if old?.metadata.labels != namespace.metadata.labels {
            tell(.namespaceChanged(name, Labels(namespace.metadata.labels)))
        }
        guard let old, old.metadata.annotations != namespace.metadata.annotations else { return }
        let (before, quota) = (quota(of: old), quota(of: namespace))
        guard before != quota else { return }
        var queues: Set<QueueID> = []
        for application in applications.submitted {
            let first = applications[application].first
            guard first >= 0, pods[first].metadata.namespace == name,
                let queue = scheduler.queue(of: application)
            else { continue }
            queues.insert(queue)
        }
        for queue in queues.sorted() { tell(.quotaChanged(queue, quota)) }
    }

    /// What the annotations of a namespace say.
    mutating func quota(of namespace: Namespace) -> QueueQuota {
        let annotated = NamespaceQuota(namespace, catalog: &catalog)
        for problem in annotated.problems {
            let text = "namespace \(namespace.metadata.name): \(problem)"
            if problems.last != text { problems.append(text) }
        }
        var quota = QueueQuota()
        quota.max = annotated.max
        quota.guaranteed = annotated.guaranteed
        quota.maxApplications = annotated.maxApplications
        return quota
    }
}
