// The part of glibc's allocator that Swift does not see: mallopt(3).

#ifndef CLIBMALLOC_H
#define CLIBMALLOC_H

// Lets the allocator take memory from the system in pieces of so many bytes, and keep what becomes free. Where the C library is another
// than glibc it does nothing.
void clibmalloc_take_large_pieces(int piece_bytes);

// Asks the system for large pages behind what the calling thread allocates from now on: a program that fills 20 MB in 20 ms would else
// spend 2 of them on 5,000 small ones. Only a hint.
void clibmalloc_prefer_large_pages(void);

#endif
