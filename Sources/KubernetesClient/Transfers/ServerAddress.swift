import CLibCurl

/// The API server's address in the parts that the client needs.
struct ServerAddress {
    /// The scheme, name and port that connections are made for, and the path put before others;
    /// without a final `/`.
    let base: String
    /// The header `Host` where it is not what `base` says.
    let host: String?
    /// What libcurl has to connect to instead of `base`.
    let connectTo: String?

    /// - Parameters:
    ///   - text: The address as configured.
    ///   - serverName: The name that the server's certificate has instead.
    /// - Throws: ``ClientError/invalidRequest(_:)``.
    init(_ text: String, serverName: String?) throws(ClientError) {
        let wrong = ClientError.invalidRequest(
            "the server's address is `\(text)`, expected one such as `https://<host>:<port>`")
        guard text.hasPrefix("https://") || text.hasPrefix("http://"),
            let parts = URLParts(text), !parts.host.isEmpty
        else { throw wrong }
        var path = parts.path[...]
        while path.last == "/" { path.removeLast() }
        let address = "\(parts.host):\(parts.port)"
        guard let serverName, !serverName.isEmpty else {
            base = "\(parts.scheme)://\(address)\(path)"
            (host, connectTo) = (nil, nil)
            return
        }
        let named = "\(parts.scheme)://\(serverName):\(parts.port)\(path)"
        guard URLParts(named)?.host == serverName else {
            throw .invalidRequest("`\(serverName)` is no name of a server")
        }
        base = named
        host = address
        connectTo = "::\(address)"
    }
}

/// A web address, taken apart by libcurl.
private struct URLParts {
    var scheme = ""
    var host = ""
    var port = ""
    var path = ""

    init?(_ text: String) {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        let flags = UInt32(CURLU_DEFAULT_PORT)
        guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: url, flags: 0),
            let host = Self.part(CURLUPART_HOST, of: url, flags: 0),
            let port = Self.part(CURLUPART_PORT, of: url, flags: flags),
            Self.part(CURLUPART_QUERY, of: url, flags: 0) == nil,
            Self.part(CURLUPART_USER, of: url, flags: 0) == nil
        else { return nil }
        (self.scheme, self.host, self.port) = (scheme, host, port)
        path = Self.part(CURLUPART_PATH, of: url, flags: 0) ?? ""
    }

    private static func part(
        _ part: CURLUPart, of url: OpaquePointer, flags: UInt32
    ) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
