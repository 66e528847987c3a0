// Kills the process that loaded this library (LD_PRELOAD) with SIGKILL just before its n-th write to a file of a given name.
//
//   KIRIKAE_FAULT_FILE   the end of the file's path, for example /journal.log
//   KIRIKAE_FAULT_WRITE  n, from 1
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

static atomic_long writes;

static int is_wanted(int descriptor, const char *ending) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    size_t wanted = strlen(ending);
    return (size_t)length >= wanted && strcmp(path + length - wanted, ending) == 0;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    const char *ending = getenv("KIRIKAE_FAULT_FILE");
    const char *number = getenv("KIRIKAE_FAULT_WRITE");
    if (ending && number && is_wanted(descriptor, ending) && atomic_fetch_add(&writes, 1) + 1 == atol(number)) {
        kill(getpid(), SIGKILL);
    }
    return next(descriptor, bytes, count);
}
