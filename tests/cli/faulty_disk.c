/* A disk with faults, to be preloaded into the program under test.
 *
 * DISK_HANGS=FILE     writes to regular files, and syncs, wait while FILE exists
 * DISK_KILLS_AT=N     the process is killed in the N-th of them, a write when half of it is done
 * DISK_COUNTS=FILE    at the end FILE says how many there were
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_long calls;

static int is_regular(int file) {
  struct stat about;
  return fstat(file, &about) == 0 && S_ISREG(about.st_mode);
}

/* Whether the process is to be killed in this call. */
static int meet_fault(int file) {
  if (!is_regular(file)) return 0;
  const char* hangs = getenv("DISK_HANGS");
  const char* kills_at = getenv("DISK_KILLS_AT");
  long call = atomic_fetch_add(&calls, 1) + 1;
  while (hangs != NULL && access(hangs, F_OK) == 0) usleep(5000);
  return kills_at != NULL && call == atol(kills_at);
}

ssize_t write(int file, const void* data, size_t size) {
  int fatal = meet_fault(file);
  ssize_t done = REAL(write)(file, data, fatal ? size / 2 : size);
  if (fatal) kill(getpid(), SIGKILL);
  return done;
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  int fatal = meet_fault(file);
  ssize_t done = REAL(pwrite)(file, data, fatal ? size / 2 : size, at);
  if (fatal) kill(getpid(), SIGKILL);
  return done;
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  int fatal = meet_fault(file);
  ssize_t done = REAL(pwrite64)(file, data, fatal ? size / 2 : size, at);
  if (fatal) kill(getpid(), SIGKILL);
  return done;
}

int fsync(int file) {
  if (meet_fault(file)) kill(getpid(), SIGKILL);
  return REAL(fsync)(file);
}

__attribute__((destructor)) static void tell_count(void) {
  const char* name = getenv("DISK_COUNTS");
  FILE* file = name == NULL ? NULL : fopen(name, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", (long)calls);
  fclose(file);
}
