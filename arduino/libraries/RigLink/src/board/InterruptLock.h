#pragma once

#include <avr/interrupt.h>
#include <avr/io.h>
#include <stdint.h>

namespace rig {

// No interrupt while this lives. A microsecond or two at most: it delays the tick.
class InterruptLock {
 public:
  InterruptLock() : sreg_(SREG) { cli(); }
  ~InterruptLock() {
    __asm__ __volatile__("" ::: "memory");
    SREG = sreg_;
  }
  InterruptLock(const InterruptLock &) = delete;
  InterruptLock &operator=(const InterruptLock &) = delete;

 private:
  const uint8_t sreg_;
};

}  // namespace rig
