#pragma once

#include <stdint.h>

#include "Contact.h"

namespace rig {

// Whether the cue sounds, as a function of the tick count: nobody waits for it. Of several lost
// points the first is heard; its pattern begins when it becomes the one that is heard.
class Cue {
 public:
  static constexpr uint16_t period_ticks = 500;

  bool any() const { return lost_ != 0; }
  bool is_lost(uint8_t point) const { return lost_ >> point & 1; }

  void begin(uint8_t point, uint32_t tick) { set(lost_ | 1 << point, tick); }
  void end(uint8_t point, uint32_t tick) { set(lost_ & ~(1 << point), tick); }

  bool sounds(uint32_t tick) {
    if (!any()) return false;
    while (tick - began_ >= period_ticks) began_ += period_ticks;
    const uint16_t phase = tick - began_;
    if (is_lost(0)) return true;
    if (is_lost(1)) return phase < 100 || (phase >= 200 && phase < 300);
    return phase < 250;
  }

 private:
  void set(uint8_t lost, uint32_t tick) {
    if (lowest(lost) != lowest(lost_)) began_ = tick;
    lost_ = lost;
  }

  static uint8_t lowest(uint8_t bits) { return bits & -bits; }

  uint32_t began_ = 0;
  uint8_t lost_ = 0;
};

}  // namespace rig
