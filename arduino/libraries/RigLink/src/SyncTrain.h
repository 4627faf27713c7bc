#pragma once

#include <stdint.h>

#include "Inline.h"

namespace rig {

// The level of the sync wire, tick by tick ("The sync wire" in PROTOCOL.md). Counts along instead
// of dividing the tick's number: a 32-bit division takes an AVR 40 us.
class SyncTrain {
 public:
  static constexpr uint8_t pulse_ticks = 100;
  static constexpr uint8_t block_pulses = 20;
  static constexpr uint8_t mark_ticks = 70;
  static constexpr uint8_t zero_ticks = 20;
  static constexpr uint8_t one_ticks = 40;

  // Of each tick, in turn, beginning with tick 1: the first block has lost its first pulse, since
  // nothing runs at tick 0. There is one again when the tick's number wraps.
  RIG_INLINE bool level_at(uint32_t tick) {
    if (tick == 0)
      restart();
    else if (++phase_ == pulse_ticks)
      next_pulse();
    if (phase_ == high_ticks_) level_ = false;
    return level_;
  }

 private:
  RIG_INLINE void restart() {
    block_ = 0;
    begin_block();
  }

  RIG_INLINE void next_pulse() {
    if (++pulse_ < block_pulses) return begin_pulse(high_ticks_of_pulse());
    ++block_;
    begin_block();
  }

  RIG_INLINE void begin_block() {
    pulse_ = 0;
    bits_ = block_;
    odd_ = false;
    begin_pulse(mark_ticks);
  }

  RIG_INLINE void begin_pulse(uint8_t high_ticks) {
    phase_ = 0;
    level_ = true;
    high_ticks_ = high_ticks;
  }

  // The bits of the block's number, then their parity, then 0 and 1.
  RIG_INLINE uint8_t high_ticks_of_pulse() {
    bool one = pulse_ == block_pulses - 1;
    if (pulse_ <= 16) {
      one = bits_ & 0x8000;
      bits_ <<= 1;
      odd_ ^= one;
    } else if (pulse_ == 17) {
      one = odd_;
    }
    return one ? one_ticks : zero_ticks;
  }

  uint16_t block_ = 0;
  uint16_t bits_ = 0;  // of the block's number, those not yet sent
  uint8_t pulse_ = 0;
  uint8_t phase_ = 0;
  uint8_t high_ticks_ = 0;
  bool odd_ = false;
  bool level_ = false;
};

}  // namespace rig
