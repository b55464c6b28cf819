#include <errno.h>
#include <sqlite3.h>
#include <stddef.h>
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

// Has every connection from now on keep its pages so. SQLite copies the struct.
static inline int catalog_sqlite_use_page_cache(sqlite3_pcache_methods2 *methods) {
    return sqlite3_config(SQLITE_CONFIG_PCACHE2, methods);
}

// Asks for every line of some memory, and waits for none of them.
static inline void catalog_prefetch(const void *memory, size_t bytes) {
    for (const char *line = memory; line < (const char *)memory + bytes; line += 64) {
        __builtin_prefetch(line);
    }
}

// glibc declares it under _DEFAULT_SOURCE only, which Swift does not set.
int madvise(void *memory, size_t bytes, int advice);

static inline void catalog_prefer_large_pages(void *memory, size_t bytes) {
    madvise(memory, bytes, 14); // MADV_HUGEPAGE; where there are none, all works without
}
