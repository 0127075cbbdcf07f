import CLibCurl

/// One of libcurl's handles for a transfer, used for one after the other.
///
/// Owned by one thread.
final class EasyHandle {
    /// What libcurl calls it.
    let pointer: UnsafeMutableRawPointer
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var failure: CURLcode = CURLE_OK

    /// `nil` if libcurl has no memory.
    init?() {
        guard let pointer = curl_easy_init() else {
            message.deallocate()
            return nil
        }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
        freeLists()
        message.deallocate()
    }

    /// Forgets all options; connections are kept.
    func reset() {
        curl_easy_reset(pointer)
        freeLists()
        failure = CURLE_OK
        message[0] = 0
        muster_setopt_pointer(pointer, CURLOPT_ERRORBUFFER, message)
    }

    /// The first option since ``reset()`` that libcurl refused, in words.
    var refusedOption: String? {
        failure == CURLE_OK ? nil : String(cString: curl_easy_strerror(failure))
    }

    /// What libcurl says about the end of the transfer.
    func text(of code: CURLcode) -> String {
        let detail = String(cString: message)
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }

    func set(_ option: CURLoption, _ value: Int) {
        note(muster_setopt_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String?) {
        note(muster_setopt_string(pointer, option, value))
    }

    func setLarge(_ option: CURLoption, _ value: Int) {
        note(muster_setopt_offset(pointer, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) {
        note(muster_setopt_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, callback: @escaping muster_data_callback) {
        note(muster_setopt_callback(pointer, option, callback))
    }

    /// Sets bytes, which libcurl copies.
    func set(_ option: CURLoption, copyOf bytes: [UInt8]) {
        bytes.withUnsafeBytes {
            note(muster_setopt_blob(pointer, option, $0.baseAddress, $0.count))
        }
    }

    /// Sets the body, which libcurl copies and may send twice.
    func set(body bytes: [UInt8]) {
        setLarge(CURLOPT_POSTFIELDSIZE_LARGE, bytes.count)
        bytes.withUnsafeBytes {
            let start = UnsafeMutableRawPointer(mutating: $0.baseAddress)
            guard let start else { return set(CURLOPT_POSTFIELDS, "") }
            note(muster_setopt_pointer(pointer, CURLOPT_COPYPOSTFIELDS, start))
        }
    }

    /// Sets a list of lines, kept until ``reset()``.
    func set(_ option: CURLoption, lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                failure = CURLE_OUT_OF_MEMORY
                break
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        note(muster_setopt_list(pointer, option, list))
    }

    /// Has each new connection end by itself when the server has vanished.
    func setUnacknowledgedTimeBound() {
        note(muster_setopt_prepare_socket(pointer))
    }

    private func note(_ code: CURLcode) {
        if failure == CURLE_OK { failure = code }
    }

    private func freeLists() {
        for list in lists { curl_slist_free_all(list) }
        lists = []
    }
}

extension ClientError {
    /// What libcurl's code for the end of a transfer means.
    init(_ code: CURLcode, text: String) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_PROXY:
            self = .cannotConnect(text)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_NOTFOUND:
            self = .tls(text)
        // A server that refuses the client's certificate says so after the handshake (TLS 1.3).
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            self = text.contains("alert") ? .tls(text) : .broken(text)
        case CURLE_OPERATION_TIMEDOUT: self = .cannotConnect(text)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT:
            self = .invalidRequest(text)
        default: self = .broken(text)
        }
    }
}
