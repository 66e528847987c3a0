#include "CLibCURL.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// curl.h wraps these in macros that check argument types; the names are needed as they are.
#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_reset) *easy_reset;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
    int loaded;
    char failure[256];
} library;

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

struct clibcurl_session {
    CURL *easy;
    // libcurl keeps a resolve override for the life of its handle. These entries ("-host:port") take back those of the
    // request before, so that an override counts for one request only.
    struct curl_slist *overrides_to_remove;
};

struct received_bytes {
    unsigned char *bytes;
    size_t length;
    size_t capacity;
    size_t limit;
    int over_limit;
    int out_of_memory;
};

struct received_headers {
    struct received_bytes last;   // of the last response
    size_t total;                 // of all responses on the way
    size_t line_count;
};

// More header lines than this are refused, however short they are.
static const size_t maximum_header_lines = 512;

static int load_symbol(void *handle, const char *name, void *destination) {
    void *symbol = dlsym(handle, name);
    if (symbol == NULL) {
        snprintf(library.failure, sizeof library.failure, "libcurl.so.4 has no %s", name);
        return 0;
    }
    // A function pointer may not be cast from an object pointer in ISO C; POSIX promises that the bits are the same.
    memcpy(destination, &symbol, sizeof symbol);
    return 1;
}

static void load_library(void) {
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        const char *reason = dlerror();
        snprintf(library.failure, sizeof library.failure, "%s", reason != NULL ? reason : "libcurl.so.4 not found");
        return;
    }
    if (load_symbol(handle, "curl_global_init", &library.global_init)
        && load_symbol(handle, "curl_easy_init", &library.easy_init)
        && load_symbol(handle, "curl_easy_setopt", &library.easy_setopt)
        && load_symbol(handle, "curl_easy_getinfo", &library.easy_getinfo)
        && load_symbol(handle, "curl_easy_perform", &library.easy_perform)
        && load_symbol(handle, "curl_easy_reset", &library.easy_reset)
        && load_symbol(handle, "curl_easy_cleanup", &library.easy_cleanup)
        && load_symbol(handle, "curl_easy_strerror", &library.easy_strerror)
        && load_symbol(handle, "curl_slist_append", &library.slist_append)
        && load_symbol(handle, "curl_slist_free_all", &library.slist_free_all)) {
        CURLcode code = library.global_init(CURL_GLOBAL_DEFAULT);
        if (code == CURLE_OK) {
            library.loaded = 1;
        } else {
            snprintf(library.failure, sizeof library.failure, "curl_global_init failed with code %d", (int)code);
        }
    }
    // The handle stays open for the life of the program: libcurl's TLS library must not be unloaded.
}

// Appends within the limit. Returns 0, and says why, if that cannot be.
static int append(struct received_bytes *received, const void *bytes, size_t length) {
    if (length > received->limit - received->length) {
        received->over_limit = 1;
        return 0;
    }
    if (received->length + length > received->capacity) {
        size_t capacity = received->capacity == 0 ? 4096 : received->capacity;
        while (capacity < received->length + length) {
            capacity *= 2;
        }
        unsigned char *grown = realloc(received->bytes, capacity);
        if (grown == NULL) {
            received->out_of_memory = 1;
            return 0;
        }
        received->bytes = grown;
        received->capacity = capacity;
    }
    memcpy(received->bytes + received->length, bytes, length);
    received->length += length;
    return 1;
}

// What has been unpacked arrives here, so the limit holds for that too.
static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    size_t length = size * count;
    return append(context, bytes, length) ? length : 0;
}

static size_t receive_header(char *bytes, size_t size, size_t count, void *context) {
    struct received_headers *headers = context;
    size_t length = size * count;
    headers->total += length;
    headers->line_count++;
    if (headers->total > headers->last.limit || headers->line_count > maximum_header_lines) {
        headers->last.over_limit = 1;
        return 0;
    }
    // A response begins: what was kept belongs to one before it.
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        headers->last.length = 0;
    }
    return append(&headers->last, bytes, length) ? length : 0;
}

