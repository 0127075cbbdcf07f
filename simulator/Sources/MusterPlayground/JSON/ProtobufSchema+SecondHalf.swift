extension ProtobufSchema {
    /// The messages from M on.
    static let secondHalf = """
        ManagedFieldsEntry = 1manager:s 2operation:s 3apiVersion:s 4time:T 6fieldsType:s \
        7fieldsV1:s 8subresource:s
        ModifyVolumeStatus = 1targetVolumeAttributesClassName:s 2status:s
        NFSVolumeSource = 1server:s 2path:s 3readOnly:o
        Namespace = 1metadata:ObjectMeta 2spec:NamespaceSpec 3status:NamespaceStatus
        NamespaceCondition = 1type:s 2status:s 4lastTransitionTime:T 5reason:s 6message:s
        NamespaceSpec = 1finalizers:*s
        NamespaceStatus = 1phase:s 2conditions:*NamespaceCondition
        Node = 1metadata:ObjectMeta 2spec:NodeSpec 3status:NodeStatus
        NodeAddress = 1type:s 2address:s
        NodeAffinity = 1requiredDuringSchedulingIgnoredDuringExecution:NodeSelector \
        2preferredDuringSchedulingIgnoredDuringExecution:*PreferredSchedulingTerm
        NodeAllocatableMappedResources = 1name:s 2quantity:Q
        NodeAllocatableOverheadResources = 1name:s 2perPod:Q 3perContainer:Q
        NodeAllocatableResourceClaimStatus = 1resourceClaimName:s 2containers:*s \
        4mapping:*NodeAllocatableMappedResources 5overhead:*NodeAllocatableOverheadResources
        NodeCondition = 1type:s 2status:s 3lastHeartbeatTime:T 4lastTransitionTime:T 5reason:s \
        6message:s
        NodeConfigSource = 2configMap:ConfigMapNodeConfigSource
        NodeConfigStatus = 1assigned:NodeConfigSource 2active:NodeConfigSource \
        3lastKnownGood:NodeConfigSource 4error:s
        NodeDaemonEndpoints = 1kubeletEndpoint:DaemonEndpoint
        NodeFeatures = 1supplementalGroupsPolicy:O
        NodePodPreemptionPolicy = 1disableResizePreemption:*s
        NodeRuntimeHandler = 1name:s 2features:NodeRuntimeHandlerFeatures
        NodeRuntimeHandlerFeatures = 1recursiveReadOnlyMounts:O 2userNamespaces:O
        NodeSelector = 1nodeSelectorTerms:*NodeSelectorTerm
        NodeSelectorRequirement = 1key:s 2operator:s 3values:*s
        NodeSelectorTerm = 1matchExpressions:*NodeSelectorRequirement \
        2matchFields:*NodeSelectorRequirement
        NodeSpec = 1podCIDR:s 2externalID:s 3providerID:s 4unschedulable:o 5taints:*Taint \
        6configSource:NodeConfigSource 7podCIDRs:*s 8podPreemptionPolicy:NodePodPreemptionPolicy
        NodeStatus = 1capacity:%Q 2allocatable:%Q 3phase:s 4conditions:*NodeCondition \
        5addresses:*NodeAddress 6daemonEndpoints:NodeDaemonEndpoints 7nodeInfo:NodeSystemInfo \
        8images:*ContainerImage 9volumesInUse:*s 10volumesAttached:*AttachedVolume \
        11config:NodeConfigStatus 12runtimeHandlers:*NodeRuntimeHandler 13features:NodeFeatures \
        14declaredFeatures:*s
        NodeSwapStatus = 1capacity:I
        NodeSystemInfo = 1machineID:s 2systemUUID:s 3bootID:s 4kernelVersion:s 5osImage:s \
        6containerRuntimeVersion:s 7kubeletVersion:s 8kubeProxyVersion:s 9operatingSystem:s \
        10architecture:s 11swap:NodeSwapStatus
        NonResourceAttributes = 1path:s 2verb:s
        NonResourceRule = 1verbs:*s 2nonResourceURLs:*s
        ObjectFieldSelector = 1apiVersion:s 2fieldPath:s
        ObjectMeta = 1name:s 2generateName:s 3namespace:s 4selfLink:s 5uid:s 6resourceVersion:s \
        7generation:i 8creationTimestamp:T 9deletionTimestamp:T 10deletionGracePeriodSeconds:I \
        11labels:%s 12annotations:%s 13ownerReferences:*OwnerReference 14finalizers:*s \
        17managedFields:*ManagedFieldsEntry
        ObjectReference = 1kind:s 2namespace:s 3name:s 4uid:s 5apiVersion:s 6resourceVersion:s \
        7fieldPath:s
        OwnerReference = 1kind:s 3name:s 4uid:s 5apiVersion:s 6controller:O 7blockOwnerDeletion:O
        PersistentVolume = 1metadata:ObjectMeta 2spec:PersistentVolumeSpec \
        3status:PersistentVolumeStatus
        PersistentVolumeClaim = 1metadata:ObjectMeta 2spec:PersistentVolumeClaimSpec \
        3status:PersistentVolumeClaimStatus
        PersistentVolumeClaimCondition = 1type:s 2status:s 3lastProbeTime:T 4lastTransitionTime:T \
        5reason:s 6message:s
        PersistentVolumeClaimSpec = 1accessModes:*s 2resources:VolumeResourceRequirements \
        3volumeName:s 4selector:LabelSelector 5storageClassName:S 6volumeMode:S \
        7dataSource:TypedLocalObjectReference 8dataSourceRef:TypedObjectReference \
        9volumeAttributesClassName:S
        PersistentVolumeClaimStatus = 1phase:s 2accessModes:*s 3capacity:%Q \
        4conditions:*PersistentVolumeClaimCondition 5allocatedResources:%Q \
        7allocatedResourceStatuses:%s 8currentVolumeAttributesClassName:S \
        9modifyVolumeStatus:ModifyVolumeStatus 10healthStatus:VolumeHealthStatus
        PersistentVolumeClaimTemplate = 1metadata:ObjectMeta 2spec:PersistentVolumeClaimSpec
        PersistentVolumeClaimVolumeSource = 1claimName:s 2readOnly:o
        PersistentVolumeSource = 1gcePersistentDisk:GCEPersistentDiskVolumeSource \
        2awsElasticBlockStore:AWSElasticBlockStoreVolumeSource 3hostPath:HostPathVolumeSource \
        4glusterfs:GlusterfsPersistentVolumeSource 5nfs:NFSVolumeSource \
        6rbd:RBDPersistentVolumeSource 7iscsi:ISCSIPersistentVolumeSource \
        8cinder:CinderPersistentVolumeSource 9cephfs:CephFSPersistentVolumeSource \
        10fc:FCVolumeSource 11flocker:FlockerVolumeSource 12flexVolume:FlexPersistentVolumeSource \
        13azureFile:AzureFilePersistentVolumeSource 14vsphereVolume:VsphereVirtualDiskVolumeSource \
        15quobyte:QuobyteVolumeSource 16azureDisk:AzureDiskVolumeSource \
        17photonPersistentDisk:PhotonPersistentDiskVolumeSource \
        18portworxVolume:PortworxVolumeSource 19scaleIO:ScaleIOPersistentVolumeSource \
        20local:LocalVolumeSource 21storageos:StorageOSPersistentVolumeSource \
        22csi:CSIPersistentVolumeSource
        PersistentVolumeSpec = 1capacity:%Q 2^:PersistentVolumeSource 3accessModes:*s \
        4claimRef:ObjectReference 5persistentVolumeReclaimPolicy:s 6storageClassName:s \
        7mountOptions:*s 8volumeMode:S 9nodeAffinity:VolumeNodeAffinity \
        10volumeAttributesClassName:S
        PersistentVolumeStatus = 1phase:s 2message:s 3reason:s 4lastPhaseTransitionTime:T
        PhotonPersistentDiskVolumeSource = 1pdID:s 2fsType:s
        Pod = 1metadata:ObjectMeta 2spec:PodSpec 3status:PodStatus
        PodAffinity = 1requiredDuringSchedulingIgnoredDuringExecution:*PodAffinityTerm \
        2preferredDuringSchedulingIgnoredDuringExecution:*WeightedPodAffinityTerm
        PodAffinityTerm = 1labelSelector:LabelSelector 2namespaces:*s 3topologyKey:s \
        4namespaceSelector:LabelSelector 5matchLabelKeys:*s 6mismatchLabelKeys:*s
        PodAntiAffinity = 1requiredDuringSchedulingIgnoredDuringExecution:*PodAffinityTerm \
        2preferredDuringSchedulingIgnoredDuringExecution:*WeightedPodAffinityTerm
        PodCertificateProjection = 1signerName:s 2keyType:s 3maxExpirationSeconds:I \
        4credentialBundlePath:s 5keyPath:s 6certificateChainPath:s 7userAnnotations:%s 8user:I
        PodCondition = 1type:s 2status:s 3lastProbeTime:T 4lastTransitionTime:T 5reason:s \
        6message:s 7observedGeneration:i
        PodDNSConfig = 1nameservers:*s 2searches:*s 3options:*PodDNSConfigOption
        PodDNSConfigOption = 1name:s 2value:S
        PodDisruptionBudget = 1metadata:ObjectMeta 2spec:PodDisruptionBudgetSpec \
        3status:PodDisruptionBudgetStatus
        PodDisruptionBudgetSpec = 1minAvailable:N 2selector:LabelSelector 3maxUnavailable:N \
        4unhealthyPodEvictionPolicy:S
        PodDisruptionBudgetStatus = 1observedGeneration:i 2disruptedPods:%T 3disruptionsAllowed:i \
        4currentHealthy:i 5desiredHealthy:i 6expectedPods:i 7conditions:*Condition
        PodExtendedResourceClaimStatus = 1requestMappings:*ContainerExtendedResourceRequest \
        2resourceClaimName:s
        PodFailurePolicy = 1rules:*PodFailurePolicyRule
        PodFailurePolicyOnExitCodesRequirement = 1containerName:S 2operator:s 3values:*i
        PodFailurePolicyOnPodConditionsPattern = 1type:s 2status:s
        PodFailurePolicyRule = 1action:s 2onExitCodes:PodFailurePolicyOnExitCodesRequirement \
        3onPodConditions:*PodFailurePolicyOnPodConditionsPattern
        PodIP = 1ip:s
        PodOS = 1name:s
        PodReadinessGate = 1conditionType:s
        PodResourceClaim = 1name:s 3resourceClaimName:S 4resourceClaimTemplateName:S
        PodResourceClaimStatus = 1name:s 2resourceClaimName:S
        PodSchedulingGate = 1name:s
        PodSchedulingGroup = 1podGroupName:S
        PodSecurityContext = 1seLinuxOptions:SELinuxOptions 2runAsUser:I 3runAsNonRoot:O \
        4supplementalGroups:*i 5fsGroup:I 6runAsGroup:I 7sysctls:*Sysctl \
        8windowsOptions:WindowsSecurityContextOptions 9fsGroupChangePolicy:S \
        10seccompProfile:SeccompProfile 11appArmorProfile:AppArmorProfile \
        12supplementalGroupsPolicy:S 13seLinuxChangePolicy:S
        PodSpec = 1volumes:*Volume 2containers:*Container 3restartPolicy:s \
        4terminationGracePeriodSeconds:I 5activeDeadlineSeconds:I 6dnsPolicy:s 7nodeSelector:%s \
        8serviceAccountName:s 9serviceAccount:s 10nodeName:s 11hostNetwork:o 12hostPID:o \
        13hostIPC:o 14securityContext:PodSecurityContext 15imagePullSecrets:*LocalObjectReference \
        16hostname:s 17subdomain:s 18affinity:Affinity 19schedulerName:s \
        20initContainers:*Container 21automountServiceAccountToken:O 22tolerations:*Toleration \
        23hostAliases:*HostAlias 24priorityClassName:s 25priority:I 26dnsConfig:PodDNSConfig \
        27shareProcessNamespace:O 28readinessGates:*PodReadinessGate 29runtimeClassName:S \
        30enableServiceLinks:O 31preemptionPolicy:S 32overhead:%Q \
        33topologySpreadConstraints:*TopologySpreadConstraint \
        34ephemeralContainers:*EphemeralContainer 35setHostnameAsFQDN:O 36os:PodOS 37hostUsers:O \
        38schedulingGates:*PodSchedulingGate 39resourceClaims:*PodResourceClaim \
        40resources:ResourceRequirements 41hostnameOverride:S 43schedulingGroup:PodSchedulingGroup \
        44evictionResponders:*EvictionResponder
        PodStatus = 1phase:s 2conditions:*PodCondition 3message:s 4reason:s 5hostIP:s 6podIP:s \
        7startTime:T 8containerStatuses:*ContainerStatus 9qosClass:s \
        10initContainerStatuses:*ContainerStatus 11nominatedNodeName:s 12podIPs:*PodIP \
        13ephemeralContainerStatuses:*ContainerStatus 14resize:s \
        15resourceClaimStatuses:*PodResourceClaimStatus 16hostIPs:*HostIP 17observedGeneration:i \
        18extendedResourceClaimStatus:PodExtendedResourceClaimStatus 19allocatedResources:%Q \
        20resources:ResourceRequirements \
        21nodeAllocatableResourceClaimStatuses:*NodeAllocatableResourceClaimStatus \
        22volumeHealth:*PodVolumeHealth
        PodTemplateSpec = 1metadata:ObjectMeta 2spec:PodSpec
        PodVolumeHealth = 1name:s 2healthConditions:*VolumeHealthCondition 3lastTransitionTime:T
        PolicyRule = 1verbs:*s 2apiGroups:*s 3resources:*s 4resourceNames:*s 5nonResourceURLs:*s
        PortStatus = 1port:i 2protocol:s 3error:S
        PortworxVolumeSource = 1volumeID:s 2fsType:s 3readOnly:o
        Preconditions = 1uid:S 2resourceVersion:S
        PreferredSchedulingTerm = 1weight:i 2preference:NodeSelectorTerm
        PriorityClass = 1metadata:ObjectMeta 2value:i 3globalDefault:o 4description:s \
        5preemptionPolicy:s
        Probe = 1^:ProbeHandler 2initialDelaySeconds:i 3timeoutSeconds:i 4periodSeconds:i \
        5successThreshold:i 6failureThreshold:i 7terminationGracePeriodSeconds:I
        ProbeHandler = 1exec:ExecAction 2httpGet:HTTPGetAction 3tcpSocket:TCPSocketAction \
        4grpc:GRPCAction
        ProjectedVolumeSource = 1sources:*VolumeProjection 2defaultMode:I 3defaultUser:I
        QuobyteVolumeSource = 1registry:s 2volume:s 3readOnly:o 4user:s 5group:s 6tenant:s
        RBDPersistentVolumeSource = 1monitors:*s 2image:s 3fsType:s 4pool:s 5user:s 6keyring:s \
        7secretRef:SecretReference 8readOnly:o
        RBDVolumeSource = 1monitors:*s 2image:s 3fsType:s 4pool:s 5user:s 6keyring:s \
        7secretRef:LocalObjectReference 8readOnly:o
        ReplicaSet = 1metadata:ObjectMeta 2spec:ReplicaSetSpec 3status:ReplicaSetStatus
        ReplicaSetCondition = 1type:s 2status:s 3lastTransitionTime:T 4reason:s 5message:s
        ReplicaSetSpec = 1replicas:I 2selector:LabelSelector 3template:PodTemplateSpec \
        4minReadySeconds:i
        ReplicaSetStatus = 1replicas:i 2fullyLabeledReplicas:i 3observedGeneration:i \
        4readyReplicas:i 5availableReplicas:i 6conditions:*ReplicaSetCondition \
        7terminatingReplicas:I
        ResourceAttributes = 1namespace:s 2verb:s 3group:s 4version:s 5resource:s 6subresource:s \
        7name:s 8fieldSelector:FieldSelectorAttributes 9labelSelector:LabelSelectorAttributes
        ResourceClaim = 1name:s 2request:s
        ResourceFieldSelector = 1containerName:s 2resource:s 3divisor:Q
        ResourceHealth = 1resourceID:s 2health:s 6message:S
        ResourceQuota = 1metadata:ObjectMeta 2spec:ResourceQuotaSpec 3status:ResourceQuotaStatus
        ResourceQuotaSpec = 1hard:%Q 2scopes:*s 3scopeSelector:ScopeSelector
        ResourceQuotaStatus = 1hard:%Q 2used:%Q
        ResourceRequirements = 1limits:%Q 2requests:%Q 3claims:*ResourceClaim
        ResourceRule = 1verbs:*s 2apiGroups:*s 3resources:*s 4resourceNames:*s
        ResourceStatus = 1name:s 2resources:*ResourceHealth
        Role = 1metadata:ObjectMeta 2rules:*PolicyRule
        RoleBinding = 1metadata:ObjectMeta 2subjects:*Subject 3roleRef:RoleRef
        RoleRef = 1apiGroup:s 2kind:s 3name:s
        RollingUpdateDaemonSet = 1maxUnavailable:N 2maxSurge:N
        RollingUpdateDeployment = 1maxUnavailable:N 2maxSurge:N
        RollingUpdateStatefulSetStrategy = 1partition:I 2maxUnavailable:N
        SELinuxOptions = 1user:s 2role:s 3type:s 4level:s
        ScaleIOPersistentVolumeSource = 1gateway:s 2system:s 3secretRef:SecretReference \
        4sslEnabled:o 5protectionDomain:s 6storagePool:s 7storageMode:s 8volumeName:s 9fsType:s \
        10readOnly:o
        ScaleIOVolumeSource = 1gateway:s 2system:s 3secretRef:LocalObjectReference 4sslEnabled:o \
        5protectionDomain:s 6storagePool:s 7storageMode:s 8volumeName:s 9fsType:s 10readOnly:o
        ScopeSelector = 1matchExpressions:*ScopedResourceSelectorRequirement
        ScopedResourceSelectorRequirement = 1scopeName:s 2operator:s 3values:*s
        SeccompProfile = 1type:s 2localhostProfile:S
        Secret = 1metadata:ObjectMeta 2data:%b 3type:s 4stringData:%s 5immutable:O
        SecretEnvSource = 1^:LocalObjectReference 2optional:O
        SecretKeySelector = 1^:LocalObjectReference 2key:s 3optional:O
        SecretProjection = 1^:LocalObjectReference 2items:*KeyToPath 4optional:O
        SecretReference = 1name:s 2namespace:s
        SecretVolumeSource = 1secretName:s 2items:*KeyToPath 3defaultMode:I 4optional:O \
        5defaultUser:I
        SecurityContext = 1capabilities:Capabilities 2privileged:O 3seLinuxOptions:SELinuxOptions \
        4runAsUser:I 5runAsNonRoot:O 6readOnlyRootFilesystem:O 7allowPrivilegeEscalation:O \
        8runAsGroup:I 9procMount:S 10windowsOptions:WindowsSecurityContextOptions \
        11seccompProfile:SeccompProfile 12appArmorProfile:AppArmorProfile
        SelfSubjectAccessReview = 1metadata:ObjectMeta 2spec:SelfSubjectAccessReviewSpec \
        3status:SubjectAccessReviewStatus
        SelfSubjectAccessReviewSpec = 1resourceAttributes:ResourceAttributes \
        2nonResourceAttributes:NonResourceAttributes
        SelfSubjectReview = 1metadata:ObjectMeta 2status:SelfSubjectReviewStatus
        SelfSubjectReviewStatus = 1userInfo:UserInfo
        SelfSubjectRulesReview = 1metadata:ObjectMeta 2spec:SelfSubjectRulesReviewSpec \
        3status:SubjectRulesReviewStatus
        SelfSubjectRulesReviewSpec = 1namespace:s
        Service = 1metadata:ObjectMeta 2spec:ServiceSpec 3status:ServiceStatus
        ServiceAccount = 1metadata:ObjectMeta 2secrets:*ObjectReference \
        3imagePullSecrets:*LocalObjectReference 4automountServiceAccountToken:O
        ServiceAccountTokenProjection = 1audience:s 2expirationSeconds:I 3path:s 4user:I
        ServicePort = 1name:s 2protocol:s 3port:i 4targetPort:N 5nodePort:i 6appProtocol:S
        ServiceSpec = 1ports:*ServicePort 2selector:%s 3clusterIP:s 4type:s 5externalIPs:*s \
        7sessionAffinity:s 8loadBalancerIP:s 9loadBalancerSourceRanges:*s 10externalName:s \
        11externalTrafficPolicy:s 12healthCheckNodePort:i 13publishNotReadyAddresses:o \
        14sessionAffinityConfig:SessionAffinityConfig 17ipFamilyPolicy:S 18clusterIPs:*s \
        19ipFamilies:*s 20allocateLoadBalancerNodePorts:O 21loadBalancerClass:S \
        22internalTrafficPolicy:S 23trafficDistribution:S
        ServiceStatus = 1loadBalancer:LoadBalancerStatus 2conditions:*Condition
        SessionAffinityConfig = 1clientIP:ClientIPConfig
        SleepAction = 1seconds:i
        StatefulSet = 1metadata:ObjectMeta 2spec:StatefulSetSpec 3status:StatefulSetStatus
        StatefulSetCondition = 1type:s 2status:s 3lastTransitionTime:T 4reason:s 5message:s
        StatefulSetOrdinals = 1start:i
        StatefulSetPersistentVolumeClaimRetentionPolicy = 1whenDeleted:s 2whenScaled:s
        StatefulSetSpec = 1replicas:I 2selector:LabelSelector 3template:PodTemplateSpec \
        4volumeClaimTemplates:*PersistentVolumeClaim 5serviceName:s 6podManagementPolicy:s \
        7updateStrategy:StatefulSetUpdateStrategy 8revisionHistoryLimit:I 9minReadySeconds:i \
        10persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy \
        11ordinals:StatefulSetOrdinals
        StatefulSetStatus = 1observedGeneration:i 2replicas:i 3readyReplicas:i 4currentReplicas:i \
        5updatedReplicas:i 6currentRevision:s 7updateRevision:s 9collisionCount:I \
        10conditions:*StatefulSetCondition 11availableReplicas:i
        StatefulSetUpdateStrategy = 1type:s 2rollingUpdate:RollingUpdateStatefulSetStrategy
        StorageOSPersistentVolumeSource = 1volumeName:s 2volumeNamespace:s 3fsType:s 4readOnly:o \
        5secretRef:ObjectReference
        StorageOSVolumeSource = 1volumeName:s 2volumeNamespace:s 3fsType:s 4readOnly:o \
        5secretRef:LocalObjectReference
        Subject = 1kind:s 2apiGroup:s 3name:s 4namespace:s
        SubjectAccessReview = 1metadata:ObjectMeta 2spec:SubjectAccessReviewSpec \
        3status:SubjectAccessReviewStatus
        SubjectAccessReviewSpec = 1resourceAttributes:ResourceAttributes \
        2nonResourceAttributes:NonResourceAttributes 3user:s 4groups:*s 5extra:%*s 6uid:s
        SubjectAccessReviewStatus = 1allowed:o 2reason:s 3evaluationError:s 4denied:o
        SubjectRulesReviewStatus = 1resourceRules:*ResourceRule 2nonResourceRules:*NonResourceRule \
        3incomplete:o 4evaluationError:s
        SuccessPolicy = 1rules:*SuccessPolicyRule
        SuccessPolicyRule = 1succeededIndexes:S 2succeededCount:I
        Sysctl = 1name:s 2value:s
        TCPSocketAction = 1port:N 2host:s
        Taint = 1key:s 2value:s 3effect:s 4timeAdded:T
        TokenRequest = 1metadata:ObjectMeta 2spec:TokenRequestSpec 3status:TokenRequestStatus
        TokenRequestSpec = 1audiences:*s 3boundObjectRef:BoundObjectReference 4expirationSeconds:I \
        5attestations:%*s
        TokenRequestStatus = 1token:s 2expirationTimestamp:T
        TokenReview = 1metadata:ObjectMeta 2spec:TokenReviewSpec 3status:TokenReviewStatus
        TokenReviewSpec = 1token:s 2audiences:*s
        TokenReviewStatus = 1authenticated:o 2user:UserInfo 3error:s 4audiences:*s
        Toleration = 1key:s 2operator:s 3value:s 4effect:s 5tolerationSeconds:I
        TopologySpreadConstraint = 1maxSkew:i 2topologyKey:s 3whenUnsatisfiable:s \
        4labelSelector:LabelSelector 5minDomains:I 6nodeAffinityPolicy:S 7nodeTaintsPolicy:S \
        8matchLabelKeys:*s
        TypedLocalObjectReference = 1apiGroup:S 2kind:s 3name:s
        TypedObjectReference = 1apiGroup:S 2kind:s 3name:s 4namespace:S
        UncountedTerminatedPods = 1succeeded:*s 2failed:*s
        UserInfo = 1username:s 2uid:s 3groups:*s 4extra:%*s
        Volume = 1name:s 2^:VolumeSource
        VolumeDevice = 1name:s 2devicePath:s
        VolumeHealthCondition = 1status:s 2reason:s 3message:s
        VolumeHealthStatus = 1healthConditions:*VolumeHealthCondition 2lastTransitionTime:T
        VolumeMount = 1name:s 2readOnly:o 3mountPath:s 4subPath:s 5mountPropagation:S \
        6subPathExpr:s 7recursiveReadOnly:S 8bindMountOptions:*s
        VolumeMountStatus = 1name:s 2mountPath:s 3readOnly:o 4recursiveReadOnly:S \
        5volumeStatus:VolumeStatus
        VolumeNodeAffinity = 1required:NodeSelector
        VolumeProjection = 1secret:SecretProjection 2downwardAPI:DownwardAPIProjection \
        3configMap:ConfigMapProjection 4serviceAccountToken:ServiceAccountTokenProjection \
        5clusterTrustBundle:ClusterTrustBundleProjection 6podCertificate:PodCertificateProjection
        VolumeResourceRequirements = 1limits:%Q 2requests:%Q
        VolumeSource = 1hostPath:HostPathVolumeSource 2emptyDir:EmptyDirVolumeSource \
        3gcePersistentDisk:GCEPersistentDiskVolumeSource \
        4awsElasticBlockStore:AWSElasticBlockStoreVolumeSource 5gitRepo:GitRepoVolumeSource \
        6secret:SecretVolumeSource 7nfs:NFSVolumeSource 8iscsi:ISCSIVolumeSource \
        9glusterfs:GlusterfsVolumeSource 10persistentVolumeClaim:PersistentVolumeClaimVolumeSource \
        11rbd:RBDVolumeSource 12flexVolume:FlexVolumeSource 13cinder:CinderVolumeSource \
        14cephfs:CephFSVolumeSource 15flocker:FlockerVolumeSource \
        16downwardAPI:DownwardAPIVolumeSource 17fc:FCVolumeSource \
        18azureFile:AzureFileVolumeSource 19configMap:ConfigMapVolumeSource \
        20vsphereVolume:VsphereVirtualDiskVolumeSource 21quobyte:QuobyteVolumeSource \
        22azureDisk:AzureDiskVolumeSource 23photonPersistentDisk:PhotonPersistentDiskVolumeSource \
        24portworxVolume:PortworxVolumeSource 25scaleIO:ScaleIOVolumeSource \
        26projected:ProjectedVolumeSource 27storageos:StorageOSVolumeSource 28csi:CSIVolumeSource \
        29ephemeral:EphemeralVolumeSource 30image:ImageVolumeSource
        VolumeStatus = 1image:ImageVolumeStatus
        VsphereVirtualDiskVolumeSource = 1volumePath:s 2fsType:s 3storagePolicyName:s \
        4storagePolicyID:s
        WeightedPodAffinityTerm = 1weight:i 2podAffinityTerm:PodAffinityTerm
        WindowsSecurityContextOptions = 1gmsaCredentialSpecName:S 2gmsaCredentialSpec:S \
        3runAsUserName:S 4hostProcess:O
        """
}
