// sqlite3_config is variadic, which Swift cannot call.
#include <sqlite3.h>

// SQLite counts each allocation under one lock for the whole process, for figures that nobody asks
// for. Only before anything else is asked of it.
static inline int sqlite3_config_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
