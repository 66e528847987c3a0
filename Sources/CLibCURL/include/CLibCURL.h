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
    size_t maximum_header_bytes;  // of all responses on the way together
    int ignores_excess_body;      // not 0: a larger body is left unread and is no error
    const unsigned char *authorities;  // PEM of the only authorities that count; NULL: those of the system
    size_t authorities_length;
    int only_connects;            // not 0: connects, with TLS if the URL says so, and sends nothing
    int skips_verification;       // not 0: any certificate will do; only together with only_connects
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
    CLIBCURL_HEADERS_TOO_LARGE = 10,
    CLIBCURL_CERTIFICATE = 11,    // the certificate was refused; see verify_result
    CLIBCURL_TLS = 12,            // no TLS connection for another reason
};

// What came back. What it points to is freed by clibcurl_free_response.
typedef struct {
    int outcome;
    long status;
    unsigned char *body;
    size_t body_length;
    int is_body_cut;              // more than maximum_response_bytes came, and was to be ignored
    char *effective_url;
    char *redirect_url;           // where a redirect that was not followed leads to; NULL: none
    unsigned char *headers;       // the lines of the last response, its status line first
    size_t headers_length;
    // Subject, issuer, dates and names of the certificates, the server's own first. Each ends with a zero byte, and each
    // certificate with one more. NULL: none.
    unsigned char *certificates;
    size_t certificates_length;
    long verify_result;           // X509_V_ERR_… of OpenSSL; 0 or 1 where the chain was not to blame
    char address[64];             // what it was connected to; empty: nothing
    long port;
    long total_milliseconds;
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
