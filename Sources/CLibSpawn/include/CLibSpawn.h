// The GNU parts of starting a child process.
//
// Swift imports glibc without _GNU_SOURCE, so these declarations do not exist for Swift code. Each function is a thin
// call of the one it is named after; none of them forks.

#ifndef CLIBSPAWN_H
#define CLIBSPAWN_H

// Nothing of glibc but this: a type that this header brought in would seem to Swift to belong to CLibSpawn.
#include <stddef.h>

// Opens a pipe with both ends close-on-exec. Returns 0, or -1 with errno.
int clibspawn_open_pipe(int descriptors[2]);

// Opens the master side of a new pseudo-terminal, close-on-exec and not the controlling terminal of the caller, and
// writes the path of its slave side. Returns the descriptor, or -1 with errno.
int clibspawn_open_terminal(char *slave_path, size_t slave_path_size);

// Sets the size of a terminal in character cells. Returns 0, or -1 with errno.
int clibspawn_set_terminal_size(int descriptor, unsigned short rows, unsigned short columns);

// The flag that makes the child the leader of a new session.
short clibspawn_set_session_flag(void);

// Adds a change of directory to a posix_spawn_file_actions_t. Returns 0 or an errno value.
int clibspawn_add_change_directory(void *actions, const char *path);

// Adds the closing of every descriptor from `first` on to a posix_spawn_file_actions_t. Returns 0 or an errno value. A
// glibc older than 2.34 has no such action; there it adds nothing, and close-on-exec alone keeps descriptors from the
// child.
int clibspawn_add_close_from(void *actions, int first);

// Opens a descriptor that becomes readable when the process ends (Linux 5.3). Returns it, or -1 with errno.
int clibspawn_open_process(int process);

// Makes a file without a name, in memory, close-on-exec. Returns its descriptor, or -1 with errno.
int clibspawn_make_memory_file(const char *label);

#endif
