/* A disk that hangs: every write to a regular file, and every sync, waits while the file named
 * by SLOW_DISK_HANGS exists. To be preloaded into the program under test. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static void wait_while_it_hangs(int file) {
  const char* sign = getenv("SLOW_DISK_HANGS");
  struct stat about;
  if (sign == NULL || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return;
  while (access(sign, F_OK) == 0) usleep(5000);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void* data, size_t size) {
  wait_while_it_hangs(file);
  return REAL(write)(file, data, size);
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  wait_while_it_hangs(file);
  return REAL(pwrite)(file, data, size, at);
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  wait_while_it_hangs(file);
  return REAL(pwrite64)(file, data, size, at);
}

int fsync(int file) {
  wait_while_it_hangs(file);
  return REAL(fsync)(file);
}
