/// The labels and annotations that say what a pod or a namespace is to the scheduler.
///
/// YuniKorn's keep their names, so that what was written for it goes on working.
public enum YuniKornName {
    /// Label or annotation: the application.
    public static let applicationID = "yunikorn.apache.org/app-id"
    /// Label: the application, in the old form.
    public static let oldApplicationID = "applicationId"
    /// Label of Spark: the application.
    public static let sparkApplicationID = "spark-app-selector"
    /// Label or annotation: the queue.
    public static let queue = "yunikorn.apache.org/queue"
    /// Label: the queue, in the old form.
    public static let oldQueue = "queue"
    /// Annotation: who submitted it, `{"user": "…", "groups": ["…"]}`.
    public static let userInfo = "yunikorn.apache.org/user.info"
    /// Annotation: the task groups of the application, a JSON list.
    public static let taskGroups = "yunikorn.apache.org/task-groups"
    /// Annotation: the task group that the pod belongs to.
    public static let taskGroupName = "yunikorn.apache.org/task-group-name"
    /// Annotation: style and timeout of a gang, `key=value` separated by blanks.
    public static let policyParameters = "yunikorn.apache.org/schedulingPolicyParameters"
    /// Annotation of placeholder pods: `true`.
    public static let placeholder = "internal.yunikorn.apache.org/placeholder"
    /// Annotation of pods and PriorityClasses: `false` asks not to be evicted.
    public static let allowPreemption = "yunikorn.apache.org/allow-preemption"
    /// Annotation of namespaces: max resources, a JSON map.
    public static let namespaceQuota = "yunikorn.apache.org/namespace.quota"
    /// Annotation of namespaces: guaranteed resources, a JSON map.
    public static let namespaceGuaranteed = "yunikorn.apache.org/namespace.guaranteed"
    /// Annotation of namespaces: how many applications may run.
    public static let namespaceMaxApplications = "yunikorn.apache.org/namespace.maxApps"
    /// Annotation of namespaces, deprecated: max processor time.
    public static let namespaceMaxCPU = "yunikorn.apache.org/namespace.max.cpu"
    /// Annotation of namespaces, deprecated: max memory.
    public static let namespaceMaxMemory = "yunikorn.apache.org/namespace.max.memory"
    /// Annotation of namespaces: the queue above that of the namespace.
    public static let parentQueue = "yunikorn.apache.org/parentqueue"
    /// Annotation of namespaces: whether their pods are claimed on admission, `true` or `false`.
    public static let namespaceIsClaimed = "yunikorn.apache.org/namespace.enableYuniKorn"
    /// Annotation of namespaces: whether their pods get an application on admission, `true` or
    /// `false`.
    public static let namespaceGeneratesApplicationID =
        "yunikorn.apache.org/namespace.generateAppId"
}

/// The annotations that are Muster's own.
public enum MusterName {
    /// Annotation of pods: when the application last saved its work, RFC 3339.
    ///
    /// What it did until then would not be lost if it were evicted.
    public static let lastCheckpoint = "muster.dev/last-checkpoint"
    /// Annotation of pods: what holds the places of a gang, the scheduler (`virtual`) or
    /// placeholder pods, which an autoscaler sees (`pods`).
    ///
    /// The queue decides where nothing is said.
    public static let placeholders = "muster.dev/placeholders"
    /// Annotation of pods: how many pods like this one must start together, 1 or more.
    ///
    /// 1 means that each can start alone. Goes before what the owner of the pods says.
    public static let minMembers = "muster.dev/min-members"
}

/// The names by which others say that pods belong together.
enum GangName {
    /// Label: the PodGroup of scheduler-plugins.
    static let schedulerPlugins = "scheduling.x-k8s.io/pod-group"
    /// Label: the same from before the group was renamed.
    static let oldSchedulerPlugins = "pod-group.scheduling.sigs.k8s.io"
    /// Annotation: the PodGroup of Volcano.
    static let volcano = "scheduling.k8s.io/group-name"
    /// Annotation of Volcano: the task of the pod.
    static let volcanoTask = "volcano.sh/task-spec"

    /// Label of Spark: `driver` or `executor`.
    static let sparkRole = "spark-role"
    /// Label of JobSet: the JobSet.
    static let jobSet = "jobset.sigs.k8s.io/jobset-name"
    /// Label of JobSet: the kind of its Jobs.
    static let replicatedJob = "jobset.sigs.k8s.io/replicatedjob-name"
    /// Label of KubeRay: the group, `headgroup` for the head.
    static let rayGroup = "ray.io/group"
    /// Label of KubeRay: `head` or `worker`.
    static let rayNodeType = "ray.io/node-type"
    /// Label of the training operator: the type of the replica, such as `master` or `worker`.
    static let trainingReplicaType = "training.kubeflow.org/replica-type"
    /// Label of the MPI operator: `launcher` or `worker`.
    static let trainingJobRole = "training.kubeflow.org/job-role"
    /// Label of LeaderWorkerSet: the LeaderWorkerSet.
    static let leaderWorkerSet = "leaderworkerset.sigs.k8s.io/name"
    /// Label of LeaderWorkerSet: which of its groups.
    static let leaderWorkerGroup = "leaderworkerset.sigs.k8s.io/group-index"
    /// Label of LeaderWorkerSet: which pod of the group; 0 is the leader.
    static let leaderWorkerIndex = "leaderworkerset.sigs.k8s.io/worker-index"
    /// Label of Flink: `jobmanager` or `taskmanager`.
    static let flinkComponent = "component"
}
