/// The kinds that users write by hand or `kubectl` sends as protobuf, and what they consist of, one
/// message a line: `Message = 1name:type 2name:type`.
///
/// Also says which fields there are at all.
///
/// Types: `s` text, `b` bytes, `i` number, `o` boolean, `d` double; in capitals the same where zero
/// is different from absent; `T` time, `U` time with microseconds, `Q` quantity, `N` number or
/// text, `R` raw, `L` duration; `*` a list, `%` a map from texts; otherwise a message. A field
/// named `^` has its fields in the message around it.
///
/// Made from the `protobuf` tags of k8s.io/api and k8s.io/apimachinery (Apache License 2.0),
/// version 1.37.
enum ProtobufSchema {
    static let text = firstHalf + "\n" + secondHalf

    private static let firstHalf = """
        AWSElasticBlockStoreVolumeSource = 1volumeID:s 2fsType:s 3partition:i 4readOnly:o
        Affinity = 1nodeAffinity:NodeAffinity 2podAffinity:PodAffinity \
        3podAntiAffinity:PodAntiAffinity
        AggregationRule = 1clusterRoleSelectors:*LabelSelector
        AppArmorProfile = 1type:s 2localhostProfile:S
        AttachedVolume = 1name:s 2devicePath:s
        AzureDiskVolumeSource = 1diskName:s 2diskURI:s 3cachingMode:S 4fsType:S 5readOnly:O \
        6kind:S
        AzureFilePersistentVolumeSource = 1secretName:s 2shareName:s 3readOnly:o \
        4secretNamespace:S
        AzureFileVolumeSource = 1secretName:s 2shareName:s 3readOnly:o
        Binding = 1metadata:ObjectMeta 2target:ObjectReference
        BoundObjectReference = 1kind:s 2apiVersion:s 3name:s 4uid:s
        CSIPersistentVolumeSource = 1driver:s 2volumeHandle:s 3readOnly:o 4fsType:s \
        5volumeAttributes:%s 6controllerPublishSecretRef:SecretReference \
        7nodeStageSecretRef:SecretReference 8nodePublishSecretRef:SecretReference \
        9controllerExpandSecretRef:SecretReference 10nodeExpandSecretRef:SecretReference
        CSIVolumeSource = 1driver:s 2readOnly:O 3fsType:S 4volumeAttributes:%s \
        5nodePublishSecretRef:LocalObjectReference
        Capabilities = 1add:*s 2drop:*s
        CephFSPersistentVolumeSource = 1monitors:*s 2path:s 3user:s 4secretFile:s \
        5secretRef:SecretReference 6readOnly:o
        CephFSVolumeSource = 1monitors:*s 2path:s 3user:s 4secretFile:s \
        5secretRef:LocalObjectReference 6readOnly:o
        CinderPersistentVolumeSource = 1volumeID:s 2fsType:s 3readOnly:o \
        4secretRef:SecretReference
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
        ContainerExtendedResourceRequest = 1containerName:s 2resourceName:s 3requestName:s
        ContainerImage = 1names:*s 2sizeBytes:i
        ContainerPort = 1name:s 2hostPort:i 3containerPort:i 4protocol:s 5hostIP:s
        ContainerResizePolicy = 1resourceName:s 2restartPolicy:s
        ContainerRestartRule = 1action:s 2exitCodes:ContainerRestartRuleOnExitCodes
        ContainerRestartRuleOnExitCodes = 1operator:s 2values:*i
        ContainerState = 1waiting:ContainerStateWaiting 2running:ContainerStateRunning \
        3terminated:ContainerStateTerminated
        ContainerStateRunning = 1startedAt:T
        ContainerStateTerminated = 1exitCode:i 2signal:i 3reason:s 4message:s 5startedAt:T \
        6finishedAt:T 7containerID:s
        ContainerStateWaiting = 1reason:s 2message:s
        ContainerStatus = 1name:s 2state:ContainerState 3lastState:ContainerState 4ready:o \
        5restartCount:i 6image:s 7imageID:s 8containerID:s 9started:O 10allocatedResources:%Q \
        11resources:ResourceRequirements 12volumeMounts:*VolumeMountStatus 13user:ContainerUser \
        14allocatedResourcesStatus:*ResourceStatus 15stopSignal:S
        ContainerUser = 1linux:LinuxContainerUser
        CronJob = 1metadata:ObjectMeta 2spec:CronJobSpec 3status:CronJobStatus
        CronJobSpec = 1schedule:s 2startingDeadlineSeconds:I 3concurrencyPolicy:s 4suspend:O \
        5jobTemplate:JobTemplateSpec 6successfulJobsHistoryLimit:I 7failedJobsHistoryLimit:I \
        8timeZone:S
        CronJobStatus = 1active:*ObjectReference 4lastScheduleTime:T 5lastSuccessfulTime:T
        DaemonEndpoint = 1Port:i
        DaemonSet = 1metadata:ObjectMeta 2spec:DaemonSetSpec 3status:DaemonSetStatus
        DaemonSetCondition = 1type:s 2status:s 3lastTransitionTime:T 4reason:s 5message:s
        DaemonSetSpec = 1selector:LabelSelector 2template:PodTemplateSpec \
        3updateStrategy:DaemonSetUpdateStrategy 4minReadySeconds:i 6revisionHistoryLimit:I
        DaemonSetStatus = 1currentNumberScheduled:i 2numberMisscheduled:i \
        3desiredNumberScheduled:i 4numberReady:i 5observedGeneration:i 6updatedNumberScheduled:i \
        7numberAvailable:i 8numberUnavailable:i 9collisionCount:I 10conditions:*DaemonSetCondition
        DaemonSetUpdateStrategy = 1type:s 2rollingUpdate:RollingUpdateDaemonSet
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
        FlexPersistentVolumeSource = 1driver:s 2fsType:s 3secretRef:SecretReference 4readOnly:o \
        5options:%s
        FlexVolumeSource = 1driver:s 2fsType:s 3secretRef:LocalObjectReference 4readOnly:o \
        5options:%s
        FlockerVolumeSource = 1datasetName:s 2datasetUUID:s
        GCEPersistentDiskVolumeSource = 1pdName:s 2fsType:s 3partition:i 4readOnly:o
        GRPCAction = 1port:i 2service:S 3mode:S
        GitRepoVolumeSource = 1repository:s 2revision:s 3directory:s
        GlusterfsPersistentVolumeSource = 1endpoints:s 2path:s 3readOnly:o 4endpointsNamespace:S
        GlusterfsVolumeSource = 1endpoints:s 2path:s 3readOnly:o
        HTTPGetAction = 1path:s 2port:N 3host:s 4scheme:s 5httpHeaders:*HTTPHeader 6protocol:S
        HTTPHeader = 1name:s 2value:s
        HostAlias = 1ip:s 2hostnames:*s
        HostIP = 1ip:s
        HostPathVolumeSource = 1path:s 2type:S
        ISCSIPersistentVolumeSource = 1targetPortal:s 2iqn:s 3lun:i 4iscsiInterface:s 5fsType:s \
        6readOnly:o 7portals:*s 8chapAuthDiscovery:o 10secretRef:SecretReference \
        11chapAuthSession:o 12initiatorName:S
        ISCSIVolumeSource = 1targetPortal:s 2iqn:s 3lun:i 4iscsiInterface:s 5fsType:s 6readOnly:o \
        7portals:*s 8chapAuthDiscovery:o 10secretRef:LocalObjectReference 11chapAuthSession:o \
        12initiatorName:S
        ImageVolumeSource = 1reference:s 2pullPolicy:s
        ImageVolumeStatus = 1imageRef:s
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
        LinuxContainerUser = 1uid:i 2gid:i 3supplementalGroups:*i
        LoadBalancerIngress = 1ip:s 2hostname:s 3ipMode:S 4ports:*PortStatus
        LoadBalancerStatus = 1ingress:*LoadBalancerIngress
        LocalObjectReference = 1name:s
        LocalVolumeSource = 1path:s 2fsType:S
        """
}
