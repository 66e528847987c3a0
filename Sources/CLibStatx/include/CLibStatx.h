#ifndef CLIBSTATX_H
#define CLIBSTATX_H

#include <stdint.h>

/// What a name of a directory stands for.
struct clibstatx_status {
    uint32_t mode;
    uint32_t owner;
    uint32_t hard_link_count;
    uint64_t byte_count;
    uint64_t device;
    uint64_t inode;
};

/// Asks what a name stands for, without following a symbolic link; a network disk asks its server.
///
/// Returns 0, or -1 with errno set. `statx` of glibc, which Swift does not see.
int clibstatx_look_up(int directory, const char *name, struct clibstatx_status *status);

#endif
