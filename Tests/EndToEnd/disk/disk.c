/* A disk that fails or forgets, put before the real one by LD_PRELOAD.
 *
 * It looks at files whose path begins with $DISK_PREFIX (without their -shm, which is memory).
 *
 * $DISK_CONTROL names a file that says what fails from now on: "full" (no space for writes),
 * "full-wal" and "full-db" (for one of the two files), "sync" (fsync answers EIO), "sync-wal",
 * "sync-db", "begin-db" (no write of the file can be begun ahead of a sync), "write" (EIO), or
 * nothing.
 *
 * $DISK_RECORD names a file that takes every write, cut and sync in its order, from which the
 * bytes of the disk at any moment can be built; nothing is synced for real then. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 4096, PATH_BYTES_MAX = 512, WORD_BYTES_MAX = 16 };
enum kind { WRITE = 1, CUT = 2, SYNC = 3 };

struct record {
    uint64_t nanoseconds;
    uint32_t kind;
    uint32_t is_log;
    uint64_t offset;
    uint64_t length;
};

/* 0: not ours; 1: the database; 2: its log. By descriptor. */
static unsigned char watched[FILES_MAX];
static pthread_mutex_t recording = PTHREAD_MUTEX_INITIALIZER;
static int record_file = -1;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_sync_file_range)(int, off64_t, off64_t, unsigned int);

__attribute__((constructor)) static void find_real(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_sync_file_range = dlsym(RTLD_NEXT, "sync_file_range");
    const char *path = getenv("DISK_RECORD");
    if (path) record_file = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int kind_of(const char *path) {
    const char *prefix = getenv("DISK_PREFIX");
    size_t length = prefix ? strlen(prefix) : 0;
    if (!length || strncmp(path, prefix, length) != 0) return 0;
    if (strcmp(path + length, "") == 0) return 1;
    return strcmp(path + length, "-wal") == 0 ? 2 : 0;
}

static int watch(int descriptor, const char *path) {
    if (descriptor >= 0 && descriptor < FILES_MAX)
        watched[descriptor] = (unsigned char)kind_of(path);
    return descriptor;
}

static int file_of(int descriptor) {
    return descriptor >= 0 && descriptor < FILES_MAX ? watched[descriptor] : 0;
}

/* Whether the control file says that `what` fails for this file. */
static int fails(const char *what, int file) {
    const char *path = getenv("DISK_CONTROL");
    if (!path || !file) return 0;
    int control = real_open(path, O_RDONLY | O_CLOEXEC);
    if (control < 0) return 0;
    char word[WORD_BYTES_MAX] = {0};
    ssize_t count = read(control, word, sizeof word - 1);
    real_close(control);
    size_t length = strlen(what);
    if (count <= 0 || strncmp(word, what, length) != 0) return 0;
    if (word[length] == 0) return 1;
    return strcmp(word + length, file == 2 ? "-wal" : "-db") == 0;
}

static void note(enum kind kind, int file, const void *bytes, uint64_t offset, uint64_t length) {
    if (record_file < 0) return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct record head = {
        (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec, kind, file == 2, offset, length};
    struct iovec parts[2] = {
        {&head, sizeof head}, {(void *)(uintptr_t)bytes, kind == WRITE ? length : 0}};
    pthread_mutex_lock(&recording);
    if (writev(record_file, parts, 2) < 0) abort();
    pthread_mutex_unlock(&recording);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    return watch(real_open(path, flags, mode), path);
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    return watch(real_open(path, flags, mode), path);
}

int close(int descriptor) {
    if (file_of(descriptor)) watched[descriptor] = 0;
    return real_close(descriptor);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    int file = file_of(descriptor);
    if (fails("full", file)) return errno = ENOSPC, -1;
    if (fails("write", file)) return errno = EIO, -1;
    ssize_t done = real_pwrite(descriptor, bytes, count, offset);
    if (file && done > 0) note(WRITE, file, bytes, (uint64_t)offset, (uint64_t)done);
    return done;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

int ftruncate64(int descriptor, off_t length) {
    int done = real_ftruncate(descriptor, length);
    int file = file_of(descriptor);
    if (file && done == 0) note(CUT, file, NULL, 0, (uint64_t)length);
    return done;
}

int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

static int sync_file(int descriptor) {
    int file = file_of(descriptor);
    if (fails("sync", file)) return errno = EIO, -1;
    if (!file || record_file < 0) return real_fsync(descriptor);
    note(SYNC, file, NULL, 0, 0);
    return 0;
}

int fsync(int descriptor) { return sync_file(descriptor); }
int fdatasync(int descriptor) { return sync_file(descriptor); }

int sync_file_range(int descriptor, off64_t offset, off64_t length, unsigned int flags) {
    if (fails("begin", file_of(descriptor))) return errno = EIO, -1;
    return real_sync_file_range(descriptor, offset, length, flags);
}
