// One blocking HTTP request through the system's libcurl.
//
// libcurl is loaded with dlopen at the first request, not linked. Linking it would make every start of the program
// load and relocate two dozen libraries (TLS, Kerberos, LDAP, HTTP/2), which commands that never speak HTTP must not
// pay for.

#ifndef CLIBCURL_H
#define CLIBCURL_H

#include <stddef.h>

// A reusable connection holder: keeps cookies (in memory only) and open connections between requests. One thread at a
// time may use it.
typedef struct clibcurl_session clibcurl_session;

// What to send. Lists end with NULL; a list that is NULL is empty. Nothing is kept after the call.
typedef struct {
    const char *method;
    const char *url;
    const char *const *headers;   // "Name: value"
    const unsigned char *body;    // NULL: no body
    size_t body_length;
    const char *const *resolve;   // "host:port:address", for this request only; NULL or not empty
    long connect_timeout_milliseconds;
    long total_timeout_milliseconds;
    long maximum_redirects;       // 0: a redirect is the response
    size_t maximum_response_bytes;
} clibcurl_request;

// The kinds of outcome. CLIBCURL_TRANSFER is any error of libcurl that has no kind of its own.
enum {
    CLIBCURL_OK = 0,
    CLIBCURL_LIBRARY_UNAVAILABLE = 1,
    CLIBCURL_OUT_OF_MEMORY = 2,
    CLIBCURL_RESPONSE_TOO_LARGE = 3,
    CLIBCURL_TIMED_OUT = 4,
    CLIBCURL_CANNOT_CONNECT = 5,
    CLIBCURL_CANNOT_RESOLVE = 6,
    CLIBCURL_TOO_MANY_REDIRECTS = 7,
    CLIBCURL_UNSUPPORTED_PROTOCOL = 8,
    CLIBCURL_TRANSFER = 9,
};

// What came back. `body` and `effective_url` are freed by clibcurl_free_response.
typedef struct {
    int outcome;
    long status;
    unsigned char *body;
    size_t body_length;
    char *effective_url;
    int library_code;             // the CURLcode, 0 when the library was not asked
    char error_text[256];
} clibcurl_response;

// Returns NULL when memory is short. Does not load libcurl.
clibcurl_session *clibcurl_create_session(void);

void clibcurl_destroy_session(clibcurl_session *session);

// Performs one request and blocks until it is over. Always fills `response`; returns its outcome.
int clibcurl_perform(clibcurl_session *session, const clibcurl_request *request, clibcurl_response *response);

void clibcurl_free_response(clibcurl_response *response);

#endif