// Copies a NULL-terminated list. Returns 0 when memory is short; `*result` is then to be freed all the same.
static int copy_list(const char *const *items, struct curl_slist **result) {
    for (; items != NULL && *items != NULL; items++) {
        struct curl_slist *longer = library.slist_append(*result, *items);
        if (longer == NULL) {
            return 0;
        }
        *result = longer;
    }
    return 1;
}

// Notes that the overrides of this request are to be taken back at the next one. Returns 0 when memory is short.
static int remember_overrides(clibcurl_session *session, const char *const *overrides) {
    library.slist_free_all(session->overrides_to_remove);
    session->overrides_to_remove = NULL;
    for (; overrides != NULL && *overrides != NULL; overrides++) {
        const char *host_end = strchr(*overrides, ':');
        const char *port_end = host_end != NULL ? strchr(host_end + 1, ':') : NULL;
        size_t length = port_end != NULL ? (size_t)(port_end - *overrides) : strlen(*overrides);
        char *removal = malloc(length + 2);
        if (removal == NULL) {
            return 0;
        }
        removal[0] = '-';
        memcpy(removal + 1, *overrides, length);
        removal[length + 1] = '\0';
        struct curl_slist *longer = library.slist_append(session->overrides_to_remove, removal);
        free(removal);
        if (longer == NULL) {
            return 0;
        }
        session->overrides_to_remove = longer;
    }
    return 1;
}

// The removals left by the request before, then the overrides of this one. Returns 0 when memory is short.
static int build_resolve_list(
    clibcurl_session *session, const char *const *overrides, struct curl_slist **result) {
    for (struct curl_slist *removal = session->overrides_to_remove; removal != NULL; removal = removal->next) {
        struct curl_slist *longer = library.slist_append(*result, removal->data);
        if (longer == NULL) {
            return 0;
        }
        *result = longer;
    }
    return copy_list(overrides, result) && remember_overrides(session, overrides);
}

static CURLcode set_method(CURL *easy, const clibcurl_request *request) {
    CURLcode code = CURLE_OK;
    if (strcmp(request->method, "HEAD") == 0) {
        return library.easy_setopt(easy, CURLOPT_NOBODY, 1L);
    }
    if (request->body != NULL || strcmp(request->method, "POST") == 0) {
        const char *bytes = request->body != NULL ? (const char *)request->body : "";
        code = library.easy_setopt(easy, CURLOPT_POST, 1L);
        if (code == CURLE_OK) {
            code = library.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        }
        if (code == CURLE_OK) {
            code = library.easy_setopt(easy, CURLOPT_POSTFIELDS, bytes);
        }
        if (code == CURLE_OK && strcmp(request->method, "POST") != 0) {
            code = library.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
        }
        return code;
    }
    if (strcmp(request->method, "GET") == 0) {
        return library.easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    return library.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

// Sets every option. The first one that this libcurl does not know or refuses ends it, so that no protection is missing
// unnoticed.
static CURLcode set_options(
    CURL *easy, const clibcurl_request *request, struct curl_slist *headers, struct curl_slist *resolve,
    struct received_bytes *body, struct received_headers *received_headers, char *error_text) {
#define SET(option, value) \
    do { \
        CURLcode code = library.easy_setopt(easy, (option), (value)); \
        if (code != CURLE_OK) { \
            return code; \
        } \
    } while (0)

    SET(CURLOPT_ERRORBUFFER, error_text);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_USERAGENT, "kirikae");
    SET(CURLOPT_COOKIEFILE, "");
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout_milliseconds);
    SET(CURLOPT_TIMEOUT_MS, request->total_timeout_milliseconds);
    SET(CURLOPT_FOLLOWLOCATION, request->maximum_redirects > 0 ? 1L : 0L);
    SET(CURLOPT_MAXREDIRS, request->maximum_redirects);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_RESOLVE, resolve);
    // A connection to an overridden address is neither taken from nor left to another request.
    SET(CURLOPT_FRESH_CONNECT, request->resolve != NULL ? 1L : 0L);
    SET(CURLOPT_FORBID_REUSE, request->resolve != NULL ? 1L : 0L);
    SET(CURLOPT_WRITEFUNCTION, receive);
    SET(CURLOPT_WRITEDATA, body);
    SET(CURLOPT_HEADERFUNCTION, receive_header);
    SET(CURLOPT_HEADERDATA, received_headers);
    // What a server packs although nobody asked is unpacked too; a text is never looked for in packed bytes.
    SET(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_CERTINFO, 1L);
    if (request->authorities != NULL) {
        struct curl_blob authorities = {
            .data = (void *)request->authorities, .len = request->authorities_length, .flags = CURL_BLOB_COPY};
        SET(CURLOPT_CAINFO_BLOB, &authorities);
        // Else the directory of the system's authorities would count beside them.
        SET(CURLOPT_CAPATH, NULL);
    }
    if (request->only_connects) {
        SET(CURLOPT_CONNECT_ONLY, 1L);
        SET(CURLOPT_SSL_VERIFYPEER, request->skips_verification ? 0L : 1L);
        SET(CURLOPT_SSL_VERIFYHOST, request->skips_verification ? 0L : 2L);
    }
