// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#ifndef COUNTERSIGN_CLIBPQ_SHIM_H
#define COUNTERSIGN_CLIBPQ_SHIM_H

// Debian puts libpq's headers in /usr/include/postgresql. Naming the folder here, rather than asking pkg-config, keeps
// its flags (which SwiftPM warns about) out of every build.
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif

// The effective user that libpq connects as
// -----------------------------------------
// Peer authentication asks the kernel who connected: the *effective* uid of the connecting thread at the moment of
// connect(2). root may therefore authenticate as `postgres` by taking that uid for the length of the call.
//
// This has to be the raw system call. In the kernel, credentials belong to a thread; POSIX says they belong to the
// process, so glibc's setresuid() signals every other thread to change along with the caller. For a moment all of
// the program would run as somebody else: files written by another thread would get the wrong owner, and two
// connections at once would undo each other. The raw call changes the calling thread and nothing else.
//
// Only the effective uid changes; the real and saved ones stay, which is what permits the way back. Should that way
// back fail, a thread of the shared pool would go on as the wrong user, so the process ends there.

#define COUNTERSIGN_KEEP_USER ((uid_t) -1)

static inline int countersign_set_effective_user(uid_t user) {
#if defined(__linux__)
#if defined(SYS_setresuid32)
    return (int) syscall(SYS_setresuid32, (uid_t) -1, user, (uid_t) -1);
#else
    return (int) syscall(SYS_setresuid, (uid_t) -1, user, (uid_t) -1);
#endif
#else
    (void) user;
    errno = ENOTSUP;
    return -1;
#endif
}

/// Takes the effective uid `user`; false with errno set where that is refused. `previous` gets the uid to return to.
static inline int countersign_become(uid_t user, uid_t *previous) {
    *previous = geteuid();
    if (user == COUNTERSIGN_KEEP_USER || user == *previous) {
        *previous = COUNTERSIGN_KEEP_USER;
        return 1;
    }
    return countersign_set_effective_user(user) == 0;
}

static inline void countersign_return_to(uid_t previous) {
    if (previous == COUNTERSIGN_KEEP_USER) {
        return;
    }
    int saved = errno;
    if (countersign_set_effective_user(previous) != 0 || geteuid() != previous) {
        abort();
    }
    errno = saved;
}

/// PQconnectStartParams as effective user `user`. NULL where the user could not be taken (errno says why), or where
/// memory is short. For a Unix socket libpq calls connect(2) in here already.
static inline PGconn *countersign_connect_start(
    const char *const *keywords, const char *const *values, uid_t user
) {
    uid_t previous;
    if (!countersign_become(user, &previous)) {
        return NULL;
    }
    PGconn *connection = PQconnectStartParams(keywords, values, 0);
    countersign_return_to(previous);
    return connection;
}

/// PQconnectPoll as effective user `user`: with several hosts or addresses libpq opens the next socket in here.
static inline PostgresPollingStatusType countersign_connect_poll(PGconn *connection, uid_t user) {
    uid_t previous;
    if (!countersign_become(user, &previous)) {
        return PGRES_POLLING_FAILED;
    }
    PostgresPollingStatusType status = PQconnectPoll(connection);
    countersign_return_to(previous);
    return status;
}

#endif
