#pragma once

#include <stdint.h>

#include "Blinker.h"
#include "CommandReader.h"
#include "ContactCue.h"
#include "Edges.h"
#include "Frame.h"
#include "SerialRecord.h"
#include "Version.h"

namespace rig {

// The board's side of PROTOCOL.md. `Board` is what it speaks through (see board/Board.h):
//   clock      tick(), now_us()
//   front_end  take(sample), waiting(), missed_ticks(), start_delay_max_us(), and its constants
//   uart       room(), put(byte), take(byte), waiting() bytes, poll(), and busy() with work of its own
//   lines      edges.take(edge), edges.waiting(), set_ttl_out(level), line
//   serial     get(), set(bytes)
//   light      set(lit)
//   poll()     what its parts do between two looks
// Nothing here waits: a frame that finds no room is counted as dropped, or sent later.
// `Contact` is ContactCue or NoContact.
template <class Board, template <class> class Contact = NoContact>
class Link {
 public:
  Link(Board &board, Role role) : board_(board), role_(role), contact_(board) {}

  // Does at most one thing, samples before all else. False: there was nothing to do.
  bool poll() {
    board_.poll();
    const uint32_t tick = board_.clock.tick();
    contact_.show(tick);
    show_light(tick);
    return handle_sample() || handle_edges() || send_cue() || send_health() || read_command();
  }

  // Nothing to do until the next interrupt.
  bool idle() const {
    return !board_.front_end.waiting() && !board_.lines.edges.waiting() &&
           board_.uart.waiting() == 0 && !board_.uart.busy();
  }

 private:
  using FrontEnd = typename Board::FrontEnd;
  using SampleType = typename FrontEnd::SampleType;

  static constexpr uint8_t samples_length =
      frame_length::samples(FrontEnd::channels, FrontEnd::bytes_per_count);

  // The cue comes first, whether anybody wants the sample or not; it wins the LED from identify,
  // since somebody stands on the rig then and waits for it.
  bool handle_sample() {
    SampleType sample;
    if (!board_.front_end.take(sample)) return false;
    if (contact_.on_sample(sample, streaming_)) show_light(board_.clock.tick());
    sample.status |= contact_.status();
    if (streaming_) stream(sample);
    return true;
  }

  void show_light(uint32_t tick) {
    board_.light.set(contact_.claims_light() ? contact_.lit() : blinker_.lit(tick));
  }

  void stream(SampleType &sample) {
    note_health_due(sample.number);
    // What happened before a dropped sample is told by the next that is sent.
    status_ |= sample.status & status::happened;
    if (board_.uart.room() < samples_length) return drop();
    sample.status |= status_;
    status_ = 0;
    write_samples(board_.uart, sample, FrontEnd::bytes_per_count);
  }

  void drop() {
    ++dropped_frames_;
    status_ |= status::frame_dropped;
  }

  void note_health_due(uint32_t sample) {
    if (sample - health_sample_ < sample_rate_hz) return;
    health_sample_ += sample_rate_hz;
    health_due_ = true;
  }

  // An edge stays with the interrupts' side while an older one waits for its turn to be sent.
  bool handle_edges() {
    Edge edge;
    const uint32_t now_us = board_.clock.now_us();
    while (!limiter_.due(now_us) && board_.lines.edges.take(edge))
      if (streaming_) limiter_.put(edge);
    if (!limiter_.due(now_us) || !has_room(frame_length::edge)) return false;
    write_edge(board_.uart, Board::Lines::line, limiter_.take(now_us));
    return true;
  }

  bool send_cue() {
    CueEvent cue;
    if (!has_room(frame_length::cue) || !contact_.take(cue)) return false;
    write_cue(board_.uart, cue);
    return true;
  }

  bool send_health() {
    if (!health_due_ || !has_room(frame_length::health)) return false;
    health_due_ = false;
    write_health(board_.uart, health());
    return true;
  }