#undef SET
    return set_method(easy, request);
}

static int outcome_of(
    CURLcode code, const clibcurl_request *request, const struct received_bytes *body,
    const struct received_headers *headers) {
    if (body->out_of_memory || headers->last.out_of_memory) {
        return CLIBCURL_OUT_OF_MEMORY;
    }
    if (headers->last.over_limit) {
        return CLIBCURL_HEADERS_TOO_LARGE;
    }
    if (body->over_limit) {
        return request->ignores_excess_body ? CLIBCURL_OK : CLIBCURL_RESPONSE_TOO_LARGE;
    }
    switch (code) {
    case CURLE_OK:
        return CLIBCURL_OK;
    case CURLE_OUT_OF_MEMORY:
        return CLIBCURL_OUT_OF_MEMORY;
    case CURLE_OPERATION_TIMEDOUT:
        return CLIBCURL_TIMED_OUT;
    case CURLE_COULDNT_CONNECT:
        return CLIBCURL_CANNOT_CONNECT;
    case CURLE_COULDNT_RESOLVE_HOST:
        return CLIBCURL_CANNOT_RESOLVE;
    case CURLE_TOO_MANY_REDIRECTS:
        return CLIBCURL_TOO_MANY_REDIRECTS;
    case CURLE_UNSUPPORTED_PROTOCOL:
        return CLIBCURL_UNSUPPORTED_PROTOCOL;
    case CURLE_PEER_FAILED_VERIFICATION:
        return CLIBCURL_CERTIFICATE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
        return CLIBCURL_TLS;
    default:
        return CLIBCURL_TRANSFER;
    }
}

static int fail(clibcurl_response *response, int outcome, const char *text) {
    response->outcome = outcome;
    snprintf(response->error_text, sizeof response->error_text, "%s", text);
    return outcome;
}

// Whether a line of CURLINFO_CERTINFO is one of those that are passed on.
static int is_wanted(const char *line) {
    static const char *const wanted[] = {
        "Subject:", "Issuer:", "Start date:", "Expire date:", "X509v3 Subject Alternative Name:"};
    for (size_t index = 0; index < sizeof wanted / sizeof wanted[0]; index++) {
        if (strncmp(line, wanted[index], strlen(wanted[index])) == 0) {
            return 1;
        }
    }
    return 0;
}

static void read_certificates(CURL *easy, clibcurl_response *response) {
    struct curl_certinfo *information = NULL;
    if (library.easy_getinfo(easy, CURLINFO_CERTINFO, &information) != CURLE_OK || information == NULL) {
        return;
    }
    struct received_bytes text = {.limit = 64 * 1024};
    for (int index = 0; index < information->num_of_certs; index++) {
        for (struct curl_slist *line = information->certinfo[index]; line != NULL; line = line->next) {
            if (is_wanted(line->data) && !append(&text, line->data, strlen(line->data) + 1)) {
                break;
            }
        }
        if (!append(&text, "", 1)) {
            break;
        }
    }
    response->certificates = text.bytes;
    response->certificates_length = text.length;
}

