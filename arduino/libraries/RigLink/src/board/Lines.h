#pragma once

#include <stdint.h>

#include "../Frame.h"
#include "../Inline.h"
#include "../SyncTrain.h"
#include "EdgeInputs.h"
#include "Mcu.h"

namespace rig {

// The digital lines of a board. Of each tick: before_sample(), then, with the first conversion on
// its way, status() and on_tick().

struct PlatesLines {
  static constexpr Line line = Line::ttl_in;

  void begin() {
    TtlOut::make_output();
    SyncOut::make_output();
    edges.begin();
  }

  bool set_ttl_out(bool level) {
    ttl_out_ = level;
    return true;
  }

  // TTL out changes ahead of the conversions: a sample with its bit lies between its edges.
  RIG_INLINE void before_sample() { TtlOut::set(ttl_out_); }

  RIG_INLINE uint8_t status() const {
    uint8_t bits = 0;
    if (TtlIn::level()) bits |= status::ttl_in;
    if (TtlOut::level()) bits |= status::ttl_out;
    if (SyncOut::level()) bits |= status::sync;
    return bits;
  }

  template <class Clock>
  RIG_INLINE void on_tick(const Clock &clock) {
    SyncOut::set(train_.level_at(clock.tick_in_interrupt()));
    edges.on_tick(clock);
  }

  template <class Clock>
  RIG_INLINE void on_edge(const Clock &clock) {
    edges.on_edge(clock);
  }

  EdgeInput<TtlInput> edges;

 private:
  SyncTrain train_;
  volatile bool ttl_out_ = false;
};

struct DowelLines {
  static constexpr Line line = Line::sync_in;

  void begin() { edges.begin(); }
  bool set_ttl_out(bool) { return false; }

  RIG_INLINE void before_sample() {}
  RIG_INLINE uint8_t status() const { return SyncIn::level() ? status::sync : 0; }

  template <class Clock>
  RIG_INLINE void on_tick(const Clock &clock) {
    edges.on_tick(clock);
  }

  template <class Clock>
  RIG_INLINE void on_edge(const Clock &clock) {
    edges.on_edge(clock);
  }

  EdgeInput<SyncInput> edges;
};

}  // namespace rig
