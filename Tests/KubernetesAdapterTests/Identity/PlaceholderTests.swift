import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("Placeholders and originators")
struct PlaceholderTests {
    private func pod(_ uid: String, created: Int64?, placeholder: String? = nil) -> Pod {
        var pod = Pod()
        pod.metadata.uid = uid
        pod.metadata.creationTimestamp = created.map { Timestamp(milliseconds: $0) }
        pod.metadata.annotations["internal.yunikorn.apache.org/placeholder"] = placeholder
        return pod
    }

    @Test(
        "The words for true are those of Go",
        arguments: [
            ("true", true), ("True", true), ("t", true), ("1", true), ("yes", false),
            ("false", false), (nil, false),
        ] as [(String?, Bool)])
    func placeholder(word: String?, expected: Bool) {
        #expect(pod("a", created: 0, placeholder: word).isPlaceholder == expected)
    }

    @Test("The originator is the first pod that is no placeholder; of equals the least UID")
    func first() {
        let pods = [
            pod("e", created: 2000), pod("d", created: 1000), pod("c", created: 1000),
            pod("b", created: 0, placeholder: "true"), pod("a", created: nil),
        ]
        #expect(originator(of: pods) == 2)
        #expect(originator(of: Array(pods[3...])) == 1)
        #expect(originator(of: [pods[3]]) == nil)
    }

    @Test(
        "How places are held",
        arguments: [("pods", .pods), ("virtual", .virtual), ("Pods", nil)]
            as [(String, PlaceholderMode?)])
    func mode(word: String, expected: PlaceholderMode?) {
        var pod = Pod()
        #expect(PlaceholderMode(pod) == nil)
        pod.metadata.annotations["muster.dev/placeholders"] = word
        #expect(PlaceholderMode(pod) == expected)
    }
}
