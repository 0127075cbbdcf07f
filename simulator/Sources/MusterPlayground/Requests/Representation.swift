/// What a client wants to read, from its `Accept` header.
struct Representation: Sendable, Equatable {
    enum Form: Sendable, Equatable {
        case object
        case table
        case partialMetadata
    }

    var form = Form.object
    var isYAML = false

    /// The first media type of the header that can be served.
    init(accept: String?) throws {
        guard let accept, !accept.isEmpty else { return }
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map { part in
                part.drop { $0 == " " }.filter { $0 != " " }
            }
            guard let type = parts.first else { continue }
            var parameters: [String: String] = [:]
            for part in parts.dropFirst() {
                let sides = part.split(separator: "=", maxSplits: 1)
                if sides.count == 2 { parameters[String(sides[0])] = String(sides[1]) }
            }
            switch type {
            case "application/json", "application/yaml":
                isYAML = type == "application/yaml"
                switch parameters["as"] {
                case nil: return
                case "Table" where parameters["v"] == "v1":
                    form = .table
                    return
                case "PartialObjectMetadata" where parameters["v"] == "v1",
                    "PartialObjectMetadataList" where parameters["v"] == "v1":
                    form = .partialMetadata
                    return
                default: continue
                }
            case "*/*", "application/*": return
            default: continue
            }
        }
        throw APIError.notAcceptable
    }
}
