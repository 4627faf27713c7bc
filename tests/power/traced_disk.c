/* Writes down all that a program does to the files below a folder; to be preloaded into it.
 *
 * TRACED_FOLDER=FOLDER   what lies below it is traced
 * TRACE=FILE             where it is written to; several programs, one after another, append
 *
 * A record: kind, when (CLOCK_BOOTTIME, s), inode, offset or size, lengths of two texts, the
 * texts. Calls are serialised, so that their order is that of the records.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t serial = PTHREAD_MUTEX_INITIALIZER;
static int trace = -2;

struct __attribute__((packed)) record {
  char kind;
  double when_s;
  uint64_t inode;
  uint64_t at;
  uint32_t first;
  uint32_t second;
};

static int is_traced(const char* path) {
  const char* folder = getenv("TRACED_FOLDER");
  size_t length = folder == NULL ? 0 : strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 &&
         (path[length] == '/' || path[length] == 0);
}

/* The path of an open file; "" where it is none that is traced. */
static const char* path_of(int file, char* path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
  if (!is_traced(path)) path[0] = 0;
  return path;
}

static const char* absolute(const char* path, char* whole) {
  if (path[0] == '/') return strcpy(whole, path);
  if (getcwd(whole, PATH_MAX - strlen(path) - 2) == NULL) whole[0] = 0;
  strcat(whole, "/");
  return strcat(whole, path);
}

static uint64_t inode_of(int file) {
  struct stat about;
  return fstat(file, &about) == 0 ? about.st_ino : 0;
}

static void tell(char kind, uint64_t inode, uint64_t at, const void* first, size_t first_size,
                 const char* second) {
  if (trace == -2) {
    const char* name = getenv("TRACE");
    trace = name == NULL ? -1 : REAL(open)(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  if (trace < 0) return;
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  struct record head = {kind, now.tv_sec + now.tv_nsec / 1e9, inode, at, first_size,
                        second == NULL ? 0 : strlen(second)};
  char* whole = malloc(sizeof head + head.first + head.second);
  memcpy(whole, &head, sizeof head);
  memcpy(whole + sizeof head, first, head.first);
  if (second != NULL) memcpy(whole + sizeof head + head.first, second, head.second);
  ssize_t size = sizeof head + head.first + head.second;
  if (REAL(write)(trace, whole, size) != size) abort();
  free(whole);
}

static int opened(int file, const char* path, int flags) {
  char whole[PATH_MAX];
  if (file >= 0 && (flags & O_CREAT) && is_traced(absolute(path, whole)))
    tell('C', inode_of(file), flags & O_TRUNC, whole, strlen(whole), NULL);
  return file;
}

#define OPENS(name)                                             \
  int name(const char* path, int flags, ...) {                  \
    va_list more;                                               \
    va_start(more, flags);                                      \
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;   \
    va_end(more);                                               \
    pthread_mutex_lock(&serial);                                \
    int file = opened(REAL(name)(path, flags, mode), path, flags); \
    pthread_mutex_unlock(&serial);                              \
    return file;                                                \
  }
OPENS(open)
OPENS(open64)

static ssize_t written(int file, const void* data, ssize_t done, off64_t at) {
  char path[PATH_MAX];
  if (done > 0 && path_of(file, path)[0]) tell('W', inode_of(file), at, data, done, NULL);
  return done;
}

ssize_t write(int file, const void* data, size_t size) {
  pthread_mutex_lock(&serial);
  ssize_t done = REAL(write)(file, data, size);
  if (done > 0) written(file, data, done, lseek64(file, 0, SEEK_CUR) - done);
  pthread_mutex_unlock(&serial);
  return done;
}

#define PWRITES(name, offset)                                        \
  ssize_t name(int file, const void* data, size_t size, offset at) { \
    pthread_mutex_lock(&serial);                                     \
    ssize_t done = written(file, data, REAL(name)(file, data, size, at), at); \
    pthread_mutex_unlock(&serial);                                   \
    return done;                                                     \
  }
PWRITES(pwrite, off_t)
PWRITES(pwrite64, off64_t)

/* Python goes on with reads and writes. */
ssize_t sendfile(int out, int in, off_t* at, size_t size) { errno = ENOTSOCK; return -1; }
ssize_t sendfile64(int out, int in, off64_t* at, size_t size) { errno = ENOTSOCK; return -1; }

static int cut(int file, int done, off64_t size) {
  char path[PATH_MAX];
  if (done == 0 && path_of(file, path)[0]) tell('T', inode_of(file), size, "", 0, NULL);
  return done;
}

#define TRUNCATES(name, offset)                        \
  int name(int file, offset size) {                    \
    pthread_mutex_lock(&serial);                       \
    int done = cut(file, REAL(name)(file, size), size); \
    pthread_mutex_unlock(&serial);                     \
    return done;                                       \
  }
TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

#define TRUNCATES_PATH(name, open_it, offset)            \
  int name(const char* path, offset size) {              \
    int file = REAL(open_it)(path, O_WRONLY);            \
    if (file < 0) return -1;                             \
    int done = ftruncate64(file, size);                  \
    close(file);                                         \
    return done;                                         \
  }
TRUNCATES_PATH(truncate, open, off_t)
TRUNCATES_PATH(truncate64, open64, off64_t)

static int synced(int file, int done) {
  char path[PATH_MAX];
  if (done == 0 && path_of(file, path)[0]) tell('S', inode_of(file), 0, path, strlen(path), NULL);
  return done;
}

#define SYNCS(name)                           \
  int name(int file) {                        \
    pthread_mutex_lock(&serial);              \
    int done = synced(file, REAL(name)(file)); \
    pthread_mutex_unlock(&serial);            \
    return done;                              \
  }
SYNCS(fsync)
SYNCS(fdatasync)

#define FROM_TO(name, kind)                                                         \
  int name(const char* from, const char* to) {                                      \
    char old[PATH_MAX], new[PATH_MAX];                                              \
    pthread_mutex_lock(&serial);                                                    \
    int done = REAL(name)(from, to);                                                \
    if (done == 0 && (is_traced(absolute(to, new)) | is_traced(absolute(from, old)))) \
      tell(kind, 0, 0, old, strlen(old), new);                                      \
    pthread_mutex_unlock(&serial);                                                  \
    return done;                                                                    \
  }
FROM_TO(rename, 'R')
FROM_TO(link, 'L')

#define NAMES(name, kind, parameters, arguments)       \
  int name parameters {                                \
    char whole[PATH_MAX];                              \
    pthread_mutex_lock(&serial);                       \
    int done = REAL(name) arguments;                   \
    if (done == 0 && is_traced(absolute(path, whole))) \
      tell(kind, 0, 0, whole, strlen(whole), NULL);    \
    pthread_mutex_unlock(&serial);                     \
    return done;                                       \
  }
NAMES(unlink, 'U', (const char* path), (path))
NAMES(rmdir, 'U', (const char* path), (path))
NAMES(mkdir, 'M', (const char* path, mode_t mode), (path, mode))
