import MusterCore
import YAMLDocument

extension AccessControlList {
    /// Reads `*`, or users and groups separated by one space, each list separated by commas.
    ///
    /// - Parameters:
    ///   - text: The list; empty means nobody, a leading space that there are only groups.
    ///   - location: Where it is written.
    ///   - problems: Where mistakes are added. A name that cannot be one is a warning: it gets no
    ///     rights, as in YuniKorn, and the rest of the list holds.
    init?(_ text: String, at location: SourceLocation, problems: inout [Problem]) {
        if text.trimmingBlanks == "*" {
            self = .everyone
            return
        }
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count <= 2 else {
            problems.append(
                Problem(
                    at: location, "multiple spaces in the ACL", found: text,
                    expected: "`users`, or `users groups`",
                    hint: "separate names with commas, and the two lists with one space"))
            return nil
        }
        if fields.count == 2, fields[0].last == ",", !fields[1].isEmpty {
            problems.append(
                Problem(
                    .warning, at: location, "what follows the space is read as groups",
                    found: text, hint: "separate users with a comma and no space"))
        }
        let users = Self.names(in: fields.first, of: .user, at: location, problems: &problems)
        let groups = Self.names(
            in: fields.dropFirst().first, of: .group, at: location, problems: &problems)
        let isEverybody = users == ["*"] || groups == ["*"]
        self = isEverybody ? .everyone : AccessControlList(users: users, groups: groups)
    }

    private static func names(
        in list: Substring?, of rule: NameRule, at location: SourceLocation,
        problems: inout [Problem]
    ) -> [String] {
        let names = (list ?? "").split(separator: ",").map(String.init)
        if names == ["*"] { return names }
        return names.filter { name in
            if rule.matches(name) { return true }
            problems.append(
                Problem(
                    .warning, at: location,
                    "a name in the ACL is no name of a \(rule) and gets no rights", found: name,
                    expected: rule.description))
            return false
        }
    }
}
