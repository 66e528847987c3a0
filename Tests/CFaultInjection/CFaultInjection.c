// Kills the process that loaded this library (LD_PRELOAD) with SIGKILL just before it writes the n-th line of a file of a given name.
//
//   KIRIKAE_FAULT_FILE  the end of the file's path, for example /journal.log
//   KIRIKAE_FAULT_LINE  n, from 1
//
// Of a write of several lines those before the n-th are written.
//
// A debugger's counters are per thread and an ignored or blocked signal is inherited, so neither ends a program of several
// threads at an exact place. This counts all threads together, and SIGKILL cannot be blocked.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CFaultInjection.h"

static atomic_long lines;

static int is_wanted(int descriptor, const char *ending) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    size_t wanted = strlen(ending);
    return (size_t)length >= wanted && strcmp(path + length - wanted, ending) == 0;
}

// Where the n-th line of all that is written begins in these bytes; -1 where it does not.
static ssize_t place_of_line(const char *bytes, size_t count, long number) {
    long newlines = 0;
    for (size_t index = 0; index < count; index++) newlines += bytes[index] == '\n';
    long before = atomic_fetch_add(&lines, newlines);
    if (number <= before || number > before + newlines) return -1;
    size_t place = 0;
    for (long left = number - 1 - before; left > 0; place++) left -= bytes[place] == '\n';
    return (ssize_t)place;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    const char *ending = getenv("KIRIKAE_FAULT_FILE");
    const char *number = getenv("KIRIKAE_FAULT_LINE");
    if (ending && number && is_wanted(descriptor, ending)) {
        ssize_t place = place_of_line(bytes, count, atol(number));
        if (place > 0 && next(descriptor, bytes, (size_t)place) != place) abort();
        if (place >= 0) kill(getpid(), SIGKILL);
    }
    return next(descriptor, bytes, count);
}
