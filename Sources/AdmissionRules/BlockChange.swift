import KubernetesModel

/// Labels and annotations that a block gets.
struct BlockChange {
    private let block: PodBlock
    var labels = NameMap<String>()
    var annotations = NameMap<String>()

    init(_ block: PodBlock) {
        self.block = block
    }

    /// The steps of the patch: a member can only be added to an object that is there.
    var operations: [PatchOperation] {
        guard !labels.isEmpty || !annotations.isEmpty else { return [] }
        var steps: [PatchOperation] = []
        if !block.isThere { steps.append(PatchOperation(add: block.path, .texts([:]))) }
        return steps + added(labels, to: "labels", besides: block.labels)
            + added(annotations, to: "annotations", besides: block.annotations)
    }

    private func added(
        _ texts: NameMap<String>, to member: String, besides old: NameMap<String>?
    ) -> [PatchOperation] {
        guard !texts.isEmpty else { return [] }
        let path = block.path + [member]
        guard old != nil else { return [PatchOperation(add: path, .texts(texts))] }
        return texts.map { PatchOperation(add: path + [$0.key], .text($0.value)) }
    }
}