static char *copy_of(CURL *easy, CURLINFO information) {
    char *text = NULL;
    library.easy_getinfo(easy, information, &text);
    return text != NULL ? strdup(text) : NULL;
}

static void finish(
    CURL *easy, CURLcode code, const clibcurl_request *request, struct received_bytes *body,
    struct received_headers *headers, clibcurl_response *response) {
    response->outcome = outcome_of(code, request, body, headers);
    response->library_code = (int)code;
    response->is_body_cut = body->over_limit;
    if (code != CURLE_OK && response->error_text[0] == '\0') {
        snprintf(response->error_text, sizeof response->error_text, "%s", library.easy_strerror(code));
    }
    char *address = NULL;
    curl_off_t microseconds = 0;
    library.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &response->status);
    library.easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &response->verify_result);
    library.easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
    library.easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &response->port);
    library.easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &microseconds);
    snprintf(response->address, sizeof response->address, "%s", address != NULL ? address : "");
    response->total_milliseconds = (long)(microseconds / 1000);
    response->effective_url = copy_of(easy, CURLINFO_EFFECTIVE_URL);
    response->redirect_url = copy_of(easy, CURLINFO_REDIRECT_URL);
    response->body = body->bytes;
    response->body_length = body->length;
    response->headers = headers->last.bytes;
    response->headers_length = headers->last.length;
    read_certificates(easy, response);
}

clibcurl_session *clibcurl_create_session(void) {
    return calloc(1, sizeof(clibcurl_session));
}

void clibcurl_destroy_session(clibcurl_session *session) {
    if (session != NULL && session->easy != NULL) {
        library.slist_free_all(session->overrides_to_remove);
        library.easy_cleanup(session->easy);
    }
    free(session);
}

int clibcurl_perform(clibcurl_session *session, const clibcurl_request *request, clibcurl_response *response) {
    memset(response, 0, sizeof *response);
    pthread_once(&library_once, load_library);
    if (!library.loaded) {
        return fail(response, CLIBCURL_LIBRARY_UNAVAILABLE, library.failure);
    }
    if (session->easy == NULL && (session->easy = library.easy_init()) == NULL) {
        return fail(response, CLIBCURL_OUT_OF_MEMORY, "curl_easy_init failed");
    }
    // Forgets the options of the request before, keeps cookies and open connections.
    library.easy_reset(session->easy);

    struct curl_slist *headers = NULL;
    struct curl_slist *resolve = NULL;
    struct received_bytes body = {.limit = request->maximum_response_bytes};
    struct received_headers received_headers = {.last = {.limit = request->maximum_header_bytes}};
    if (!copy_list(request->headers, &headers) || !build_resolve_list(session, request->resolve, &resolve)) {
        fail(response, CLIBCURL_OUT_OF_MEMORY, "no memory for the lists of headers and addresses");
    } else {
        CURLcode code = set_options(
            session->easy, request, headers, resolve, &body, &received_headers, response->error_text);
        if (code == CURLE_OK) {
            code = library.easy_perform(session->easy);
        }
        finish(session->easy, code, request, &body, &received_headers, response);
        // The buffers named by these options end with this call.
        library.easy_reset(session->easy);
    }
    library.slist_free_all(headers);
    library.slist_free_all(resolve);
    return response->outcome;
}

void clibcurl_free_response(clibcurl_response *response) {
    free(response->body);
    free(response->effective_url);
    free(response->redirect_url);
    free(response->headers);
    free(response->certificates);
    response->body = NULL;
    response->effective_url = NULL;
    response->redirect_url = NULL;
    response->headers = NULL;
    response->certificates = NULL;
}
