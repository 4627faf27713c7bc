#pragma once

#include <stdint.h>

#include "Inline.h"

namespace rig {

static constexpr uint8_t contact_points = 3;  // head, thoracic, sacrum

struct ContactLevels {
  static constexpr uint16_t largest_level = 32767;
  static constexpr uint16_t longest_debounce_samples = 1000;

  bool make_sense() const {
    for (uint8_t point = 0; point < contact_points; ++point)
      if (off_counts[point] >= on_counts[point] || on_counts[point] > largest_level) return false;
    return debounce_samples >= 1 && debounce_samples <= longest_debounce_samples;
  }

  uint16_t on_counts[contact_points];
  uint16_t off_counts[contact_points];
  uint16_t debounce_samples;
};

// One point: exactly what ContactDetector of rig/measure/contact.py decides from the same samples,
// gaps in their numbers included. tests/contact_vectors.txt holds both to it.
class ContactPoint {
 public:
  // True: on() has changed with this sample.
  bool judge(uint32_t sample, int16_t counts, int16_t on_counts, int16_t off_counts,
             uint16_t debounce_samples) {
    if (raw_ ? counts < off_counts : counts >= on_counts) {
      raw_ = !raw_;
      since_sample_ = sample;
    }
    if (raw_ == on_ || sample - since_sample_ < debounce_samples) return false;
    on_ = raw_;
    return true;
  }

  bool on() const { return on_; }
  uint32_t since_sample() const { return since_sample_; }

 private:
  uint32_t since_sample_ = 0;
  bool raw_ = false;  // behind the hysteresis only
  bool on_ = false;
};

class ContactDetector {
 public:
  // A bit for each point that has changed with this sample.
  template <class Count>
  uint8_t judge(const ContactLevels &levels, uint32_t sample, const Count *counts) {
    uint8_t changed = 0;
    for (uint8_t point = 0; point < contact_points; ++point)
      if (points_[point].judge(sample, counts[point], levels.on_counts[point],
                               levels.off_counts[point], levels.debounce_samples))
        changed |= 1 << point;
    return changed;
  }

  bool on(uint8_t point) const { return points_[point].on(); }
  uint32_t since_sample(uint8_t point) const { return points_[point].since_sample(); }

 private:
  ContactPoint points_[contact_points];
};

}  // namespace rig
