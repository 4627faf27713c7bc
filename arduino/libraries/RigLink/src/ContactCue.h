#pragma once

#include <stdint.h>

#include "Contact.h"
#include "Cue.h"
#include "Frame.h"
#include "Ring.h"

namespace rig {

// The dowel's contact and its cue. `Board` gives clock, buzzer.set(on), and levels: get(),
// set(levels), are_stored().
template <class Board>
class ContactCue {
 public:
  explicit ContactCue(Board &board) : board_(board) {}

  // True: a cue began or ended. The buzzer is driven before anything else is done.
  template <class SampleType>
  bool on_sample(const SampleType &sample, bool tell) {
    latest_sample_ = sample.number;
    const uint8_t changed = detector_.judge(board_.levels.get(), sample.number, sample.counts);
    if (changed == 0) return false;
    const uint8_t cues = follow(changed);
    if (cues == 0) return false;
    show(board_.clock.tick());
    if (tell) note(cues);
    return true;
  }

  void show(uint32_t tick) {
    sounds_ = cue_.sounds(tick);
    board_.buzzer.set(sounds_ && (armed_ & buzzer_bit));
  }

  bool claims_light() const { return cue_.any() && (armed_ & light_bit); }
  bool lit() const { return sounds_; }

  uint16_t status() const {
    uint16_t bits = 0;
    for (uint8_t point = 0; point < contact_points; ++point)
      if (detector_.on(point)) bits |= status::contact_head << point;
    return bits;
  }

  // The levels judge from the next sample on; the points stay what they are until then.
  Result set_levels(const uint8_t *payload) {
    const ContactLevels levels = read_levels(payload);
    if (!levels.make_sense()) return Result::refused;
    board_.levels.set(levels);
    return Result::done;
  }

  Result arm(uint8_t armed, bool tell) {
    if (armed > (buzzer_bit | light_bit)) return Result::refused;
    armed_ = armed;
    if (armed == 0) end_all(tell);
    show(board_.clock.tick());
    return Result::done;
  }

  template <class Sink>
  bool tell_levels(Sink &sink) const {
    write_levels(sink, board_.levels.get(), armed_, board_.levels.are_stored());
    return true;
  }

  bool waiting() const { return !events_.empty(); }
  bool take(CueEvent &event) { return events_.take(event); }
  void forget_events() {
    CueEvent event;
    while (events_.take(event)) {
    }
  }

 private:
  static constexpr uint8_t buzzer_bit = 1;
  static constexpr uint8_t light_bit = 2;

  // A bit for each point whose cue begins or ends by this.
  uint8_t follow(uint8_t changed) {
    const uint32_t tick = board_.clock.tick();
    uint8_t cues = 0;
    for (uint8_t point = 0; point < contact_points; ++point) {
      if (!(changed >> point & 1)) continue;
      if (!detector_.on(point) && armed_ != 0)
        cue_.begin(point, tick);
      else if (detector_.on(point) && cue_.is_lost(point))
        cue_.end(point, tick);
      else
        continue;
      cues |= 1 << point;
    }
    return cues;
  }

  void note(uint8_t cues) {
    const uint32_t now_us = board_.clock.now_us();
    for (uint8_t point = 0; point < contact_points; ++point)
      if (cues >> point & 1)
        events_.put({now_us, point, cue_.is_lost(point), detector_.since_sample(point)});
  }

  // No sample brought contact back: the newest one stands for it.
  void end_all(bool tell) {
    const uint32_t now_us = board_.clock.now_us();
    for (uint8_t point = 0; point < contact_points; ++point) {
      if (!cue_.is_lost(point)) continue;
      cue_.end(point, 0);
      if (tell) events_.put({now_us, point, false, latest_sample_});
    }
  }

  Board &board_;
  ContactDetector detector_;
  Cue cue_;
  Ring<CueEvent, 8> events_;  // both ends of the cues of all points
  uint32_t latest_sample_ = 0;
  uint8_t armed_ = 0;
  bool sounds_ = false;
};

// For a board without contact points.
template <class Board>
class NoContact {
 public:
  explicit NoContact(Board &) {}
  template <class SampleType>
  bool on_sample(const SampleType &, bool) {
    return false;
  }
  void show(uint32_t) {}
  bool claims_light() const { return false; }
  bool lit() const { return false; }
  uint16_t status() const { return 0; }
  Result set_levels(const uint8_t *) { return Result::refused; }
  Result arm(uint8_t, bool) { return Result::refused; }
  template <class Sink>
  bool tell_levels(Sink &) const {
    return false;
  }
  bool waiting() const { return false; }
  bool take(CueEvent &) { return false; }
  void forget_events() {}
};

}  // namespace rig
