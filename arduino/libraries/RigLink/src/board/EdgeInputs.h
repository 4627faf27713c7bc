#pragma once

#include <avr/io.h>
#include <stdint.h>

#include "../Edges.h"
#include "../Inline.h"
#include "Mcu.h"

namespace rig {

// A pin whose edges are stamped by an interrupt, with EdgeCatcher's limit on what they may cost.
// `Input` knows the hardware. All but waiting() and take() is for interrupts.
template <class Input>
class EdgeInput {
 public:
  void begin() {
    Input::begin();
    catcher_.begin(Input::level());
  }

  template <class Clock>
  RIG_INLINE void on_edge(const Clock &clock) {
    const uint32_t device_time_us = Input::stamp_us(clock);
    if (!catcher_.on_edge(device_time_us, Input::level_of_edge())) Input::mask();
  }

  template <class Clock>
  RIG_INLINE void on_tick(const Clock &clock) {
    if (!catcher_.may_resume()) return;
    const bool seen = Input::seen();
    const bool level = Input::unmask();
    catcher_.resume(clock.now_us_in_interrupt(), level, seen);
  }

  bool waiting() const { return catcher_.waiting(); }
  bool take(Edge &edge) { return catcher_.take(edge); }

 private:
  EdgeCatcher catcher_;
};

// TTL in by an external interrupt at both edges. The pull-up keeps an open input quiet, at 1.
struct TtlInput {
  static void begin() {
    TtlIn::pull_up();
    choose_both_ttl_edges();
    unmask();
  }

  static RIG_INLINE bool level() { return TtlIn::level(); }
  template <class Clock>
  static RIG_INLINE uint32_t stamp_us(const Clock &clock) {
    return clock.now_us_in_interrupt();
  }
  // An edge on the way into the interrupt belongs to the level that is read, not to another one.
  static RIG_INLINE bool level_of_edge() {
    EIFR = _BV(ttl_interrupt);
    return level();
  }

  static RIG_INLINE bool seen() { return EIFR & _BV(ttl_interrupt); }
  static RIG_INLINE void mask() { EIMSK &= ~_BV(ttl_interrupt); }
  static RIG_INLINE bool unmask() {
    EIMSK |= _BV(ttl_interrupt);
    return level_of_edge();
  }
};

// Sync in by input capture: the timer keeps the instant of the edge, however late its interrupt.
// The hardware looks for one kind of edge at a time, so each turns it over for the next; the noise
// canceler wants four equal looks, 0.25 us. The pull-up keeps an open input quiet.
struct SyncInput {
  static void begin() {
    SyncIn::pull_up();
    RIG_TIMER(TCCR, B) |= _BV(RIG_TIMER(ICNC, ));
    unmask();
  }

  static RIG_INLINE bool level() { return SyncIn::level(); }
  template <class Clock>
  static RIG_INLINE uint32_t stamp_us(const Clock &clock) {
    return clock.captured_us_in_interrupt();
  }
  // Where the pulse is over already, the edge that ended it will not be captured any more, and the
  // level says so.
  static RIG_INLINE bool level_of_edge() { return look_for_next(); }

  static RIG_INLINE bool seen() { return RIG_TIMER(TIFR, ) & _BV(RIG_TIMER(ICF, )); }
  static RIG_INLINE void mask() { RIG_TIMER(TIMSK, ) &= ~_BV(RIG_TIMER(ICIE, )); }
  static RIG_INLINE bool unmask() {
    const bool now_high = look_for_next();
    RIG_TIMER(TIMSK, ) |= _BV(RIG_TIMER(ICIE, ));
    return now_high;
  }

 private:
  // An edge between the look and the clearing of the flag would go unseen: hence the second look.
  static RIG_INLINE bool look_for_next() {
    const bool high = level();
    look_for(!high);
    if (level() == high) return high;
    look_for(high);
    return !high;
  }

  // Turning the edge over may set the flag by itself: it has to be cleared behind that.
  static RIG_INLINE void look_for(bool rise) {
    if (rise)
      RIG_TIMER(TCCR, B) |= _BV(RIG_TIMER(ICES, ));
    else
      RIG_TIMER(TCCR, B) &= ~_BV(RIG_TIMER(ICES, ));
    RIG_TIMER(TIFR, ) = _BV(RIG_TIMER(ICF, ));
  }
};

}  // namespace rig
