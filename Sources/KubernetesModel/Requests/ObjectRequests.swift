extension ObjectMeta {
    /// All of it that a client may set.
    func write(to body: inout JSONWriter) {
        body.nonEmpty("name", name)
        body.nonEmpty("namespace", namespace)
        body.nonEmpty("uid", uid)
        body.nonEmpty("resourceVersion", resourceVersion)
        body.nonEmpty("labels", labels)
        body.nonEmpty("annotations", annotations)
        if !ownerReferences.isEmpty {
            body.array("ownerReferences", ownerReferences) { array, owner in
                array.element { owner.write(to: &$0) }
            }
        }
        if !finalizers.isEmpty {
            body.array("finalizers", finalizers) { array, name in array.writeString(name) }
        }
    }
}

extension OwnerReference {
    fileprivate func write(to body: inout JSONWriter) {
        body.string("apiVersion", apiVersion)
        body.string("kind", kind)
        body.string("name", name)
        body.string("uid", uid)
        body.bool("controller", isController)
        body.bool("blockOwnerDeletion", blocksOwnerDeletion)
    }
}

extension Lease {
    /// The body that creates or, with the `resourceVersion` of what was read, updates it.
    public var json: [UInt8] {
        JSONWriter.object { body in
            body.string("apiVersion", Lease.resource.apiVersion)
            body.string("kind", Lease.resource.kind)
            body.object("metadata", metadata.write)
            body.object("spec") { spec in
                spec.string("holderIdentity", holderIdentity)
                if let durationSeconds { spec.integer("leaseDurationSeconds", durationSeconds) }
                if let acquireTime { spec.string("acquireTime", acquireTime.micro) }
                if let renewTime { spec.string("renewTime", renewTime.micro) }
                spec.integer("leaseTransitions", transitions)
            }
        }
    }
}

extension Event {
    /// The body that creates it.
    ///
    /// The server refuses a longer note than 1,024 bytes, which is cut.
    public var json: [UInt8] {
        JSONWriter.object { body in
            body.string("apiVersion", Event.resource.apiVersion)
            body.string("kind", Event.resource.kind)
            body.object("metadata", metadata.write)
            if let eventTime { body.string("eventTime", eventTime.micro) }
            body.string("reportingController", reportingController)
            body.string("reportingInstance", reportingInstance)
            body.string("action", action)
            body.string("reason", reason)
            body.string("type", type)
            body.string("note", note.cut(toBytes: 1024))
            body.object("regarding", regarding.write)
            if let related { body.object("related", related.write) }
            if let series { body.object("series", series.write) }
        }
    }
}

extension Event.Series {
    /// The body that sets it on an event that was created before: a strategic merge patch.
    public var patch: [UInt8] {
        JSONWriter.object { $0.object("series", write) }
    }

    fileprivate func write(to body: inout JSONWriter) {
        body.integer("count", count)
        if let lastObservedTime { body.string("lastObservedTime", lastObservedTime.micro) }
    }
}

extension ObjectReference {
    func write(to body: inout JSONWriter) {
        body.nonEmpty("kind", kind)
        body.nonEmpty("namespace", namespace)
        body.nonEmpty("name", name)
        body.nonEmpty("uid", uid)
        body.nonEmpty("apiVersion", apiVersion)
        body.nonEmpty("resourceVersion", resourceVersion)
    }
}

extension PersistentVolumeClaim {
    /// The merge patch that tells the provisioner of a claim on which node its volume is needed.
    public static func selectedNodePatch(nodeName: String) -> [UInt8] {
        JSONWriter.object { body in
            body.object("metadata") { metadata in
                metadata.map("annotations", ["volume.kubernetes.io/selected-node": nodeName])
            }
        }
    }
}

extension PersistentVolume {
    /// The merge patch that keeps the volume for a claim.
    ///
    /// - Parameters:
    ///   - claim: The claim as it was read.
    ///   - resourceVersion: The version of the volume that the decision rests on; another one is
    ///     refused. Empty for any.
    /// - Returns: The body of the request.
    public static func claimPatch(
        claim: PersistentVolumeClaim, resourceVersion: String
    ) -> [UInt8] {
        var reference = ObjectReference()
        reference.apiVersion = "v1"
        reference.kind = "PersistentVolumeClaim"
        reference.namespace = claim.metadata.namespace
        reference.name = claim.metadata.name
        reference.uid = claim.metadata.uid
        reference.resourceVersion = claim.metadata.resourceVersion
        return JSONWriter.object { body in
            body.object("metadata") { metadata in
                metadata.nonEmpty("resourceVersion", resourceVersion)
                metadata.map("annotations", ["pv.kubernetes.io/bound-by-controller": "yes"])
            }
            body.object("spec") { $0.object("claimRef", reference.write) }
        }
    }
}

extension String {
    /// At most `limit` bytes of UTF-8, cut between characters.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: self) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
