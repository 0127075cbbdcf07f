/// Which rows of a log are dropped and changed before it is replayed.
///
/// Under either rule a job needs what it requested, or what it was allocated where the log knows
/// no request, and is estimated to run for the requested time, or for its run time where the log
/// knows none; filling in like that does not count as a change. Rows that cannot be run at all,
/// because they have no processors, more than the machine has, or no run time, are dropped under
/// either rule.
public enum CleaningRule: String, Hashable, Sendable, CaseIterable {
    /// Also drops jobs that ran for no time, cuts runs to their estimates, and orders jobs that
    /// were submitted in the same second by job number. In this order: drop a run time of 0 or
    /// less; processors; drop none or too many; estimate; cut; sort.
    case standard
    /// Keeps what can be run as it is, in the order of submission and of the file.
    case none
}

/// A row of a log as it will be replayed.
struct CleanedRow {
    var job: Int64
    /// Seconds.
    var submit: Int64
    /// Seconds, at least 0.
    var run: Int64
    /// Seconds, at least 0.
    var estimate: Int64
    var processors: Int32
    var user: Int64
    var queue: Int64
}

extension CleaningRule {
    /// Why a row is dropped, in the order of the rule.
    private enum DropReason: Int, CaseIterable {
        case run, processors, size
    }

    /// Applies the rule.
    ///
    /// - Parameters:
    ///   - rows: The rows of the log, in its order.
    ///   - processors: What the machine has, at least 1.
    /// - Returns: What is left, in the order in which it is submitted, and what was done.
    /// - Complexity: O(rows), O(rows · log rows) if they are not in order.
    func apply(
        to rows: [StandardWorkloadFormatRow], processors: Int32
    ) -> (rows: [CleanedRow], report: CleaningReport) {
        var cleaned: [CleanedRow] = []
        cleaned.reserveCapacity(rows.count)
        var drops = [Int](repeating: 0, count: DropReason.allCases.count)
        var cuts = 0
        for row in rows {
            if let reason = reasonToDrop(row, processors: processors) {
                drops[reason.rawValue] += 1
                continue
            }
            var kept = CleanedRow(row)
            if self == .standard, kept.run > kept.estimate {
                kept.run = kept.estimate
                cuts += 1
            }
            cleaned.append(kept)
        }
        sort(&cleaned)
        var report = CleaningReport()
        report.rule = rawValue
        for reason in DropReason.allCases where drops[reason.rawValue] > 0 {
            report.dropped.append(
                CleaningReport.Entry(reason: text(of: reason), rows: drops[reason.rawValue]))
        }
        if cuts > 0 {
            report.changed.append(
                CleaningReport.Entry(reason: "run time cut to the requested time", rows: cuts))
        }
        return (cleaned, report)
    }

    private func reasonToDrop(
        _ row: StandardWorkloadFormatRow, processors: Int32
    ) -> DropReason? {
        if row.run < 0 || (row.run == 0 && self == .standard) { return .run }
        if row.processors <= 0 { return .processors }
        if row.processors > Int64(processors) { return .size }
        return nil
    }

    private func text(of reason: DropReason) -> String {
        switch reason {
        case .run: self == .standard ? "run time is 0 or less" : "run time is unknown or negative"
        case .processors: "no processors requested or allocated"
        case .size: "more processors than the machine has"
        }
    }

    private func sort(_ rows: inout [CleanedRow]) {
        // The archive's logs are in order already.
        let byJob = self == .standard
        let isInOrder = zip(rows, rows.dropFirst()).allSatisfy { left, right in
            left.submit < right.submit
                || (left.submit == right.submit && (!byJob || left.job <= right.job))
        }
        if isInOrder { return }
        let keyed = rows.enumerated().sorted { left, right in
            (left.element.submit, byJob ? left.element.job : 0, left.offset)
                < (right.element.submit, byJob ? right.element.job : 0, right.offset)
        }
        rows = keyed.map(\.element)
    }
}

extension StandardWorkloadFormatRow {
    /// What was requested, or allocated if nothing is known of a request.
    fileprivate var processors: Int64 { requested > 0 ? requested : allocated }
}

extension CleanedRow {
    /// Takes over a row that can be run.
    fileprivate init(_ row: StandardWorkloadFormatRow) {
        self.init(
            job: row.job, submit: row.submit, run: row.run,
            estimate: row.requestedTime > 0 ? row.requestedTime : row.run,
            processors: Int32(row.processors), user: row.user, queue: row.queue)
    }
}