  Health health() const {
    return {board_.clock.now_us(),           board_.clock.tick(),
            board_.front_end.missed_ticks(), dropped_frames_,
            reader_.bad_commands(),          board_.front_end.start_delay_max_us()};
  }

  // A command stays in the receive buffer until its answer has room, beside a sample that may
  // come first: no number of commands can push out a sample.
  bool read_command() {
    if (!has_room(frame_length::info) || !find_command()) return false;
    answer();
    return true;
  }

  // Among the bytes that wait now, and no more: others may come as fast as they are read. A sample
  // that is finished meanwhile goes first, as it may begin a cue.
  bool find_command() {
    ReceivedByte byte;
    for (uint8_t waiting = board_.uart.waiting(); !reader_.next(); --waiting) {
      if (waiting == 0 || board_.front_end.waiting() || !board_.uart.take(byte)) return false;
      reader_.put(byte);
    }
    return true;
  }

  bool has_room(uint8_t length) const { return board_.uart.room() >= length + samples_length; }

  void answer() {
    switch (static_cast<Kind>(reader_.kind())) {
      case Kind::hello: return write_info(board_.uart, info(), board_.serial.get());
      case Kind::start: return start();
      case Kind::stop: return stop();
      case Kind::identify: return identify();
      case Kind::time_request: return tell_time();
      case Kind::set_serial: return set_serial();
      case Kind::ttl_out: return ack(set_ttl_out(reader_.payload()[0]));
      case Kind::set_levels: return ack(contact_.set_levels(reader_.payload()));
      case Kind::arm: return ack(contact_.arm(reader_.payload()[0], streaming_));
      case Kind::get_levels: return tell_levels();
      default: return ack(Result::unknown);
    }
  }

  void start() {
    if (!streaming_) {
      status_ = status::first;
      health_sample_ = board_.clock.tick();
      discard_edges();
      health_due_ = true;  // so that the computer knows from what the counters count on
    }
    streaming_ = true;
    ack(Result::done);
  }

  void discard_edges() {
    Edge edge;
    while (board_.lines.edges.take(edge)) {
    }
  }

  // Samples go out as they are finished, so the last one already stands before this ack.
  void stop() {
    streaming_ = false;
    health_due_ = false;
    limiter_.clear();
    contact_.forget_events();
    ack(Result::done);
  }

  void identify() {
    blinker_.start(reader_.payload()[0], board_.clock.tick());
    ack(Result::done);
  }

  // With other bytes behind it, the time of the request's last byte is no longer known: better
  // no answer than a wrong time, the computer asks again.
  void tell_time() {
    if (!reader_.is_latest()) return;
    const uint32_t token = read_u32(reader_.payload());
    write_time(board_.uart, token, reader_.received_us(), board_.clock.now_us());
  }

  void set_serial() {
    if (!SerialRecord::allows(reader_.payload())) return ack(Result::refused);
    board_.serial.set(reader_.payload());
    ack(Result::done);
  }

  Result set_ttl_out(uint8_t level) {
    return level <= 1 && board_.lines.set_ttl_out(level) ? Result::done : Result::refused;
  }

  void tell_levels() {
    if (!contact_.tell_levels(board_.uart)) ack(Result::refused);
  }

  void ack(Result result) { write_ack(board_.uart, reader_.kind(), result); }

  Info info() const {
    return {role_,
            {firmware_major, firmware_minor, firmware_patch},
            Board::code,
            FrontEnd::channels,
            FrontEnd::bytes_per_count,
            FrontEnd::reference_uv,
            FrontEnd::full_scale_counts,
            FrontEnd::oversampling,
            Board::frame_delay_us,
            FrontEnd::sampling_delay_us,
            FrontEnd::channel_skew_us};
  }

  Board &board_;
  const Role role_;
  CommandReader reader_;
  Blinker blinker_;
  EdgeLimiter limiter_;
  Contact<Board> contact_;
  bool streaming_ = false;
  bool health_due_ = false;
  uint16_t status_ = 0;
  uint32_t health_sample_ = 0;
  uint32_t dropped_frames_ = 0;
};

}  // namespace rig
