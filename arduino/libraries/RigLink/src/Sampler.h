#pragma once

#include <stdint.h>

#include "Frame.h"
#include "Inline.h"
#include "Oversampler.h"
#include "Ring.h"

namespace rig {

// From ticks and conversions to finished samples. All but take() and waiting() is called by
// interrupts. A sample that cannot be taken or handed on counts as a missed tick, and the next
// that can carries the bit tick_missed.
template <class Count, uint8_t Channels, uint8_t Oversampling>
class Sampler {
 public:
  using SampleType = Sample<Count, Channels>;

  RIG_INLINE bool busy() const { return oversampler_.busy(); }
  RIG_INLINE bool on_last() const { return oversampler_.on_last(); }
  RIG_INLINE uint8_t next_channel() const { return oversampler_.next_channel(); }

  RIG_INLINE void miss() {
    ++missed_ticks_;
    tick_missed_ = true;
  }

  // The first conversion of this sample started `delay_us` behind its tick.
  RIG_INLINE void begin(uint32_t number, uint32_t tick_us, uint16_t delay_us, uint8_t levels) {
    oversampler_.begin();
    current_.number = number;
    current_.device_time_us = tick_us + delay_us;
    current_.status = tick_missed_ ? status::tick_missed | levels : levels;
    tick_missed_ = false;
    if (delay_us > start_delay_max_us_) start_delay_max_us_ = delay_us;
  }

  RIG_INLINE void add(Count conversion) {
    oversampler_.add(conversion);
    if (!busy()) hand_on();
  }

  bool take(SampleType &sample) { return finished_.take(sample); }
  bool waiting() const { return !finished_.empty(); }

  // Wider than one byte: to be read with interrupts locked.
  uint32_t missed_ticks() const { return missed_ticks_; }
  uint16_t start_delay_max_us() const { return start_delay_max_us_; }

 private:
  RIG_INLINE void hand_on() {
    for (uint8_t channel = 0; channel < Channels; ++channel)
      current_.counts[channel] = oversampler_.sum(channel);
    if (!finished_.put(current_)) miss();
  }

  // Three ticks of patience with a main loop that is busy with a long answer.
  Ring<SampleType, 4> finished_;
  Oversampler<Count, Channels, Oversampling> oversampler_;
  SampleType current_ = {};
  bool tick_missed_ = false;
  uint32_t missed_ticks_ = 0;
  uint16_t start_delay_max_us_ = 0;
};

}  // namespace rig
