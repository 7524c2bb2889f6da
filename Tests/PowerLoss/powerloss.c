/* A power failure for SQLite, made out of `kill -9`.
 *
 * Loaded by LD_PRELOAD into a program that uses the system's libsqlite3, this registers a default
 * VFS that keeps every write and truncation in the memory of the process until SQLite syncs the
 * file. What was not synced when the process is killed is gone, as it is from the caches of an
 * operating system and a disk when the power fails; without this, kill -9 loses nothing that was
 * written, because the kernel still holds it. `scripts/crash` compiles and uses it.
 *
 * The model
 *   - Databases, journals and write-ahead logs are held back, block by block, one image for each
 *     file and process: all connections of the process see the same content.
 *   - xSync writes the held-back blocks to the file. It is not atomic: a kill during it leaves some
 *     of them written, as a power failure would. Nothing is fsynced: the kernel survives.
 *   - With POWERLOSS_LEAK=n, n of 100 writes also reach the file at once, because a real cache may
 *     write what it was not asked to, in any order. POWERLOSS_SEED seeds that choice.
 *   - With POWERLOSS_LIE set, xSync keeps nothing: a disk that lies. It exists to prove that the
 *     test notices lost keys.
 *   - Creating and deleting a file are durable at once. Shared memory of the WAL passes through:
 *     SQLite rebuilds it after a crash. Temporary files pass through. Memory mapping is off.
 *   - Two processes with one database do not see each other's unsynced writes, so this fits
 *     programs that own their database.
 *
 * The first open of each database says so on standard error, so that a test can insist on it.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define BLOCK 4096
/* SQLite's lock bytes lie at 1 GiB; no test database comes near 2^20 blocks. */
#define MAX_BLOCKS (1 << 20)

/* The content of one file as the process sees it. Kept until the file is deleted or replaced:
 * unsynced data outlives the last close, as it does in a kernel. */
struct image {
    struct image *next;
    char *path;
    ino_t inode;
    sqlite3_int64 size;           /* as the process sees it */
    sqlite3_int64 durable;        /* bytes of the file itself that are still part of the content */
    unsigned char **blocks;       /* held-back blocks by number; NULL: the file has it */
    int block_count;              /* length of `blocks` */
};

