#include "CLibMalloc.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

void clibmalloc_take_large_pieces(int piece_bytes) {
#ifdef __GLIBC__
    mallopt(M_TOP_PAD, piece_bytes);
    mallopt(M_MMAP_THRESHOLD, piece_bytes);
    mallopt(M_TRIM_THRESHOLD, 16 * piece_bytes);
#else
    (void)piece_bytes;
#endif
}

// How far apart glibc puts the pools of memory of different threads on a 64-bit machine (HEAP_MAX_SIZE in malloc/arena.c).
#define POOL_BYTES ((uintptr_t)64 << 20)

void clibmalloc_prefer_large_pages(void) {
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
    // Any piece shows where this thread's pool is. Should another glibc lay it out differently, the hint falls on other memory, which
    // costs nothing; that it is refused is no fault either.
    void *piece = malloc(64);
    if (piece == NULL) return;
    (void)madvise((void *)((uintptr_t)piece & ~(POOL_BYTES - 1)), POOL_BYTES, MADV_HUGEPAGE);
    free(piece);
#endif
}
