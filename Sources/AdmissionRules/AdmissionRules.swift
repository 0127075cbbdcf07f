public import KubernetesModel

/// Judges what an API server asks of a webhook.
///
/// A value: the same request, settings and facts give the same answer.
public struct AdmissionRules: Sendable {
    /// What is done.
    public var settings: AdmissionSettings

    /// The longest review in bytes: more than twice the largest object that a server stores.
    public static let maximumBytes = 8 << 20

    /// Rules with these settings.
    public init(_ settings: AdmissionSettings) {
        self.settings = settings
    }

    /// A decoder for ``judge(_:_:with:)``; it keeps its memory from review to review.
    public static func makeDecoder() -> ObjectDecoder {
        ObjectDecoder(maximumBytes: maximumBytes)
    }

    /// Judges the body of a call.
    ///
    /// - Parameters:
    ///   - review: An `AdmissionReview` of `admission.k8s.io/v1` as JSON.
    ///   - facts: What is known.
    ///   - decoder: From ``makeDecoder()``.
    /// - Returns: What was asked and what is to be answered.
    /// - Throws: ``AdmissionRefusal`` when there is nothing that could be answered.
    /// - Complexity: O(n) in the length of the review, and in that of the queue file for a
    ///   config map.
    public func judge(
        _ review: [UInt8], _ facts: AdmissionFacts, with decoder: inout ObjectDecoder
    ) throws(AdmissionRefusal) -> AdmissionJudgement {
        guard review.count <= Self.maximumBytes else { throw .tooLarge(bytes: review.count) }
        let request: AdmissionRequest
        do throws(DecodingProblem) {
            request = try decoder.decodeReview(from: review.span, paths: paths)
        } catch {
            throw .unreadable(error)
        }
        return AdmissionJudgement(request: request, answer: answer(request, facts))
    }

    /// Judges one request.
    func answer(_ request: AdmissionRequest, _ facts: AdmissionFacts) -> AdmissionAnswer {
        switch request.kind.description {
        case "ConfigMap": return checkConfigMap(request, facts)
        case "Pod":
            return request.refusalIfUnreadable ?? judgePod(request, facts)
        default:
            guard !paths(request.kind).isEmpty else { return AdmissionAnswer() }
            return request.refusalIfUnreadable ?? judgeWorkload(request, facts)
        }
    }

    private func paths(_ kind: ObjectKind) -> [[String]] {
        kind.description == "Pod" ? [["metadata"]] : settings.workloads.paths(of: kind)
    }
}

/// Why a call gets no answer but an error of HTTP.
public enum AdmissionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The body is longer than ``AdmissionRules/maximumBytes``.
    case tooLarge(bytes: Int)
    /// The body is no review that could be answered.
    case unreadable(DecodingProblem)

    /// The status of HTTP: 413 or 400.
    public var status: Int {
        switch self {
        case .tooLarge: 413
        case .unreadable: 400
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .tooLarge(let bytes):
            "the review has \(bytes) bytes, more than \(AdmissionRules.maximumBytes)"
        case .unreadable(let problem): "the body cannot be read: \(problem)"
        }
    }
}

/// What was asked and what is answered.
public struct AdmissionJudgement: Hashable, Sendable {
    /// What was asked.
    public var request: AdmissionRequest
    /// What is answered.
    public var answer: AdmissionAnswer

    /// The body of the answer.
    public var json: [UInt8] { answer.json(uid: request.uid) }
}

extension AdmissionRequest {
    /// A denial where a new object cannot be read: what it says of its submitter is not known.
    fileprivate var refusalIfUnreadable: AdmissionAnswer? {
        guard operation == .create || operation == .update, let problem = object.problem else {
            return nil
        }
        return AdmissionAnswer(
            denying: .invalid, "the \(kind) cannot be read: \(problem); correct it")
    }
}

/// The usual denials.
enum DenialKind {
    /// The requester may not.
    case forbidden
    /// Nobody may.
    case invalid
}

extension AdmissionAnswer {
    init(denying kind: DenialKind, _ message: String) {
        self.init()
        denial =
            switch kind {
            case .forbidden: Denial(code: 403, reason: "Forbidden", message: message)
            case .invalid: Denial(code: 422, reason: "Invalid", message: message)
            }
    }
}
