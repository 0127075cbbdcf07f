internal import KubernetesModel
internal import MusterCore

extension AttachedDisk.Kind {
    /// The driver that has taken the disks of this form over (CSI migration); "" if none has.
    var driver: String {
        switch self {
        case .awsElasticBlockStore: "ebs.csi.aws.com"
        case .gcePersistentDisk: "pd.csi.storage.gke.io"
        case .azureDisk: "disk.csi.azure.com"
        case .cinder: "cinder.csi.openstack.org"
        case .vsphereVolume: "csi.vsphere.vmware.com"
        case .iscsi, .rbd: ""
        }
    }

    /// The form whose number on a node a resource of the node limits.
    init?(limitedBy resource: String) {
        switch resource {
        case "attachable-volumes-aws-ebs": self = .awsElasticBlockStore
        case "attachable-volumes-gce-pd": self = .gcePersistentDisk
        case "attachable-volumes-azure-disk": self = .azureDisk
        case "attachable-volumes-cinder": self = .cinder
        default: return nil
        }
    }
}

extension AttachedDisk {
    /// What has to be attached for a pod that names this disk itself.
    ///
    /// - Note: Source: `isVolumeConflict` of the plugin VolumeRestrictions. Ceph's images are the
    ///   same where they share a monitor, so each monitor counts as a volume of its own.
    var attachedVolumes: [AttachedVolume] {
        switch kind {
        case .awsElasticBlockStore: [attached(isExclusive: true)]
        case .gcePersistentDisk, .iscsi: [attached(isExclusive: !isReadOnly)]
        case .azureDisk, .cinder, .vsphereVolume: [attached(isExclusive: false)]
        case .rbd:
            monitors.map {
                AttachedVolume("rbd/\($0)/\(identifier)", isExclusive: !isReadOnly)
            }
        }
    }

    private func attached(isExclusive: Bool) -> AttachedVolume {
        let owner = kind.driver.isEmpty ? kind.rawValue : kind.driver
        return AttachedVolume(
            "\(owner)/\(identifier)", driver: kind.driver, isExclusive: isExclusive)
    }
}
