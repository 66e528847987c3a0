// What the kernel says about its own clock.
//
// Swift's import of glibc has no <sys/timex.h>. The one function is a thin call of adjtimex with no mode set, which changes nothing.

#ifndef CLIBCLOCK_H
#define CLIBCLOCK_H

// Returns 1 where something keeps the clock synchronised, 0 where nothing does, -1 with errno where the kernel does not say.
int clibclock_is_synchronised(void);

#endif
