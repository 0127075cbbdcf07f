/// The messages of the Kubernetes API that `kubectl` sends as protobuf, one a line:
/// `Message = 1name:type 2name:type`.
///
/// Types: `s` text, `b` bytes, `i` number, `o` boolean, `d` double; in capitals the same where zero
/// is different from absent; `T` time, `U` time with microseconds, `Q` quantity, `N` number or
/// text, `R` raw, `L` duration; `*` a list, `%` a map from texts; otherwise a message. A field
/// named `^` has its fields in the message around it.
///
/// Made from the `protobuf` tags of k8s.io/api and k8s.io/apimachinery (Apache License 2.0),
/// version 1.37.
enum ProtobufSchema {
    static let text = """
        AWSElasticBlockStoreVolumeSource = 1volumeID:s 2fsType:s 3partition:i 4readOnly:o
        Affinity = 1nodeAffinity:NodeAffinity 2podAffinity:PodAffinity \
        3podAntiAffinity:PodAntiAffinity
        AggregationRule = 1clusterRoleSelectors:*LabelSelector
        AppArmorProfile = 1type:s 2localhostProfile:S
        AzureDiskVolumeSource = 1diskName:s 2diskURI:s 3cachingMode:S 4fsType:S 5readOnly:O \
        6kind:S
        AzureFileVolumeSource = 1secretName:s 2shareName:s 3readOnly:o
        Binding = 1metadata:ObjectMeta 2target:ObjectReference
        BoundObjectReference = 1kind:s 2apiVersion:s 3name:s 4uid:s
        CSIVolumeSource = 1driver:s 2readOnly:O 3fsType:S 4volumeAttributes:%s \
        5nodePublishSecretRef:LocalObjectReference
        Capabilities = 1add:*s 2drop:*s
        CephFSVolumeSource = 1monitors:*s 2path:s 3user:s 4secretFile:s \
        5secretRef:LocalObjectReference 6readOnly:o
        CinderVolumeSource = 1volumeID:s 2fsType:s 3readOnly:o 4secretRef:LocalObjectReference
        ClientIPConfig = 1timeoutSeconds:I
        ClusterRole = 1metadata:ObjectMeta 2rules:*PolicyRule 3aggregationRule:AggregationRule
        ClusterRoleBinding = 1metadata:ObjectMeta 2subjects:*Subject 3roleRef:RoleRef
        ClusterTrustBundleProjection = 1name:S 2signerName:S 3labelSelector:LabelSelector 4path:s \
        5optional:O 6user:I
        Condition = 1type:s 2status:s 3observedGeneration:i 4lastTransitionTime:T 5reason:s \
        6message:s
        ConfigMap = 1metadata:ObjectMeta 2data:%s 3binaryData:%b 4immutable:O
        ConfigMapEnvSource = 1^:LocalObjectReference 2optional:O
        ConfigMapKeySelector = 1^:LocalObjectReference 2key:s 3optional:O
        ConfigMapNodeConfigSource = 1namespace:s 2name:s 3uid:s 4resourceVersion:s \
        5kubeletConfigKey:s
        ConfigMapProjection = 1^:LocalObjectReference 2items:*KeyToPath 4optional:O
        ConfigMapVolumeSource = 1^:LocalObjectReference 2items:*KeyToPath 3defaultMode:I \
        4optional:O 5defaultUser:I
        Container = 1name:s 2image:s 3command:*s 4args:*s 5workingDir:s 6ports:*ContainerPort \
        7env:*EnvVar 8resources:ResourceRequirements 9volumeMounts:*VolumeMount \
        10livenessProbe:Probe 11readinessProbe:Probe 12lifecycle:Lifecycle \
        13terminationMessagePath:s 14imagePullPolicy:s 15securityContext:SecurityContext 16stdin:o \
        17stdinOnce:o 18tty:o 19envFrom:*EnvFromSource 20terminationMessagePolicy:s \
        21volumeDevices:*VolumeDevice 22startupProbe:Probe 23resizePolicy:*ContainerResizePolicy \
        24restartPolicy:S 25restartPolicyRules:*ContainerRestartRule
        ContainerPort = 1name:s 2hostPort:i 3containerPort:i 4protocol:s 5hostIP:s
        ContainerResizePolicy = 1resourceName:s 2restartPolicy:s
        ContainerRestartRule = 1action:s 2exitCodes:ContainerRestartRuleOnExitCodes
        ContainerRestartRuleOnExitCodes = 1operator:s 2values:*i
        CronJob = 1metadata:ObjectMeta 2spec:CronJobSpec 3status:CronJobStatus
        CronJobSpec = 1schedule:s 2startingDeadlineSeconds:I 3concurrencyPolicy:s 4suspend:O \
        5jobTemplate:JobTemplateSpec 6successfulJobsHistoryLimit:I 7failedJobsHistoryLimit:I \
        8timeZone:S
        CronJobStatus = 1active:*ObjectReference 4lastScheduleTime:T 5lastSuccessfulTime:T
        DeleteOptions = 1gracePeriodSeconds:I 2preconditions:Preconditions 3orphanDependents:O \
        4propagationPolicy:S 5dryRun:*s 6ignoreStoreReadErrorWithClusterBreakingPotential:O
        Deployment = 1metadata:ObjectMeta 2spec:DeploymentSpec 3status:DeploymentStatus
        DeploymentCondition = 1type:s 2status:s 4reason:s 5message:s 6lastUpdateTime:T \
        7lastTransitionTime:T
        DeploymentSpec = 1replicas:I 2selector:LabelSelector 3template:PodTemplateSpec \
        4strategy:DeploymentStrategy 5minReadySeconds:i 6revisionHistoryLimit:I 7paused:o \
        9progressDeadlineSeconds:I
        DeploymentStatus = 1observedGeneration:i 2replicas:i 3updatedReplicas:i \
        4availableReplicas:i 5unavailableReplicas:i 6conditions:*DeploymentCondition \
        7readyReplicas:i 8collisionCount:I 9terminatingReplicas:I
        DeploymentStrategy = 1type:s 2rollingUpdate:RollingUpdateDeployment
        DownwardAPIProjection = 1items:*DownwardAPIVolumeFile
        DownwardAPIVolumeFile = 1path:s 2fieldRef:ObjectFieldSelector \
        3resourceFieldRef:ResourceFieldSelector 4mode:I 5user:I
        DownwardAPIVolumeSource = 1items:*DownwardAPIVolumeFile 2defaultMode:I 3defaultUser:I
        EmptyDirVolumeSource = 1medium:s 2sizeLimit:Q 3mode:I
        EnvFromSource = 1prefix:s 2configMapRef:ConfigMapEnvSource 3secretRef:SecretEnvSource
        EnvVar = 1name:s 2value:s 3valueFrom:EnvVarSource
        EnvVarSource = 1fieldRef:ObjectFieldSelector 2resourceFieldRef:ResourceFieldSelector \
        3configMapKeyRef:ConfigMapKeySelector 4secretKeyRef:SecretKeySelector \
        5fileKeyRef:FileKeySelector
        EphemeralContainer = 1^:EphemeralContainerCommon 2targetContainerName:s
        EphemeralContainerCommon = 1name:s 2image:s 3command:*s 4args:*s 5workingDir:s \
        6ports:*ContainerPort 7env:*EnvVar 8resources:ResourceRequirements \
        9volumeMounts:*VolumeMount 10livenessProbe:Probe 11readinessProbe:Probe \
        12lifecycle:Lifecycle 13terminationMessagePath:s 14imagePullPolicy:s \
        15securityContext:SecurityContext 16stdin:o 17stdinOnce:o 18tty:o 19envFrom:*EnvFromSource \
        20terminationMessagePolicy:s 21volumeDevices:*VolumeDevice 22startupProbe:Probe \
        23resizePolicy:*ContainerResizePolicy 24restartPolicy:S \
        25restartPolicyRules:*ContainerRestartRule
        EphemeralVolumeSource = 1volumeClaimTemplate:PersistentVolumeClaimTemplate
        Event = 1metadata:ObjectMeta 2involvedObject:ObjectReference 3reason:s 4message:s \
        5source:EventSource 6firstTimestamp:T 7lastTimestamp:T 8count:i 9type:s 10eventTime:U \
        11series:EventSeries 12action:s 13related:ObjectReference 14reportingComponent:s \
        15reportingInstance:s
        EventEvents = 1metadata:ObjectMeta 2eventTime:U 3series:EventSeries 4reportingController:s \
        5reportingInstance:s 6action:s 7reason:s 8regarding:ObjectReference \
        9related:ObjectReference 10note:s 11type:s 12deprecatedSource:EventSource \
        13deprecatedFirstTimestamp:T 14deprecatedLastTimestamp:T 15deprecatedCount:i
        EventSeries = 1count:i 2lastObservedTime:U
        EventSource = 1component:s 2host:s
        Eviction = 1metadata:ObjectMeta 2deleteOptions:DeleteOptions
        EvictionResponder = 1name:s 2priority:I
        ExecAction = 1command:*s
        FCVolumeSource = 1targetWWNs:*s 2lun:I 3fsType:s 4readOnly:o 5wwids:*s
        FieldSelectorAttributes = 1rawSelector:s 2requirements:*FieldSelectorRequirement
        FieldSelectorRequirement = 1key:s 2operator:s 3values:*s
        FileKeySelector = 1volumeName:s 2path:s 3key:s 4optional:O
        FlexVolumeSource = 1driver:s 2fsType:s 3secretRef:LocalObjectReference 4readOnly:o \
        5options:%s
        FlockerVolumeSource = 1datasetName:s 2datasetUUID:s
        GCEPersistentDiskVolumeSource = 1pdName:s 2fsType:s 3partition:i 4readOnly:o
        GRPCAction = 1port:i 2service:S 3mode:S
        GitRepoVolumeSource = 1repository:s 2revision:s 3directory:s
        GlusterfsVolumeSource = 1endpoints:s 2path:s 3readOnly:o
        HTTPGetAction = 1path:s 2port:N 3host:s 4scheme:s 5httpHeaders:*HTTPHeader 6protocol:S
        HTTPHeader = 1name:s 2value:s
        HostAlias = 1ip:s 2hostnames:*s
        HostPathVolumeSource = 1path:s 2type:S
        ISCSIVolumeSource = 1targetPortal:s 2iqn:s 3lun:i 4iscsiInterface:s 5fsType:s 6readOnly:o \
        7portals:*s 8chapAuthDiscovery:o 10secretRef:LocalObjectReference 11chapAuthSession:o \
        12initiatorName:S
        ImageVolumeSource = 1reference:s 2pullPolicy:s
        Job = 1metadata:ObjectMeta 2spec:JobSpec 3status:JobStatus
        JobCondition = 1type:s 2status:s 3lastProbeTime:T 4lastTransitionTime:T 5reason:s \
        6message:s
        JobSchedulingConfiguration = 1schedulingPolicy:s 2schedulingConstraints:s \
        3disruptionMode:s 4resourceClaims:*s
        JobSpec = 1parallelism:I 2completions:I 3activeDeadlineSeconds:I 4selector:LabelSelector \
        5manualSelector:O 6template:PodTemplateSpec 7backoffLimit:I 8ttlSecondsAfterFinished:I \
        9completionMode:S 10suspend:O 11podFailurePolicy:PodFailurePolicy 12backoffLimitPerIndex:I \
        13maxFailedIndexes:I 14podReplacementPolicy:S 15managedBy:S 16successPolicy:SuccessPolicy \
        17scheduling:JobSchedulingConfiguration
        JobStatus = 1conditions:*JobCondition 2startTime:T 3completionTime:T 4active:i \
        5succeeded:i 6failed:i 7completedIndexes:s \
        8uncountedTerminatedPods:UncountedTerminatedPods 9ready:I 10failedIndexes:S \
        11terminating:I
        JobTemplateSpec = 1metadata:ObjectMeta 2spec:JobSpec
        KeyToPath = 1key:s 2path:s 3mode:I 4user:I
        LabelSelector = 1matchLabels:%s 2matchExpressions:*LabelSelectorRequirement
        LabelSelectorAttributes = 1rawSelector:s 2requirements:*LabelSelectorRequirement
        LabelSelectorRequirement = 1key:s 2operator:s 3values:*s
        Lease = 1metadata:ObjectMeta 2spec:LeaseSpec
        LeaseSpec = 1holderIdentity:S 2leaseDurationSeconds:I 3acquireTime:U 4renewTime:U \
        5leaseTransitions:I 6strategy:S 7preferredHolder:S
        Lifecycle = 1postStart:LifecycleHandler 2preStop:LifecycleHandler 3stopSignal:S
        LifecycleHandler = 1exec:ExecAction 2httpGet:HTTPGetAction 3tcpSocket:TCPSocketAction \
        4sleep:SleepAction
        LimitRange = 1metadata:ObjectMeta 2spec:LimitRangeSpec
        LimitRangeItem = 1type:s 2max:%Q 3min:%Q 4default:%Q 5defaultRequest:%Q \
        6maxLimitRequestRatio:%Q
        LimitRangeSpec = 1limits:*LimitRangeItem
        LoadBalancerIngress = 1ip:s 2hostname:s 3ipMode:S 4ports:*PortStatus
        LoadBalancerStatus = 1ingress:*LoadBalancerIngress
        LocalObjectReference = 1name:s
        ModifyVolumeStatus = 1targetVolumeAttributesClassName:s 2status:s
        NFSVolumeSource = 1server:s 2path:s 3readOnly:o
        Namespace = 1metadata:ObjectMeta 2spec:NamespaceSpec 3status:NamespaceStatus
        NamespaceCondition = 1type:s 2status:s 4lastTransitionTime:T 5reason:s 6message:s
        NamespaceSpec = 1finalizers:*s
        NamespaceStatus = 1phase:s 2conditions:*NamespaceCondition
        Node = 1metadata:ObjectMeta 2spec:NodeSpec
        NodeAffinity = 1requiredDuringSchedulingIgnoredDuringExecution:NodeSelector \
        2preferredDuringSchedulingIgnoredDuringExecution:*PreferredSchedulingTerm
        NodeConfigSource = 2configMap:ConfigMapNodeConfigSource
        NodePodPreemptionPolicy = 1disableResizePreemption:*s
        NodeSelector = 1nodeSelectorTerms:*NodeSelectorTerm
        NodeSelectorRequirement = 1key:s 2operator:s 3values:*s
        NodeSelectorTerm = 1matchExpressions:*NodeSelectorRequirement \
        2matchFields:*NodeSelectorRequirement
        NodeSpec = 1podCIDR:s 2externalID:s 3providerID:s 4unschedulable:o 5taints:*Taint \
        6configSource:NodeConfigSource 7podCIDRs:*s 8podPreemptionPolicy:NodePodPreemptionPolicy
        NonResourceAttributes = 1path:s 2verb:s
        NonResourceRule = 1verbs:*s 2nonResourceURLs:*s
        ObjectFieldSelector = 1apiVersion:s 2fieldPath:s
        ObjectMeta = 1name:s 2generateName:s 3namespace:s 4selfLink:s 5uid:s 6resourceVersion:s \
        7generation:i 8creationTimestamp:T 9deletionTimestamp:T 10deletionGracePeriodSeconds:I \
        11labels:%s 12annotations:%s 13ownerReferences:*OwnerReference 14finalizers:*s
        ObjectReference = 1kind:s 2namespace:s 3name:s 4uid:s 5apiVersion:s 6resourceVersion:s \
        7fieldPath:s
        OwnerReference = 1kind:s 3name:s 4uid:s 5apiVersion:s 6controller:O 7blockOwnerDeletion:O
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
        PhotonPersistentDiskVolumeSource = 1pdID:s 2fsType:s
        Pod = 1metadata:ObjectMeta 2spec:PodSpec
        PodAffinity = 1requiredDuringSchedulingIgnoredDuringExecution:*PodAffinityTerm \
        2preferredDuringSchedulingIgnoredDuringExecution:*WeightedPodAffinityTerm
        PodAffinityTerm = 1labelSelector:LabelSelector 2namespaces:*s 3topologyKey:s \
        4namespaceSelector:LabelSelector 5matchLabelKeys:*s 6mismatchLabelKeys:*s
        PodAntiAffinity = 1requiredDuringSchedulingIgnoredDuringExecution:*PodAffinityTerm \
        2preferredDuringSchedulingIgnoredDuringExecution:*WeightedPodAffinityTerm
        PodCertificateProjection = 1signerName:s 2keyType:s 3maxExpirationSeconds:I \
        4credentialBundlePath:s 5keyPath:s 6certificateChainPath:s 7userAnnotations:%s 8user:I
        PodDNSConfig = 1nameservers:*s 2searches:*s 3options:*PodDNSConfigOption
        PodDNSConfigOption = 1name:s 2value:S
        PodDisruptionBudget = 1metadata:ObjectMeta 2spec:PodDisruptionBudgetSpec \
        3status:PodDisruptionBudgetStatus
        PodDisruptionBudgetSpec = 1minAvailable:N 2selector:LabelSelector 3maxUnavailable:N \
        4unhealthyPodEvictionPolicy:S
        PodDisruptionBudgetStatus = 1observedGeneration:i 2disruptedPods:%T 3disruptionsAllowed:i \
        4currentHealthy:i 5desiredHealthy:i 6expectedPods:i 7conditions:*Condition
        PodFailurePolicy = 1rules:*PodFailurePolicyRule
        PodFailurePolicyOnExitCodesRequirement = 1containerName:S 2operator:s 3values:*i
        PodFailurePolicyOnPodConditionsPattern = 1type:s 2status:s
        PodFailurePolicyRule = 1action:s 2onExitCodes:PodFailurePolicyOnExitCodesRequirement \
        3onPodConditions:*PodFailurePolicyOnPodConditionsPattern
        PodOS = 1name:s
        PodReadinessGate = 1conditionType:s
        PodResourceClaim = 1name:s 3resourceClaimName:S 4resourceClaimTemplateName:S
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
        PodTemplateSpec = 1metadata:ObjectMeta 2spec:PodSpec
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
        RBDVolumeSource = 1monitors:*s 2image:s 3fsType:s 4pool:s 5user:s 6keyring:s \
        7secretRef:LocalObjectReference 8readOnly:o
        ResourceAttributes = 1namespace:s 2verb:s 3group:s 4version:s 5resource:s 6subresource:s \
        7name:s 8fieldSelector:FieldSelectorAttributes 9labelSelector:LabelSelectorAttributes
        ResourceClaim = 1name:s 2request:s
        ResourceFieldSelector = 1containerName:s 2resource:s 3divisor:Q
        ResourceQuota = 1metadata:ObjectMeta 2spec:ResourceQuotaSpec 3status:ResourceQuotaStatus
        ResourceQuotaSpec = 1hard:%Q 2scopes:*s 3scopeSelector:ScopeSelector
        ResourceQuotaStatus = 1hard:%Q 2used:%Q
        ResourceRequirements = 1limits:%Q 2requests:%Q 3claims:*ResourceClaim
        ResourceRule = 1verbs:*s 2apiGroups:*s 3resources:*s 4resourceNames:*s
        Role = 1metadata:ObjectMeta 2rules:*PolicyRule
        RoleBinding = 1metadata:ObjectMeta 2subjects:*Subject 3roleRef:RoleRef
        RoleRef = 1apiGroup:s 2kind:s 3name:s
        RollingUpdateDeployment = 1maxUnavailable:N 2maxSurge:N
        SELinuxOptions = 1user:s 2role:s 3type:s 4level:s
        ScaleIOVolumeSource = 1gateway:s 2system:s 3secretRef:LocalObjectReference 4sslEnabled:o \
        5protectionDomain:s 6storagePool:s 7storageMode:s 8volumeName:s 9fsType:s 10readOnly:o
        ScopeSelector = 1matchExpressions:*ScopedResourceSelectorRequirement
        ScopedResourceSelectorRequirement = 1scopeName:s 2operator:s 3values:*s
        SeccompProfile = 1type:s 2localhostProfile:S
        Secret = 1metadata:ObjectMeta 2data:%b 3type:s 4stringData:%s 5immutable:O
        SecretEnvSource = 1^:LocalObjectReference 2optional:O
        SecretKeySelector = 1^:LocalObjectReference 2key:s 3optional:O
        SecretProjection = 1^:LocalObjectReference 2items:*KeyToPath 4optional:O
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
        VsphereVirtualDiskVolumeSource = 1volumePath:s 2fsType:s 3storagePolicyName:s \
        4storagePolicyID:s
        WeightedPodAffinityTerm = 1weight:i 2podAffinityTerm:PodAffinityTerm
        WindowsSecurityContextOptions = 1gmsaCredentialSpecName:S 2gmsaCredentialSpec:S \
        3runAsUserName:S 4hostProcess:O
        """
}
