#include "tests.h"

int checks = 0;
int failures = 0;

int main() {
  test_frames();
  test_command_reader();
  test_ring();
  test_sampler();
  test_serial_record();
  test_contact();
  test_lines();
  test_link();
  std::printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 ? 0 : 1;
}
