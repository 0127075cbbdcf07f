import CLibCurl

/// Turns a request into libcurl's options.
struct TransferOptions {
    /// Which connections a loop uses.
    enum Connections {
        /// Few, each shared by many calls (HTTP/2 where the server has it).
        case shared
        /// One for each transfer (HTTP/1.1): a reader that pauses holds up nobody else, and no
        /// long answer stands before a short one.
        case own
    }

    let configuration: ClientConfiguration
    let address: ServerAddress
    let connections: Connections

    /// Sets all options for the next attempt of `exchange`.
    ///
    /// - Parameters:
    ///   - exchange: Whose callbacks libcurl calls; it outlives the transfer.
    ///   - credential: What goes with the request.
    ///   - maxAgeSeconds: Older connections are not used again; 0 for any age.
    ///   - easy: Where the options are set; all others are forgotten.
    /// - Throws: ``ClientError/invalidRequest(_:)`` for what HTTP or libcurl refuses.
    func apply(
        _ exchange: Exchange, credential: Credential, maxAgeSeconds: Int, to easy: EasyHandle
    ) throws(ClientError) {
        let request = exchange.request
        easy.reset()
        easy.set(CURLOPT_URL, address.base + (try request.target()))
        easy.set(CURLOPT_HTTPHEADER, lines: try headerLines(of: request, credential: credential))
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        easy.set(CURLOPT_HEADERFUNCTION, callback: ExchangeCallbacks.header)
        easy.set(CURLOPT_HEADERDATA, pointer: context)
        easy.set(CURLOPT_WRITEFUNCTION, callback: ExchangeCallbacks.write)
        easy.set(CURLOPT_WRITEDATA, pointer: context)
        setVerb(of: request, context: context, to: easy)
        setConnection(to: easy)
        // Not for streams: events would wait in the decompressor.
        if !exchange.isStream { easy.set(CURLOPT_ACCEPT_ENCODING, "gzip") }
        easy.set(CURLOPT_MAXLIFETIME_CONN, maxAgeSeconds)
        setTLS(credential, to: easy)
        if case .url(let url) = configuration.proxy {
            easy.set(CURLOPT_PROXY, url)
            easy.set(CURLOPT_NOPROXY, "")
        }
        if let refused = easy.refusedOption { throw .invalidRequest("libcurl says: \(refused)") }
    }

    private func headerLines(
        of request: Request, credential: Credential
    ) throws(ClientError) -> [String] {
        var headers = request.headers
        func hasHeader(_ name: String) -> Bool {
            request.headers.contains { $0.name.lowercased() == name }
        }
        if !hasHeader("accept") { headers.append(Field("Accept", "application/json")) }
        if request.body != nil, !hasHeader("content-type") {
            headers.append(Field("Content-Type", "application/json"))
        }
        headers.append(Field("User-Agent", configuration.userAgent))
        if let authorization = credential.authorization {
            headers.append(Field("Authorization", authorization))
        }
        if let host = address.host { headers.append(Field("Host", host)) }
        headers += configuration.impersonation?.headers ?? []
        var lines: [String] = []
        for header in headers { lines.append(try header.headerLine()) }
        // Without a value: libcurl is not to ask before it sends a large body.
        return lines + ["Expect:"]
    }

    private func setVerb(
        of request: Request, context: UnsafeMutableRawPointer, to easy: EasyHandle
    ) {
        let hasBody = request.body != nil || [.post, .put, .patch].contains(request.verb)
        if hasBody {
            easy.set(CURLOPT_POST, 1)
        } else {
            easy.set(CURLOPT_HTTPGET, 1)
        }
        if request.verb != (hasBody ? .post : .get) {
            easy.set(CURLOPT_CUSTOMREQUEST, request.verb.rawValue)
        }
        guard hasBody else { return }
        if request.verb.isIdempotent {
            easy.set(body: request.body ?? [])
        } else {
            // libcurl repeats a request on its own when a kept connection turns out to be dead. A
            // body that it cannot rewind keeps it from doing so after it has sent some of it.
            easy.setLarge(CURLOPT_POSTFIELDSIZE_LARGE, request.body?.count ?? 0)
            easy.set(CURLOPT_READFUNCTION, callback: ExchangeCallbacks.read)
            easy.set(CURLOPT_READDATA, pointer: context)
        }
    }

    private func setConnection(to easy: EasyHandle) {
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        easy.set(CURLOPT_PATH_AS_IS, 1)
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        let connectTimeout = configuration.connectTimeout.wholeNanoseconds / 1_000_000
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(max(connectTimeout, 1), 3_600_000)))
        easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        easy.set(CURLOPT_TCP_KEEPIDLE, 30)
        easy.set(CURLOPT_TCP_KEEPINTVL, 10)
        easy.setUnacknowledgedTimeBound()
        switch connections {
        case .shared:
            easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
            easy.set(CURLOPT_PIPEWAIT, 1)
        case .own:
            easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
            easy.set(CURLOPT_BUFFERSIZE, 131_072)
        }
        if let connectTo = address.connectTo { easy.set(CURLOPT_CONNECT_TO, lines: [connectTo]) }
    }

    private func setTLS(_ credential: Credential, to easy: EasyHandle) {
        let tls = configuration.tls
        if tls.isInsecure {
            easy.set(CURLOPT_SSL_VERIFYPEER, 0)
            easy.set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if let authority = tls.authority {
            // Debian's libcurl believes all authorities of the system as well unless told not to.
            easy.set(CURLOPT_CAPATH, nil)
            easy.set(CURLOPT_CA_CACHE_TIMEOUT, 0)
            switch authority {
            case .file(let path): easy.set(CURLOPT_CAINFO, path)
            case .data(let bytes):
                easy.set(CURLOPT_CAINFO, nil)
                easy.set(CURLOPT_CAINFO_BLOB, copyOf: bytes)
            }
        }
        let certificate = credential.certificate.map(PEM.data) ?? tls.certificate
        let key = credential.key.map(PEM.data) ?? tls.key
        set(certificate, file: CURLOPT_SSLCERT, blob: CURLOPT_SSLCERT_BLOB, to: easy)
        set(key, file: CURLOPT_SSLKEY, blob: CURLOPT_SSLKEY_BLOB, to: easy)
    }

    private func set(_ pem: PEM?, file: CURLoption, blob: CURLoption, to easy: EasyHandle) {
        switch pem {
        case .file(let path): easy.set(file, path)
        case .data(let bytes): easy.set(blob, copyOf: bytes)
        case nil: break
        }
    }
}
