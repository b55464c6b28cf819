#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one shim a type.
static inline CURLcode catalog_curl_set_long(CURL *h, CURLoption o, long v) {
    return curl_easy_setopt(h, o, v);
}
static inline CURLcode catalog_curl_set_offset(CURL *h, CURLoption o, curl_off_t v) {
    return curl_easy_setopt(h, o, v);
}
static inline CURLcode catalog_curl_set_string(CURL *h, CURLoption o, const char *v) {
    return curl_easy_setopt(h, o, v);
}
static inline CURLcode catalog_curl_set_pointer(CURL *h, CURLoption o, void *v) {
    return curl_easy_setopt(h, o, v);
}
static inline CURLcode catalog_curl_set_list(CURL *h, CURLoption o, struct curl_slist *v) {
    return curl_easy_setopt(h, o, v);
}
typedef size_t (*catalog_curl_write)(char *, size_t, size_t, void *);
static inline CURLcode catalog_curl_set_write(CURL *h, CURLoption o, catalog_curl_write f) {
    return curl_easy_setopt(h, o, f);
}
typedef curl_socket_t (*catalog_curl_open)(void *, curlsocktype, struct curl_sockaddr *);
static inline CURLcode catalog_curl_set_open(CURL *h, catalog_curl_open f) {
    return curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, f);
}
static inline CURLcode catalog_curl_get_long(CURL *h, CURLINFO i, long *v) {
    return curl_easy_getinfo(h, i, v);
}
typedef int (*catalog_curl_progress)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
static inline CURLcode catalog_curl_set_progress(CURL *h, catalog_curl_progress f) {
    return curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, f);
}
