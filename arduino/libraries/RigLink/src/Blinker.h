#pragma once

#include <stdint.h>

namespace rig {

// Whether the LED is lit, as a function of the tick count: nobody waits for it.
class Blinker {
 public:
  // A power of two, since a 32-bit division takes an AVR 40 us.
  static constexpr uint16_t half_period_ticks = 128;

  void start(uint8_t seconds, uint32_t tick) {
    began_ = tick;
    ticks_ = seconds * uint32_t(1000);
  }

  bool lit(uint32_t tick) {
    const uint32_t elapsed = tick - began_;
    if (elapsed >= ticks_) ticks_ = 0;
    return ticks_ != 0 && elapsed / half_period_ticks % 2 == 0;
  }

 private:
  uint32_t began_ = 0;
  uint32_t ticks_ = 0;
};

}  // namespace rig
