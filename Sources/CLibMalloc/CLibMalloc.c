#include "CLibMalloc.h"

#include <malloc.h>

void clibmalloc_take_large_pieces(int piece_bytes) {
#ifdef __GLIBC__
    mallopt(M_TOP_PAD, piece_bytes);
    mallopt(M_MMAP_THRESHOLD, piece_bytes);
    mallopt(M_TRIM_THRESHOLD, 16 * piece_bytes);
#else
    (void)piece_bytes;
#endif
}
