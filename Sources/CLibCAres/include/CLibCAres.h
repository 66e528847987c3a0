// One blocking DNS query to one server, through the system's c-ares.
//
// c-ares is loaded with dlopen at the first query, not linked, so that a start of the program costs nothing for it and so
// that commands that never look at DNS run where it is not installed.

#ifndef CLIBCARES_H
#define CLIBCARES_H

#include <stddef.h>

// What to ask, and whom. Nothing is kept after the call.
typedef struct {
    const char *server;           // "192.0.2.53:53" or "[2001:db8::53]:53": an address, never a name
    const char *name;
    int type;                     // the number of the record type, for example 1 for A
    int timeout_milliseconds;     // for everything, repeated questions and TCP included
} clibcares_question;

// The kinds of outcome. CLIBCARES_FAILED is any error of c-ares that has no kind of its own.
enum {
    CLIBCARES_OK = 0,             // a message came; its status may still be an error such as SERVFAIL
    CLIBCARES_LIBRARY_UNAVAILABLE = 1,
    CLIBCARES_OUT_OF_MEMORY = 2,
    CLIBCARES_TIMED_OUT = 3,
    CLIBCARES_CANNOT_CONNECT = 4, // the server's machine, or one on the way, says that nobody is there
    CLIBCARES_BAD_RESPONSE = 5,
    CLIBCARES_BAD_QUESTION = 6,   // nothing was sent
    CLIBCARES_FAILED = 7,
};

// What came back. `message` is freed by clibcares_free_response.
typedef struct {
    int outcome;
    unsigned char *message;       // the whole DNS message
    size_t message_length;
    int used_tcp;                 // whether c-ares turned to TCP because the answer by UDP was cut short
    char error_text[256];
} clibcares_response;

// Asks once and blocks until there is an answer or the time is over. Always fills `response`; returns its outcome.
int clibcares_ask(const clibcares_question *question, clibcares_response *response);

void clibcares_free_response(clibcares_response *response);

// Reads the name at `offset` of a message, compression included, into `name` with a final NUL. Returns the count of bytes that
// the name takes at its place, or -1 if no name is there, it does not fit, or c-ares cannot be loaded.
long clibcares_read_name(
    const unsigned char *message, size_t length, size_t offset, char *name, size_t capacity);

#endif
