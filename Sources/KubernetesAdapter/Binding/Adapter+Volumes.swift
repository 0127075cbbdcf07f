internal import KubernetesModel
internal import MusterCore

/// Volumes are bound before the pod is.
extension Adapter {
    mutating func note(_ event: StorageEvent) {
        switch event {
        case .claim(let claim): storage.update(claim)
        case .claimGone(let name): storage.removeClaim(name)
        case .volume(let volume): storage.update(volume)
        case .volumeGone(let name): storage.removeVolume(name)
        case .storageClass(let storageClass): storage.update(storageClass)
        case .storageClassGone(let name): storage.removeClass(name)
        case .driver(let driver): storage.update(driver)
        case .driverGone(let name): storage.removeDriver(name)
        case .capacity(let capacity): storage.update(capacity)
        case .capacityGone(let name): storage.removeCapacity(name)
        case .drivers(let drivers): noteDrivers(drivers, of: drivers.metadata.name)
        case .driversGone(let name): noteDrivers(nil, of: name)
        }
        for place in volumeWaiters.sorted() {
            if pods[place].binding?.volumes != nil { continueVolumes(place) }
            noteStale(place)
        }
    }

    /// Writes what a plan says; goes on when the server's controllers have done their part.
    mutating func beginVolumes(_ plan: VolumePlan, of place: Int32) {
        guard !plan.isEmpty else { return sendBinding(place) }
        storage.assume(plan)
        pods[place].binding?.volumes = plan
        pods[place].binding?.volumeDeadline = now + settings.volumeBindTimeout
        let key = pods.key(of: place)
        for binding in plan.bindings {
            guard let claim = storage.claim(binding.claim),
                let volume = storage.volume(binding.volume)
            else { return failVolumes(place, "claim \(binding.claim.name) is gone") }
            let body = PersistentVolume.claimPatch(
                claim: claim, resourceVersion: volume.metadata.resourceVersion)
            sendVolumeCall(
                PersistentVolume.resource.path(name: binding.volume), body, for: place, key)
        }
        for name in plan.provisioned {
            if storage.claim(name)?.selectedNode == plan.node { continue }
            sendVolumeCall(
                PersistentVolumeClaim.resource.path(namespace: name.namespace, name: name.name),
                PersistentVolumeClaim.selectedNodePatch(nodeName: plan.node), for: place, key)
        }
        if let number = pods[place].binding?.number {
            setTimer(.bind(key, attempt: number), after: settings.volumeBindTimeout)
        }
        continueVolumes(place)
    }

    private mutating func sendVolumeCall(
        _ path: String, _ body: [UInt8], for place: Int32, _ key: PodKey
    ) {
        pods[place].binding?.openVolumeCalls += 1
        call(.mergePatch, path, body, for: .volume(key))
    }

    mutating func takeVolume(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), pods[place].binding?.volumes != nil else { return }
        pods[place].binding?.openVolumeCalls -= 1
        switch answer {
        case .done: continueVolumes(place)
        case .refused(let status): failVolumes(place, status.message)
        case .unreachable(let text): failVolumes(place, text)
        }
    }

    /// Binds the pod if its volumes are bound; gives the place back if they will not be.
    mutating func continueVolumes(_ place: Int32) {
        guard let attempt = pods[place].binding, let plan = attempt.volumes,
            attempt.stage == .waiting
        else { return }
        if attempt.volumeDeadline <= now {
            return failVolumes(place, "the volumes were not bound in time")
        }
        guard attempt.openVolumeCalls == 0 else { return }
        switch storage.progress(of: plan) {
        case .waiting: pods[place].binding?.hasSeenVolumes = true
        case .done: sendBinding(place)
        case .failed(let claim):
            // What was written may not have been told of yet.
            guard attempt.hasSeenVolumes else { break }
            failVolumes(place, "claim \(claim.name) will not be bound there")
        }
    }

    private mutating func failVolumes(_ place: Int32, _ text: String) {
        warn(
            place, ["binding volumes failed: \(text)"], reason: "PodVolumesBindFailure",
            action: "PodVolumesBindFailure")
        takeBack(place)
    }
}
