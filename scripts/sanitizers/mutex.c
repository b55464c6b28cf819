// Teaches the thread sanitizer about Swift's Mutex.
//
// On Linux a contended `Synchronization.Mutex` waits on a futex inside an uninstrumented library,
// so the sanitizer does not see that it orders the accesses it guards, and calls them a race.
// Preloaded before a test, these three functions stand in front of the library's own and tell it.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define SELF __attribute__((swift_context))
#define SWIFT __attribute__((swiftcall))

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Weak, for processes of a test run that are not built with the sanitizer.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

static void *original(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL) abort();
    return function;
}

SWIFT void lock_mutex(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void lock_mutex(uint32_t thread, SELF void *mutex) {
    static SWIFT void (*next)(uint32_t, SELF void *);
    if (next == NULL) next = (SWIFT void (*)(uint32_t, SELF void *))original(LOCK);
    next(thread, mutex);
    if (__tsan_acquire != NULL) __tsan_acquire(mutex);
}

SWIFT bool try_mutex(SELF void *mutex) __asm__(TRY_LOCK);
SWIFT bool try_mutex(SELF void *mutex) {
    static SWIFT bool (*next)(SELF void *);
    if (next == NULL) next = (SWIFT bool (*)(SELF void *))original(TRY_LOCK);
    bool locked = next(mutex);
    if (locked && __tsan_acquire != NULL) __tsan_acquire(mutex);
    return locked;
}

SWIFT void unlock_mutex(SELF void *mutex) __asm__(UNLOCK);
SWIFT void unlock_mutex(SELF void *mutex) {
    static SWIFT void (*next)(SELF void *);
    if (next == NULL) next = (SWIFT void (*)(SELF void *))original(UNLOCK);
    if (__tsan_release != NULL) __tsan_release(mutex);
    next(mutex);
}
