// What libFuzzer, which the compiler links in by -sanitize=fuzzer, offers to its user: LLVM ships
// no header for it (https://llvm.org/docs/LibFuzzer.html).
#include <stddef.h>
#include <stdint.h>

/// Fuzzes `run` by the options of the command line and does not return, or returns an exit code.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *data, size_t size));

/// Changes `size` octets of `data` in place, at random, and returns how many there are then, at
/// most `limit`.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t limit);
