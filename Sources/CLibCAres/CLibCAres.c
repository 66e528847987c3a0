// From 1.28 on c-ares marks as deprecated what 1.18, the oldest version in use, has nothing else for.
#define CARES_NO_DEPRECATED 1

#include "CLibCAres.h"

#include <ares.h>
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static struct {
    __typeof__(ares_library_init) *library_init;
    __typeof__(ares_init_options) *init_options;
    __typeof__(ares_set_servers_ports_csv) *set_servers;
    __typeof__(ares_set_socket_configure_callback) *set_socket_callback;
    __typeof__(ares_query) *query;
    __typeof__(ares_getsock) *getsock;
    __typeof__(ares_timeout) *timeout;
    __typeof__(ares_process_fd) *process_fd;
    __typeof__(ares_cancel) *cancel;
    __typeof__(ares_destroy) *destroy;
    __typeof__(ares_strerror) *strerror;
    __typeof__(ares_expand_name) *expand_name;
    __typeof__(ares_free_string) *free_string;
    int loaded;
    char failure[256];
} library;

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

// The first question is asked again after this time, then after twice as long, and so on.
enum { first_try_milliseconds = 1000, tries = 8, largest_udp_message = 1232 };

struct query_state {
    int is_over;
    int status;
    unsigned char *message;
    size_t message_length;
    int out_of_memory;
    int used_tcp;
};

static int load_symbol(void *handle, const char *name, void *destination) {
    void *symbol = dlsym(handle, name);
    if (symbol == NULL) {
        snprintf(library.failure, sizeof library.failure, "libcares.so.2 has no %s", name);
        return 0;
    }
    // A function pointer may not be cast from an object pointer in ISO C; POSIX promises that the bits are the same.
    memcpy(destination, &symbol, sizeof symbol);
    return 1;
}

static void load_library(void) {
    void *handle = dlopen("libcares.so.2", RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        const char *reason = dlerror();
        snprintf(library.failure, sizeof library.failure, "%s", reason != NULL ? reason : "libcares.so.2 not found");
        return;
    }
    if (load_symbol(handle, "ares_library_init", &library.library_init)
        && load_symbol(handle, "ares_init_options", &library.init_options)
        && load_symbol(handle, "ares_set_servers_ports_csv", &library.set_servers)
        && load_symbol(handle, "ares_set_socket_configure_callback", &library.set_socket_callback)
        && load_symbol(handle, "ares_query", &library.query)
        && load_symbol(handle, "ares_getsock", &library.getsock)
        && load_symbol(handle, "ares_timeout", &library.timeout)
        && load_symbol(handle, "ares_process_fd", &library.process_fd)
        && load_symbol(handle, "ares_cancel", &library.cancel)
        && load_symbol(handle, "ares_destroy", &library.destroy)
        && load_symbol(handle, "ares_strerror", &library.strerror)
        && load_symbol(handle, "ares_expand_name", &library.expand_name)
        && load_symbol(handle, "ares_free_string", &library.free_string)) {
        int status = library.library_init(ARES_LIB_INIT_ALL);
        if (status == ARES_SUCCESS) {
            library.loaded = 1;
        } else {
            snprintf(library.failure, sizeof library.failure, "%s", library.strerror(status));
        }
    }
}

static void receive(void *context, int status, int timeouts, unsigned char *message, int length) {
    struct query_state *state = context;
    (void)timeouts;
    state->is_over = 1;
    state->status = status;
    if (message == NULL || length <= 0) {
        return;
    }
    state->message = malloc((size_t)length);
    if (state->message == NULL) {
        state->out_of_memory = 1;
        return;
    }
    memcpy(state->message, message, (size_t)length);
    state->message_length = (size_t)length;
}

static int note_socket(ares_socket_t socket, int type, void *context) {
    struct query_state *state = context;
    (void)socket;
    if (type == SOCK_STREAM) {
        state->used_tcp = 1;
    }
    return 0;
}

static long long now_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// A channel that knows one server and nothing of this machine's own settings: no resolv.conf, hosts file, search list or
// RES_OPTIONS decides anything.
static int open_channel(const clibcares_question *question, struct query_state *state, struct ares_channeldata **channel) {
    struct ares_options options;
    memset(&options, 0, sizeof options);
    // NOCHECKRESP: a SERVFAIL or REFUSED is what was seen, not a reason to ask again.
    options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS;
    options.timeout = question->timeout_milliseconds / 3 + 1;
    if (options.timeout > first_try_milliseconds) {
        options.timeout = first_try_milliseconds;
    }
    options.tries = tries;
    options.ndots = 0;
    options.ednspsz = largest_udp_message;
    options.lookups = "b";
    options.resolvconf_path = "/dev/null";
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS | ARES_OPT_EDNSPSZ | ARES_OPT_LOOKUPS
        | ARES_OPT_DOMAINS | ARES_OPT_RESOLVCONF | ARES_OPT_NOROTATE;
    int status = library.init_options(channel, &options, mask);
    if (status != ARES_SUCCESS) {
        *channel = NULL;
        return status;
    }
    library.set_socket_callback(*channel, note_socket, state);
    return library.set_servers(*channel, question->server);
}

