import MusterCore

/// Reports what it costs to ask each of many that wait why it does: after a change on a node, and
/// when nothing has changed.
func reportReasons(nodes: Int, rounds: Int = 3) {
    let asks = nodes * 40
    var scheduler = Shape(nodes: nodes, asks: asks, isMixed: true).load()
    scheduler.apply(.timeReached(Tick(seconds: 1)))
    let waiting = (0..<asks).map { AskID($0) }.filter { scheduler.node(of: $0) == nil }
    let placed = (0..<asks).map { AskID($0) }.filter { scheduler.node(of: $0) != nil }
    var best = (changed: Double.infinity, unchanged: Double.infinity)
    for round in 0..<rounds {
        scheduler.apply(.allocationsFinished(AskRange(first: placed[round])))
        best.changed = min(best.changed, seconds(toAskAll: waiting, &scheduler))
        best.unchanged = min(best.unchanged, seconds(toAskAll: waiting, &scheduler))
    }
    printRow(
        "reasons after a change", nodes: nodes, decided: waiting.count, seconds: best.changed)
    printRow(
        "reasons, nothing changed", nodes: nodes, decided: waiting.count,
        seconds: best.unchanged)
}

private func seconds(toAskAll waiting: [AskID], _ scheduler: inout Scheduler) -> Double {
    let begin = processorSeconds()
    for ask in waiting { _ = scheduler.waitReason(of: ask) }
    return processorSeconds() - begin
}
