#pragma once

#include <avr/io.h>
#include <stdint.h>

#include "../Edges.h"
#include "../Inline.h"
#include "InterruptLock.h"
#include "Mcu.h"

namespace rig {

// The timer counts half microseconds and starts again each 2000 of them, in hardware: ticks drift
// against nothing but the board's own crystal. The mode leaves its capture register and the
// capture bits free for InputCapture.
class TickClock {
 public:
  static constexpr uint16_t tick_length_us = 1000;
  static constexpr uint16_t counts_per_us = 2;

  // Timer 0 only serves millis(), which nobody asks for here; its interrupt would add jitter.
  void begin() {
    TIMSK0 = 0;
    RIG_TIMER(TCCR, A) = 0;
    RIG_TIMER(TCCR, B) &= ~clock_bits;
    RIG_TIMER(TCNT, ) = 0;
    RIG_TIMER(OCR, A) = tick_length_us * counts_per_us - 1;
    RIG_TIMER(TIFR, ) = _BV(RIG_TIMER(OCF, A));
    RIG_TIMER(TIMSK, ) |= _BV(RIG_TIMER(OCIE, A));
    RIG_TIMER(TCCR, B) |= _BV(RIG_TIMER(WGM, 2)) | _BV(RIG_TIMER(CS, 1));
  }

  // For interrupts only.
  RIG_INLINE void advance() {
    ++tick_;
    tick_us_ += tick_length_us;
  }
  RIG_INLINE uint32_t tick_in_interrupt() const { return tick_; }
  RIG_INLINE uint32_t tick_us_in_interrupt() const { return tick_us_; }
  RIG_INLINE uint16_t since_tick_us() const { return RIG_TIMER(TCNT, ) / counts_per_us; }

  // The timer may have started again while its interrupt still waits for this one to end.
  RIG_INLINE uint32_t now_us_in_interrupt() const {
    const Reading now = read();
    const uint32_t now_us = tick_us_ + now.counts / counts_per_us;
    return now.pending ? now_us + tick_length_us : now_us;
  }

  RIG_INLINE uint32_t captured_us_in_interrupt() const {
    const uint16_t captured = RIG_TIMER(ICR, );
    const Reading now = read();
    return captured_us(tick_us_, now.pending, now.counts, captured, tick_length_us, counts_per_us);
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
  struct Reading {
    uint16_t counts;
    bool pending;  // these counts began a tick whose interrupt has not run
  };

  static constexpr uint8_t clock_bits = _BV(RIG_TIMER(WGM, 3)) | _BV(RIG_TIMER(WGM, 2)) |
                                        _BV(RIG_TIMER(CS, 2)) | _BV(RIG_TIMER(CS, 1)) |
                                        _BV(RIG_TIMER(CS, 0));

  static RIG_INLINE Reading read() {
    uint16_t counts = RIG_TIMER(TCNT, );
    const bool pending = RIG_TIMER(TIFR, ) & _BV(RIG_TIMER(OCF, A));
    if (pending) counts = RIG_TIMER(TCNT, );
    return {counts, pending};
  }

  uint32_t tick_ = 0;
  uint32_t tick_us_ = 0;
};

}  // namespace rig