// Waits for the sockets of the channel once, at most until the deadline.
static void wait_once(struct ares_channeldata *channel, long long left_milliseconds) {
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    struct pollfd watched[ARES_GETSOCK_MAXNUM];
    nfds_t count = 0;
    // Not by the macros of ares.h: the last of them shifts into the sign.
    unsigned int bits = (unsigned int)library.getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
    for (int index = 0; index < ARES_GETSOCK_MAXNUM; index++) {
        short events = (short)(((bits >> index) & 1 ? POLLIN : 0)
            | ((bits >> (index + ARES_GETSOCK_MAXNUM)) & 1 ? POLLOUT : 0));
        if (events != 0) {
            watched[count++] = (struct pollfd){.fd = sockets[index], .events = events};
        }
    }
    struct timeval most = {.tv_sec = left_milliseconds / 1000, .tv_usec = (left_milliseconds % 1000) * 1000};
    struct timeval until_next_try;
    struct timeval *wait = library.timeout(channel, &most, &until_next_try);
    int milliseconds = (int)(wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000);
    int ready = poll(watched, count, milliseconds);
    if (ready <= 0) {
        library.process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        return;
    }
    for (nfds_t index = 0; index < count; index++) {
        short seen = watched[index].revents;
        // An error is told to whoever reads or writes.
        int is_error = seen & (POLLERR | POLLHUP | POLLNVAL);
        int readable = (seen & POLLIN) || (is_error && (watched[index].events & POLLIN));
        int writable = (seen & POLLOUT) || (is_error && (watched[index].events & POLLOUT));
        if (readable || writable) {
            library.process_fd(
                channel, readable ? watched[index].fd : ARES_SOCKET_BAD, writable ? watched[index].fd : ARES_SOCKET_BAD);
        }
    }
}

static int outcome_of(int status) {
    switch (status) {
    case ARES_ETIMEOUT:
    case ARES_ECANCELLED:
        return CLIBCARES_TIMED_OUT;
    case ARES_ECONNREFUSED:
        return CLIBCARES_CANNOT_CONNECT;
    case ARES_EBADRESP:
    case ARES_EFORMERR:
        return CLIBCARES_BAD_RESPONSE;
    case ARES_EBADNAME:
    case ARES_EBADQUERY:
    case ARES_EBADSTR:
        return CLIBCARES_BAD_QUESTION;
    case ARES_ENOMEM:
        return CLIBCARES_OUT_OF_MEMORY;
    default:
        return CLIBCARES_FAILED;
    }
}

static int fail(clibcares_response *response, int outcome, const char *text) {
    response->outcome = outcome;
    snprintf(response->error_text, sizeof response->error_text, "%s", text);
    return outcome;
}

int clibcares_ask(const clibcares_question *question, clibcares_response *response) {
    memset(response, 0, sizeof *response);
    pthread_once(&library_once, load_library);
    if (!library.loaded) {
        return fail(response, CLIBCARES_LIBRARY_UNAVAILABLE, library.failure);
    }
    long long deadline = now_milliseconds() + question->timeout_milliseconds;
    struct query_state state = {0};
    struct ares_channeldata *channel = NULL;
    int status = open_channel(question, &state, &channel);
    if (status != ARES_SUCCESS) {
        if (channel != NULL) {
            library.destroy(channel);
        }
        return fail(response, outcome_of(status), library.strerror(status));
    }
    library.query(channel, question->name, 1, question->type, receive, &state);
    while (!state.is_over) {
        long long left = deadline - now_milliseconds();
        if (left <= 0) {
            // Calls `receive` with ARES_ECANCELLED.
            library.cancel(channel);
            break;
        }
        wait_once(channel, left);
    }
    library.destroy(channel);
    response->used_tcp = state.used_tcp;
    if (state.out_of_memory) {
        return fail(response, CLIBCARES_OUT_OF_MEMORY, "no memory for the answer");
    }
    if (state.message == NULL) {
        return fail(response, outcome_of(state.status), library.strerror(state.status));
    }
    response->message = state.message;
    response->message_length = state.message_length;
    return response->outcome;
}

void clibcares_free_response(clibcares_response *response) {
    free(response->message);
    response->message = NULL;
}

long clibcares_read_name(
    const unsigned char *message, size_t length, size_t offset, char *name, size_t capacity) {
    pthread_once(&library_once, load_library);
    if (!library.loaded || offset >= length || length > 65535) {
        return -1;
    }
    char *text = NULL;
    long taken = 0;
    if (library.expand_name(message + offset, message, (int)length, &text, &taken) != ARES_SUCCESS) {
        return -1;
    }
    int fits = strlen(text) < capacity;
    if (fits) {
        memcpy(name, text, strlen(text) + 1);
    }
    library.free_string(text);
    return fits ? taken : -1;
}
