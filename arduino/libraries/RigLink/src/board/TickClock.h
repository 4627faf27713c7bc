#pragma once

#include <avr/io.h>
#include <stdint.h>

#include "../Inline.h"
#include "InterruptLock.h"
#include "Mcu.h"

namespace rig {

// Timer 1 counts half microseconds and starts again each 2000 of them, in hardware: ticks drift
// against nothing but the board's own crystal. The mode leaves ICR1 and the capture bits of
// TCCR1B free for input capture.
class TickClock {
 public:
  static constexpr uint16_t tick_length_us = 1000;
  static constexpr uint16_t counts_per_us = 2;

  // Timer 0 only serves millis(), which nobody asks for here; its interrupt would add jitter.
  void begin() {
    TIMSK0 = 0;
    TCCR1A = 0;
    TCCR1B = 0;
    TCNT1 = 0;
    OCR1A = tick_length_us * counts_per_us - 1;
    TIFR1 = _BV(OCF1A);
    TIMSK1 = _BV(OCIE1A);
    TCCR1B = _BV(WGM12) | _BV(CS11);
  }

  // For interrupts only.
  RIG_INLINE void advance() {
    ++tick_;
    tick_us_ += tick_length_us;
  }
  RIG_INLINE uint32_t tick_in_interrupt() const { return tick_; }
  RIG_INLINE uint32_t tick_us_in_interrupt() const { return tick_us_; }
  RIG_INLINE uint16_t since_tick_us() const { return TCNT1 / counts_per_us; }

  // The timer may have started again while its interrupt still waits for this one to end.
  RIG_INLINE uint32_t now_us_in_interrupt() const {
    uint16_t counts = TCNT1;
    const bool pending = TIFR1 & _BV(OCF1A);
    if (pending) counts = TCNT1;
    const uint32_t now = tick_us_ + counts / counts_per_us;
    return pending ? now + tick_length_us : now;
  }

  uint32_t tick() const {
    InterruptLock lock;
    return tick_;
  }

  uint32_t now_us() const {
    InterruptLock lock;
    return now_us_in_interrupt();
  }

 private:
  uint32_t tick_ = 0;
  uint32_t tick_us_ = 0;
};

}  // namespace rig