struct file {
    sqlite3_file base;
    struct image *image;          /* NULL: everything passes through */
    sqlite3_file *real;           /* lies behind this struct */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct image *images;
static sqlite3_vfs *unix_vfs;
static int leak_percent, lying;
static unsigned leak_state;

static void die(const char *why) {
    fprintf(stderr, "powerloss: %s\n", why);
    abort();
}

static void *claim(void *memory) {
    if (!memory) die("out of memory");
    return memory;
}

static sqlite3_file *real(sqlite3_file *f) { return ((struct file *)f)->real; }
static struct image *image_of(sqlite3_file *f) { return ((struct file *)f)->image; }

/* ---- images --------------------------------------------------------------------------------- */

static struct image *find(const char *path) {
    for (struct image *i = images; i; i = i->next)
        if (!strcmp(i->path, path)) return i;
    return NULL;
}

static void drop_blocks(struct image *i, int from) {
    for (int n = from; n < i->block_count; n++) {
        free(i->blocks[n]);
        i->blocks[n] = NULL;
    }
}

static struct image *image_at(const char *path, sqlite3_file *opened) {
    struct stat status;
    if (stat(path, &status)) die("an opened file is not there");
    struct image *i = find(path);
    if (i && i->inode == status.st_ino) return i;
    if (!i) {
        i = claim(calloc(1, sizeof *i));
        i->path = claim(strdup(path));
        i->next = images;
        images = i;
    }
    drop_blocks(i, 0);            /* another file took the name */
    i->inode = status.st_ino;
    if (opened->pMethods->xFileSize(opened, &i->size) != SQLITE_OK) die("cannot tell a size");
    i->durable = i->size;
    return i;
}

/* Fills `to` with the file's own content of a block, zeros where it has none. */
static int read_durable(struct file *f, int number, unsigned char *to) {
    sqlite3_int64 start = (sqlite3_int64)number * BLOCK;
    sqlite3_int64 have = f->image->durable - start;
    memset(to, 0, BLOCK);
    if (have <= 0) return SQLITE_OK;
    int rc = f->real->pMethods->xRead(f->real, to, have < BLOCK ? (int)have : BLOCK, start);
    return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : rc;
}

/* The held-back copy of a block, made from the file if there is none. */
static int hold(struct file *f, int number, unsigned char **block) {
    struct image *i = f->image;
    if (number >= MAX_BLOCKS) return SQLITE_FULL;
    if (number >= i->block_count) {
        int count = number * 2 + 64;
        i->blocks = claim(realloc(i->blocks, count * sizeof *i->blocks));
        memset(i->blocks + i->block_count, 0, (count - i->block_count) * sizeof *i->blocks);
        i->block_count = count;
    }
    if (!i->blocks[number]) {
        unsigned char *fresh = claim(malloc(BLOCK));
        int rc = read_durable(f, number, fresh);
        if (rc != SQLITE_OK) { free(fresh); return rc; }
        i->blocks[number] = fresh;
    }
    *block = i->blocks[number];
    return SQLITE_OK;
}

static int is_leaked(void) {
    if (!leak_percent) return 0;
    leak_state = leak_state * 1103515245u + 12345u;
    return (int)(leak_state >> 16) % 100 < leak_percent;
}

/* ---- files ---------------------------------------------------------------------------------- */

static int file_close(sqlite3_file *f) { return real(f)->pMethods->xClose(real(f)); }

static int image_read(struct file *f, unsigned char *to, int count, sqlite3_int64 offset) {
    struct image *i = f->image;
    int wanted = count;
    if (offset >= i->size) count = 0;
    else if (offset + count > i->size) count = (int)(i->size - offset);
    memset(to + count, 0, wanted - count);
    for (int done = 0; done < count;) {
        int number = (int)((offset + done) / BLOCK), at = (int)((offset + done) % BLOCK);
        int part = BLOCK - at < count - done ? BLOCK - at : count - done;
        if (number < i->block_count && i->blocks[number]) {
            memcpy(to + done, i->blocks[number] + at, part);
        } else {
            unsigned char block[BLOCK];
            int rc = read_durable(f, number, block);
            if (rc != SQLITE_OK) return rc;
            memcpy(to + done, block + at, part);
        }
        done += part;
    }
    return count < wanted ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int image_write(struct file *f, const unsigned char *from, int count,
                       sqlite3_int64 offset) {
    struct image *i = f->image;
    for (int done = 0; done < count;) {
        int number = (int)((offset + done) / BLOCK), at = (int)((offset + done) % BLOCK);
        int part = BLOCK - at < count - done ? BLOCK - at : count - done;
        unsigned char *block;
        int rc = hold(f, number, &block);
        if (rc != SQLITE_OK) return rc;
        memcpy(block + at, from + done, part);
        done += part;
    }
    if (offset + count > i->size) i->size = offset + count;
    /* Within the durable part only: a leak past it would bring truncated content back to life. */
    if (offset + count <= i->durable && is_leaked())
        return f->real->pMethods->xWrite(f->real, from, count, offset);
    return SQLITE_OK;
}

static int image_truncate(struct file *f, sqlite3_int64 size) {
    struct image *i = f->image;
    if (size < i->durable) i->durable = size;
    if (size < i->size && size % BLOCK) {       /* what grows again behind the cut must be zero */
        unsigned char *block;
        int rc = hold(f, (int)(size / BLOCK), &block);
        if (rc != SQLITE_OK) return rc;
        memset(block + size % BLOCK, 0, BLOCK - size % BLOCK);
    }
    drop_blocks(i, (int)((size + BLOCK - 1) / BLOCK));
    i->size = size;
    return SQLITE_OK;
}

static int image_sync(struct file *f) {
    struct image *i = f->image;
    if (lying) return SQLITE_OK;
    /* Cut first: the durable part ends where a truncation since the last sync ended it. */
    sqlite3_int64 there;
    int rc = f->real->pMethods->xFileSize(f->real, &there);
    if (rc == SQLITE_OK && there > i->durable)
        rc = f->real->pMethods->xTruncate(f->real, i->durable);
    for (int n = 0; rc == SQLITE_OK && n < i->block_count; n++) {
        if (!i->blocks[n]) continue;
        sqlite3_int64 start = (sqlite3_int64)n * BLOCK, end = start + BLOCK;
        if (end > i->size) end = i->size;
        if (end > start)
            rc = f->real->pMethods->xWrite(f->real, i->blocks[n], (int)(end - start), start);
    }
    if (rc == SQLITE_OK) rc = f->real->pMethods->xTruncate(f->real, i->size);
    if (rc != SQLITE_OK) return rc;
    drop_blocks(i, 0);
    i->durable = i->size;
    return SQLITE_OK;
}

static int file_read(sqlite3_file *f, void *to, int count, sqlite3_int64 offset) {
    if (!image_of(f)) return real(f)->pMethods->xRead(real(f), to, count, offset);
    pthread_mutex_lock(&lock);
    int rc = image_read((struct file *)f, to, count, offset);
    pthread_mutex_unlock(&lock);
    return rc;
}

static int file_write(sqlite3_file *f, const void *from, int count, sqlite3_int64 offset) {
    if (!image_of(f)) return real(f)->pMethods->xWrite(real(f), from, count, offset);
    pthread_mutex_lock(&lock);
    int rc = image_write((struct file *)f, from, count, offset);
    pthread_mutex_unlock(&lock);
    return rc;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
    if (!image_of(f)) return real(f)->pMethods->xTruncate(real(f), size);
    pthread_mutex_lock(&lock);
    int rc = image_truncate((struct file *)f, size);
    pthread_mutex_unlock(&lock);
    return rc;
}

static int file_sync(sqlite3_file *f, int flags) {
    if (!image_of(f)) return real(f)->pMethods->xSync(real(f), flags);
    pthread_mutex_lock(&lock);
    int rc = image_sync((struct file *)f);
    pthread_mutex_unlock(&lock);
    return rc;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size) {
    if (!image_of(f)) return real(f)->pMethods->xFileSize(real(f), size);
    pthread_mutex_lock(&lock);
    *size = image_of(f)->size;
    pthread_mutex_unlock(&lock);
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *f, int level) {
    return real(f)->pMethods->xLock(real(f), level);
}
static int file_unlock(sqlite3_file *f, int level) {
    return real(f)->pMethods->xUnlock(real(f), level);
}
static int file_check_reserved(sqlite3_file *f, int *out) {
    return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int file_control(sqlite3_file *f, int op, void *argument) {
    /* Both would change the file itself behind the image. */
    if (image_of(f) && (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE))
        return SQLITE_OK;
    if (op == SQLITE_FCNTL_MMAP_SIZE) { *(sqlite3_int64 *)argument = 0; return SQLITE_OK; }
    return real(f)->pMethods->xFileControl(real(f), op, argument);
}

static int file_sector_size(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
static int file_characteristics(sqlite3_file *f) {
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
static int shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}
static int shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
static void shm_barrier(sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); }
static int shm_unmap(sqlite3_file *f, int delete) {
    return real(f)->pMethods->xShmUnmap(real(f), delete);
}

/* Version 2: shared memory, but no xFetch. */
static const sqlite3_io_methods methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock,
    file_unlock, file_check_reserved, file_control, file_sector_size, file_characteristics,
    shm_map, shm_lock, shm_barrier, shm_unmap, NULL, NULL,
};

/* ---- the VFS -------------------------------------------------------------------------------- */

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *out, int flags,
                    int *out_flags) {
    (void)vfs;
    struct file *f = (struct file *)out;
    f->base.pMethods = NULL;
    f->image = NULL;
    f->real = (sqlite3_file *)(f + 1);
    int rc = unix_vfs->xOpen(unix_vfs, path, f->real, flags, out_flags);
    if (rc != SQLITE_OK) return rc;
    f->base.pMethods = &methods;
    if (!path || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)))
        return SQLITE_OK;
    pthread_mutex_lock(&lock);
    int known = find(path) != NULL;
    f->image = image_at(path, f->real);
    pthread_mutex_unlock(&lock);
    if (!known && (flags & SQLITE_OPEN_MAIN_DB))
        fprintf(stderr, "powerloss: holding back the writes of %s\n", path);
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync) {
    (void)vfs;
    pthread_mutex_lock(&lock);
    for (struct image **at = &images; *at; at = &(*at)->next) {
        struct image *i = *at;
        if (strcmp(i->path, path)) continue;
        /* Not freed: a handle that is still open may point here. */
        i->path = claim(strdup(""));
        i->inode = 0;
        break;
    }
    int rc = unix_vfs->xDelete(unix_vfs, path, sync);
    pthread_mutex_unlock(&lock);
    return rc;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
    (void)vfs;
    int rc = unix_vfs->xAccess(unix_vfs, path, flags, out);
    if (rc != SQLITE_OK || flags != SQLITE_ACCESS_EXISTS) return rc;
    /* xAccess calls an empty file absent; one whose content is held back is not empty. */
    pthread_mutex_lock(&lock);
    struct image *i = find(path);
    if (i) *out = i->size > 0;
    pthread_mutex_unlock(&lock);
    return SQLITE_OK;
}

__attribute__((constructor)) static void load(void) {
    const char *leak = getenv("POWERLOSS_LEAK"), *seed = getenv("POWERLOSS_SEED");
    leak_percent = leak ? atoi(leak) : 0;
    leak_state = seed ? (unsigned)strtoul(seed, NULL, 10) : 1;
    lying = getenv("POWERLOSS_LIE") != NULL;
    unix_vfs = sqlite3_vfs_find(NULL);
    if (!unix_vfs) die("SQLite has no VFS");
    static sqlite3_vfs vfs;
    vfs = *unix_vfs;
    vfs.zName = "powerloss";
    vfs.szOsFile = (int)sizeof(struct file) + unix_vfs->szOsFile;
    vfs.pNext = NULL;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) die("the VFS cannot be registered");
}
