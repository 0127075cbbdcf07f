#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

// Swift does not see functions with variable arguments; these are curl_easy_setopt,
// curl_multi_setopt and curl_easy_getinfo for each type of argument that is in use.

static inline CURLcode muster_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode muster_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode muster_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode muster_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode muster_setopt_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

// Copies the bytes.
static inline CURLcode muster_setopt_blob(
    CURL *handle, CURLoption option, const void *bytes, size_t length) {
    struct curl_blob blob = {(void *)bytes, length, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

typedef size_t (*muster_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode muster_setopt_callback(
    CURL *handle, CURLoption option, muster_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLMcode muster_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode muster_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode muster_getinfo_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode muster_message_result(const CURLMsg *message) {
    return message->data.result;
}

// For each new socket. Ends a connection whose peer has not acknowledged anything for 30 s: a
// server that vanished without a word is noticed while requests are on their way, where keep-alive
// probes do not run. And a program that is started is not given the connection.
static inline int muster_prepare_socket(
    void *context, curl_socket_t socket, curlsocktype purpose) {
    (void)context;
    (void)purpose;
    unsigned int milliseconds = 30000;
    // Where either fails the connection works without.
    (void)setsockopt(
        socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
    (void)fcntl(socket, F_SETFD, FD_CLOEXEC);
    return CURL_SOCKOPT_OK;
}

static inline CURLcode muster_setopt_prepare_socket(CURL *handle) {
    return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, muster_prepare_socket);
}
