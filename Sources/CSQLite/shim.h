#include <sqlite3.h>

// sqlite3_config is variadic, which Swift cannot call.
static inline int catalog_sqlite_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// fcntl.h declares sync_file_range for those alone who say what they are.
int sync_file_range(int descriptor, long long offset, long long bytes, unsigned int flags);

// Begins to write what is in the system's cache of a file, and waits for none of it.
static inline int catalog_begin_writing(int descriptor) {
    const unsigned int begin = 2; // SYNC_FILE_RANGE_WRITE
    return sync_file_range(descriptor, 0, 0, begin);
}
