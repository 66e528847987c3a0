#define _GNU_SOURCE
#include "CLibSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int clibspawn_open_pipe(int descriptors[2]) {
    return pipe2(descriptors, O_CLOEXEC);
}

int clibspawn_open_terminal(char *slave_path, size_t slave_path_size) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0) {
        return -1;
    }
    int failure = 0;
    if (grantpt(master) != 0 || unlockpt(master) != 0) {
        failure = errno;
    } else {
        failure = ptsname_r(master, slave_path, slave_path_size);
    }
    if (failure != 0) {
        close(master);
        errno = failure;
        return -1;
    }
    return master;
}

int clibspawn_set_terminal_size(int descriptor, unsigned short rows, unsigned short columns) {
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    return ioctl(descriptor, TIOCSWINSZ, &size);
}

short clibspawn_set_session_flag(void) {
    return POSIX_SPAWN_SETSID;
}

int clibspawn_add_change_directory(void *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

int clibspawn_add_close_from(void *actions, int first) {
#if __GLIBC_PREREQ(2, 34)
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
#else
    (void)actions;
    (void)first;
    return 0;
#endif
}

int clibspawn_open_process(int process) {
    // By number: glibc has had a wrapper only since 2.36. The kernel sets close-on-exec by itself.
    return (int)syscall(SYS_pidfd_open, process, 0);
}

int clibspawn_make_memory_file(const char *label) {
    return memfd_create(label, MFD_CLOEXEC);
}
