#pragma once

#include <cstdio>

// The whole test framework: CHECK says where it failed and goes on.
extern int checks;
extern int failures;

inline void check(bool passed, const char *expression, const char *file, int line) {
  ++checks;
  if (passed) return;
  ++failures;
  std::printf("%s:%d: not true: %s\n", file, line, expression);
}

#define CHECK(expression) check((expression), #expression, __FILE__, __LINE__)
