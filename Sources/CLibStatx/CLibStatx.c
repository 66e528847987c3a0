#define _GNU_SOURCE
#include "CLibStatx.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int clibstatx_look_up(int directory, const char *name, struct clibstatx_status *status) {
    struct statx found;
    // A server that is asked for the attributes of a file that was replaced says that it is stale, and the name is looked up anew.
    int result = statx(directory, name, AT_SYMLINK_NOFOLLOW | AT_STATX_FORCE_SYNC, STATX_BASIC_STATS, &found);
    if (result != 0) {
        return result;
    }
    status->mode = found.stx_mode;
    status->owner = found.stx_uid;
    status->hard_link_count = found.stx_nlink;
    status->byte_count = found.stx_size;
    // As `stat` gives it in st_dev.
    status->device = makedev(found.stx_dev_major, found.stx_dev_minor);
    status->inode = found.stx_ino;
    return 0;
}
