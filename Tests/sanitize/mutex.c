// Tells the thread sanitizer about Synchronization.Mutex. Its fast path is inlined into our code, where the sanitizer sees
// it; the two functions for a contended lock live in the standard library, which is not built for the sanitizer: without
// these wrappers every mutex that somebody had to wait for looks like a race. Loaded with LD_PRELOAD by Tests/run.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SELF __attribute__((swift_context))

typedef __attribute__((swiftcall)) void (*lock_function)(uint32_t, SELF void *);
typedef __attribute__((swiftcall)) void (*unlock_function)(SELF void *);

// Absent in processes that are not under the sanitizer, such as the ones that tests start.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

__attribute__((swiftcall)) void chirograph_lock(uint32_t thread, SELF void *mutex)
    __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
__attribute__((swiftcall)) void chirograph_unlock(SELF void *mutex)
    __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

static lock_function next_lock;
static unlock_function next_unlock;

__attribute__((constructor)) static void find(void) {
    next_lock = (lock_function)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
    next_unlock = (unlock_function)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
}

__attribute__((swiftcall)) void chirograph_lock(uint32_t thread, SELF void *mutex) {
    next_lock(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

__attribute__((swiftcall)) void chirograph_unlock(SELF void *mutex) {
    if (__tsan_release) __tsan_release(mutex);
    next_unlock(mutex);
}
