import TestKit
import Testing

/// Stories that people tell with `kubectl`, a cluster and the built program.
@Suite(
    "End to end", .enabled(if: Kubectl.program != nil, "kubectl is not installed"), .ownThreads,
    .cluster, .atATime(8))
struct EndToEndTests {}
