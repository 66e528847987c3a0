#ifndef CFAULTINJECTION_H
#define CFAULTINJECTION_H
// Nothing to include: the library is loaded before others with LD_PRELOAD. See CFaultInjection.c.
#endif
