#include <errno.h>
#include <sqlite3.h>
#include <sys/types.h>

// sqlite3_config is variadic, which Swift cannot call.
static inline int catalog_sqlite_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// glibc declares it under _GNU_SOURCE only, which Swift does not set.
int sync_file_range(int descriptor, off_t offset, off_t bytes, unsigned int flags);

// Begins to write what the system's cache holds of a file, and waits for none of it. Returns 0 or
// an error number.
static inline int catalog_begin_writing(int descriptor) {
    const unsigned int begin = 2; // SYNC_FILE_RANGE_WRITE
    return sync_file_range(descriptor, 0, 0, begin) == 0 ? 0 : errno;
}
