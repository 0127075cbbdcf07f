/// What `kubectl create` and `kubectl auth can-i` send as protobuf, as far as they fill it.
///
/// Those commands send nothing else. One message a line: `Message = 1name:type 2name:type`, with
/// the numbers of the Kubernetes protocol. What is not listed is passed over, so a pod that a
/// client of another kind sends this way would lose fields: everybody but `kubectl` sends JSON.
///
/// Types: `s` text, `b` bytes, `i` number, `o` boolean, in capitals the same where zero is
/// different from absent; `Q` quantity, `N` number or text; `*` a list, `%` a map from texts;
/// otherwise a message.
enum ProtobufMessages {
    static let text = """
        ObjectMeta = 1name:s 2generateName:s 3namespace:s 11labels:%s 12annotations:%s
        Namespace = 1metadata:ObjectMeta
        ConfigMap = 1metadata:ObjectMeta 2data:%s 3binaryData:%b 4immutable:O
        Secret = 1metadata:ObjectMeta 2data:%b 3type:s 4stringData:%s 5immutable:O
        ServiceAccount = 1metadata:ObjectMeta
        PriorityClass = 1metadata:ObjectMeta 2value:i 3globalDefault:o 4description:s \
        5preemptionPolicy:s
        PodDisruptionBudget = 1metadata:ObjectMeta 2spec:PodDisruptionBudgetSpec
        PodDisruptionBudgetSpec = 1minAvailable:N 2selector:LabelSelector 3maxUnavailable:N
        LabelSelector = 1matchLabels:%s 2matchExpressions:*LabelSelectorRequirement
        LabelSelectorRequirement = 1key:s 2operator:s 3values:*s
        Job = 1metadata:ObjectMeta 2spec:JobSpec
        JobSpec = 1parallelism:I 2completions:I 6template:PodTemplateSpec 7backoffLimit:I
        Deployment = 1metadata:ObjectMeta 2spec:DeploymentSpec
        DeploymentSpec = 1replicas:I 2selector:LabelSelector 3template:PodTemplateSpec
        PodTemplateSpec = 1metadata:ObjectMeta 2spec:PodSpec
        PodSpec = 2containers:*Container 3restartPolicy:s
        Container = 1name:s 2image:s 3command:*s 4args:*s 6ports:*ContainerPort
        ContainerPort = 1name:s 3containerPort:i 4protocol:s
        SelfSubjectAccessReview = 1metadata:ObjectMeta 2spec:SelfSubjectAccessReviewSpec
        SelfSubjectAccessReviewSpec = 1resourceAttributes:ResourceAttributes \
        2nonResourceAttributes:NonResourceAttributes
        ResourceAttributes = 1namespace:s 2verb:s 3group:s 4version:s 5resource:s 6subresource:s \
        7name:s
        NonResourceAttributes = 1path:s 2verb:s
        SelfSubjectRulesReview = 1metadata:ObjectMeta 2spec:SelfSubjectRulesReviewSpec
        SelfSubjectRulesReviewSpec = 1namespace:s
        """
}
