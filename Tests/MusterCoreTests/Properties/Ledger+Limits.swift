import MusterCore

/// Which limits concern an application, worked out from the configuration alone.
extension Ledger {
    /// The limits of its user and of its group in every queue of its path.
    func limits(of app: App, in path: String) -> [QueueLimit] {
        let limits = Self.paths(to: path).reversed().map { queues[$0]?.limits ?? [] }
        let user = limits.compactMap { here in
            here.first { $0.users.contains(app.user) } ?? here.first { $0.users.contains("*") }
        }
        let named = limits.compactMap { here in
            (app.groups + ["*"]).first { name in here.contains { $0.groups.contains(name) } }
        }
        guard let name = named.first else { return user }
        return user + limits.compactMap { here in here.first { $0.groups.contains(name) } }
    }
}
