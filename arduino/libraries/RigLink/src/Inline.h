#pragma once

// For functions called from an interrupt: a real call there would save and restore every
// register that a call may change, about 60 cycles.
#define RIG_INLINE inline __attribute__((always_inline))
