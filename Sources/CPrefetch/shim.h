#include <stddef.h>

// Has the processor bring so many octets of memory, at least one, nearer to itself, for a read that
// comes soon. Waits for nothing and cannot fail, wherever they are; Swift has no word for it.
static inline void prefetch_octets(const void *start, size_t count) {
    const size_t cache_line = 64;
    for (size_t offset = 0; offset < count; offset += cache_line)
        __builtin_prefetch((const char *)start + offset);
    __builtin_prefetch((const char *)start + count - 1);
}
