#pragma once

#include <stdint.h>

#include "Inline.h"

namespace rig {

// Sums conversions in rounds: channel 0, 1, 2 ..., then the next round. So the mean instants of
// neighbouring channels lie one conversion apart, not one channel's whole sum.
template <class Count, uint8_t Channels, uint8_t Rounds>
class Oversampler {
  static_assert(Channels > 0 && Rounds > 0, "at least one conversion");

 public:
  RIG_INLINE void begin() {
    for (uint8_t channel = 0; channel < Channels; ++channel) sums_[channel] = 0;
    channel_ = 0;
    rounds_left_ = Rounds;
  }

  RIG_INLINE bool busy() const { return rounds_left_ != 0; }
  RIG_INLINE bool on_last() const { return rounds_left_ == 1 && channel_ == Channels - 1; }

  RIG_INLINE uint8_t channel() const { return channel_; }
  RIG_INLINE uint8_t next_channel() const {
    return channel_ == Channels - 1 ? 0 : channel_ + 1;
  }

  RIG_INLINE void add(Count conversion) {
    sums_[channel_] += conversion;
    channel_ = next_channel();
    if (channel_ == 0) --rounds_left_;
  }

  RIG_INLINE Count sum(uint8_t channel) const { return sums_[channel]; }

 private:
  Count sums_[Channels] = {};
  uint8_t channel_ = 0;
  uint8_t rounds_left_ = 0;
};

}  // namespace rig
