#pragma once

#include <stdint.h>

#include "Inline.h"
#include "Ring.h"

namespace rig {

struct Edge {
  uint32_t device_time_us;
  bool level;
  uint16_t skipped;  // edges just before this one that are not told
};

// A sum that stops at its largest value.
RIG_INLINE uint16_t add_saturating(uint16_t left, uint16_t right) {
  const uint16_t sum = left + right;
  return sum < left ? 0xFFFF : sum;
}

// The instant of a capture, from what stands in the timer some time (less than a tick) later.
// `counts` was read behind `pending`: the timer may have started again before or after the
// capture, and its interrupt may have run already or still wait.
RIG_INLINE uint32_t captured_us(uint32_t tick_us, bool pending, uint16_t counts, uint16_t captured,
                                uint16_t tick_length_us, uint8_t counts_per_us) {
  uint32_t began_us = pending ? tick_us + tick_length_us : tick_us;
  if (captured > counts) began_us -= tick_length_us;
  return began_us + captured / counts_per_us;
}

// The interrupts' side of a line. A line that chatters may cost only so much: behind a few
// edges in one tick, or with nobody taking them, its interrupt is to be masked until a tick says
// go on. Edges while masked are not seen; what is known of them is counted.
class EdgeCatcher {
 public:
  static constexpr uint8_t most_a_tick = 4;

  void begin(bool level) { level_ = level; }

  // False: mask the interrupt now. A level that did not change is that of a pulse shorter than
  // the way into the interrupt: two edges that cannot be told.
  RIG_INLINE bool on_edge(uint32_t device_time_us, bool level) {
    if (level == level_)
      skip(2);
    else
      note(device_time_us, level);
    masked_ = ++this_tick_ == most_a_tick || edges_.room() == 0;
    return !masked_;
  }

  // At each tick. True: the interrupt may be unmasked, with resume().
  RIG_INLINE bool may_resume() {
    this_tick_ = 0;
    return masked_ && edges_.room() != 0;
  }

  // `seen`: at least one edge came while nobody looked. So the last edge of a burst is always
  // told, if up to a tick late.
  RIG_INLINE void resume(uint32_t now_us, bool level, bool seen) {
    masked_ = false;
    if (level != level_)
      note(now_us, level);
    else if (seen)
      skip(2);
  }

  bool waiting() const { return !edges_.empty(); }
  bool take(Edge &edge) { return edges_.take(edge); }

 private:
  RIG_INLINE void note(uint32_t device_time_us, bool level) {
    level_ = level;
    edges_.put({device_time_us, level, skipped_});
    skipped_ = 0;
  }

  RIG_INLINE void skip(uint8_t edges) { skipped_ = add_saturating(skipped_, edges); }

  Ring<Edge, 8> edges_;
  uint16_t skipped_ = 0;
  uint8_t this_tick_ = 0;  // interrupts
  bool level_ = false;
  bool masked_ = false;
};

// The main loop's side: an edge is sent at once if the one before it was sent at least 10 ms ago;
// else it is held until then, and a newer one takes its place.
class EdgeLimiter {
 public:
  static constexpr uint16_t spacing_us = 10000;  // 100 a second

  void put(const Edge &edge) {
    skipped_ = add_saturating(skipped_, edge.skipped);
    if (held_) skipped_ = add_saturating(skipped_, 1);
    held_ = true;
    edge_ = edge;
  }

  bool due(uint32_t now_us) const {
    return held_ && (!limited_ || now_us - sent_us_ >= spacing_us);
  }

  Edge take(uint32_t now_us) {
    edge_.skipped = skipped_;
    sent_us_ = now_us;
    limited_ = true;
    held_ = false;
    skipped_ = 0;
    return edge_;
  }

  void clear() { *this = EdgeLimiter(); }

 private:
  Edge edge_ = {};
  uint32_t sent_us_ = 0;
  uint16_t skipped_ = 0;
  bool held_ = false;
  bool limited_ = false;
};

}  // namespace rig
