// A board's side of the protocol, on a board that is not there.

#include <algorithm>

#include "tests.h"
#include "fake_board.h"

namespace {

using rig::Kind;

struct Rig {
  FakeBoard board;
  rig::Link<FakeBoard> link{board, rig::Role::plates};

  void run() {
    while (link.poll()) {
    }
  }

  // What was sent since the last call.
  Bytes sent() {
    Bytes bytes;
    bytes.swap(board.uart.sent);
    return bytes;
  }

  void receive(const Bytes &bytes) {
    for (uint8_t byte : bytes) board.uart.received.push_back({board.clock.now, byte});
  }

  Bytes ask(const Bytes &command) {
    receive(command);
    run();
    return sent();
  }

  void finish_sample(uint32_t number, uint16_t status = 0) {
    board.clock.now = number * 1000 + 4;
    board.front_end.finished.push_back({number, board.clock.now, status, {512, 1024, 2048, 4092}});
  }

  Bytes sample(uint32_t number, uint16_t status = 0) {
    finish_sample(number, status);
    run();
    return sent();
  }
};

uint16_t status_of(const Bytes &frame) { return frame.at(11) | frame.at(12) << 8; }
uint32_t u32_at(const Bytes &frame, size_t offset) { return rig::read_u32(&frame.at(offset)); }

bool starts_with_ack_and_health(const Bytes &sent) {
  const Bytes &ack = golden()["ack_start"];
  const Bytes start(sent.begin(), sent.begin() + std::min(ack.size(), sent.size()));
  return start == ack && sent.size() == ack.size() + rig::frame_length::health &&
         sent.at(ack.size() + 1) == 0x05;
}

// The lengths written into frames lead from one to the next and end with the last byte.
bool whole_frames(const Bytes &sent) {
  size_t at = 0;
  while (at + 2 < sent.size()) at += sent.at(at + 2);
  return at == sent.size();
}

void answers_hello() {
  Rig rig;
  rig.ask(golden()["set_serial"]);
  CHECK(rig.ask(golden()["hello"]) == golden()["info_plates"]);
}

void streams_between_start_and_stop() {
  Rig rig;
  CHECK(rig.sample(998).empty());
  CHECK(starts_with_ack_and_health(rig.ask(golden()["start"])));
  CHECK(rig.sample(1000) == golden()["samples_plates"]);
  CHECK(status_of(rig.sample(1001)) == 0);
  CHECK(rig.ask(golden()["start"]) == golden()["ack_start"]);
  CHECK(status_of(rig.sample(1002)) == 0);
  rig.ask(golden()["stop"]);
  CHECK(rig.sample(1003).empty());
  CHECK(rig.ask(golden()["stop"]).size() == rig::frame_length::ack);
  rig.ask(golden()["start"]);
  CHECK(status_of(rig.sample(1004)) == rig::status::first);
}

void sends_ack_of_stop_behind_the_last_sample() {
  Rig rig;
  rig.ask(golden()["start"]);
  rig.finish_sample(1);
  rig.finish_sample(2);
  const Bytes sent = rig.ask(golden()["stop"]);
  CHECK(sent.size() == 2 * 25 + rig::frame_length::ack);
  CHECK(sent.at(1) == 0x01 && sent.at(26) == 0x01 && sent.at(51) == 0x03);
}

void drops_samples_whole_and_says_so() {
  Rig rig;
  rig.ask(golden()["start"]);
  rig.board.uart.size = 24;
  CHECK(rig.sample(1).empty());
  CHECK(rig.sample(2, rig::status::tick_missed).empty());
  rig.board.uart.size = 25;
  using namespace rig::status;
  CHECK(status_of(rig.sample(4)) == (first | frame_dropped | tick_missed));
  CHECK(status_of(rig.sample(5)) == 0);
}

void never_sends_half_an_answer() {
  const char *commands[] = {"hello",   "start",      "stop", "identify",  "time_request", "set_serial",
                            "ttl_out", "set_levels", "arm",  "get_levels"};
  for (const char *command : commands)
    for (int size = 0; size <= 128; ++size) {
      Rig rig;
      rig.board.uart.size = static_cast<uint8_t>(size);
      const Bytes sent = rig.ask(golden()[command]);
      CHECK(whole_frames(sent));
      rig.board.uart.size = 128;
      rig.run();
      CHECK(sent.size() + rig.sent().size() > 0);  // late, but not lost
    }
}

void keeps_room_for_a_sample_beside_answers() {
  Rig rig;
  rig.ask(golden()["start"]);
  for (int i = 0; i < 20; ++i) rig.receive(golden()["hello"]);
  rig.run();
  CHECK(rig.board.uart.room() >= 25);
}

void tells_health_once_a_second() {
  Rig rig;
  rig.board.clock.now = 4000000;
  rig.ask(golden()["start"]);
  int healths = 0;
  for (uint32_t number = 4001; number <= 7000; ++number)
    healths += rig.sample(number).size() > 25;
  CHECK(healths == 3);
}

void tells_health() {
  Rig rig;
  rig.ask(golden()["start"]);
  rig.board.front_end.missed = 1;
  rig.board.uart.size = 0;
  rig.sample(1);
  rig.sample(2);
  rig.board.uart.size = 128;
  Bytes damaged = golden()["start"];
  damaged[5] ^= 1;
  for (int i = 0; i < 3; ++i) rig.ask(damaged);
  rig.finish_sample(5000);
  rig.board.clock.now = 5000123;
  rig.run();
  const Bytes sent = rig.sent();
  CHECK(Bytes(sent.begin() + 25, sent.end()) == golden()["health"]);
}

void tells_time() {
  Rig rig;
  rig.board.clock.now = 123456789;
  rig.receive(golden()["time_request"]);
  rig.board.clock.now = 123456833;
  rig.run();
  CHECK(rig.sent() == golden()["time"]);
}

// Behind other noise the end of the request may be older than the newest byte.
void tells_no_time_that_it_does_not_know() {
  Rig rig;
  const Bytes noise = {0xA5, 0xF0, 0x20};
  CHECK(rig.ask(noise + golden()["time_request"] + Bytes(18, 0)).empty());
}

void refuses_a_serial() {
  Rig rig;
  Bytes command = {0xA5, 0x86, 15, '1', 'A', '2', 'b', '3', 'C', '4', 'D'};
  rig::Crc32 crc;
  crc.add(command.data(), static_cast<uint8_t>(command.size()));
  for (int shift = 0; shift < 32; shift += 8) command.push_back(crc.value() >> shift & 0xFF);
  CHECK(rig.ask(command) == golden()["ack_serial_refused"]);
  CHECK(rig.board.serial.serial[0] == 0);
}

void answers_unknown_commands() {
  Rig rig;
  ByteSink command;
  rig::FrameWriter<ByteSink>(command, static_cast<Kind>(0x99), 9).u16(1).end();
  const Bytes sent = rig.ask(command.bytes);
  CHECK(sent.at(3) == 0x99 && sent.at(4) == 2);
}

void blinks() {
  Rig rig;
  rig.ask(golden()["identify"]);
  int changes = 0;
  for (bool was_lit = false; rig.board.clock.now < 10000000; rig.board.clock.now += 1000) {
    rig.run();
    changes += rig.board.light.lit != was_lit;
    was_lit = rig.board.light.lit;
    CHECK(!was_lit || rig.board.clock.now < 3000000);
  }
  CHECK(changes == 24);
}

void is_idle_only_without_work() {
  Rig rig;
  CHECK(rig.link.idle());
  rig.receive({0});
  CHECK(!rig.link.idle());
  rig.run();
  CHECK(rig.link.idle());
  rig.finish_sample(1);
  CHECK(!rig.link.idle());
}

void bears_the_wrap_of_tick_and_time() {
  Rig rig;
  rig.board.clock.now = 0xFFFFFFFF;
  rig.ask(golden()["start"]);
  const Bytes sent = rig.sample(0xFFFFFFFF);
  CHECK(u32_at(sent, 3) == 0xFFFFFFFF);
}

void bits_of_levels_are_those_of_their_sample() {
  Rig rig;
  rig.ask(golden()["start"]);
  rig.board.uart.size = 0;
  rig.sample(1, rig::status::ttl_in | rig::status::tick_missed);
  rig.board.uart.size = 128;
  using namespace rig::status;
  CHECK(status_of(rig.sample(2, ttl_out)) == (first | frame_dropped | tick_missed | ttl_out));
}

Bytes ack_of(const Bytes &command, rig::Result result) {
  ByteSink sink;
  rig::write_ack(sink, command.at(1), result);
  return sink.bytes;
}

Bytes command_of(Kind kind, const Bytes &payload) {
  ByteSink sink;
  rig::FrameWriter<ByteSink> frame(sink, kind, static_cast<uint8_t>(7 + payload.size()));
  frame.bytes(payload.data(), static_cast<uint8_t>(payload.size())).end();
  return sink.bytes;
}

void sets_ttl_out_on_the_plates_only() {
  Rig rig;
  CHECK(rig.ask(golden()["ttl_out"]) == ack_of(golden()["ttl_out"], rig::Result::done));
  CHECK(rig.board.lines.ttl_out);
  const Bytes nonsense = command_of(Kind::ttl_out, {2});
  CHECK(rig.ask(nonsense) == ack_of(nonsense, rig::Result::refused) && rig.board.lines.ttl_out);
  rig.ask(command_of(Kind::ttl_out, {0}));
  CHECK(!rig.board.lines.ttl_out);
}

void plates_refuse_what_is_the_dowels() {
  Rig rig;
  for (const char *name : {"set_levels", "arm", "get_levels"})
    CHECK(rig.ask(golden()[name]) == ack_of(golden()[name], rig::Result::refused));
}

void tells_edges_between_start_and_stop() {
  Rig rig;
  rig.board.clock.now = 1000300;
  rig.board.lines.edges.edges.push_back({1000231, true, 0});
  CHECK(!rig.link.idle());
  rig.run();
  CHECK(rig.sent().empty() && rig.link.idle());
  rig.board.lines.edges.edges.push_back({1000231, false, 0});
  rig.ask(golden()["start"]);  // behind the edge, which is of no time that was asked for
  rig.board.lines.edges.edges.push_back({1000231, true, 0});
  rig.run();
  CHECK(rig.sent() == golden()["edge_ttl_in"]);
}

void both_edges_of_a_short_pulse_are_told() {
  Rig rig;
  rig.ask(golden()["start"]);
  rig.board.lines.edges.edges = {{100, true, 0}, {150, false, 0}};
  rig.run();
  CHECK(rig.sent().size() == 15);
  rig.board.clock.now += 9999;
  rig.run();
  CHECK(rig.sent().empty());
  rig.board.clock.now += 1;
  rig.run();
  const Bytes sent = rig.sent();
  CHECK(sent.size() == 15 && u32_at(sent, 3) == 150 && sent.at(8) == 0 && sent.at(9) == 0);
}

struct DowelRig {
  FakeDowel board;
  rig::Link<FakeDowel, rig::ContactCue> link{board, rig::Role::dowel};

  Bytes ask(const Bytes &command) {
    for (uint8_t byte : command) board.uart.received.push_back({board.clock.now, byte});
    while (link.poll()) {
    }
    Bytes bytes;
    bytes.swap(board.uart.sent);
    return bytes;
  }

  // Samples from `first` to `last`; returns what was sent behind the last one's frame.
  Bytes samples(uint32_t first, uint32_t last, int16_t head) {
    Bytes sent;
    for (uint32_t number = first; number <= last; ++number) {
      board.clock.now = number * 1000 + 741;
      board.front_end.finished.push_back({number, number * 1000 + 5, 0, {head, 0, 0}});
      sent = ask({});
    }
    return sent;
  }
};

const int16_t pressed = 4000, released = 0;

void cue_begins_in_the_sample_that_decides() {
  DowelRig rig;
  rig.ask(golden()["start"]);
  rig.ask(golden()["arm"]);
  const Bytes contact = rig.samples(1, 100, pressed);
  CHECK(status_of(contact) == rig::status::contact_head && !rig.board.buzzer.on);
  rig.samples(101, 120, released);
  CHECK(!rig.board.buzzer.on && !rig.board.light.lit);
  const Bytes lost = rig.samples(121, 121, released);
  CHECK(rig.board.buzzer.on && rig.board.light.lit);
  CHECK(status_of(lost) == 0 && lost.size() == 23 + 17);
  CHECK(lost.at(24) == 0x07 && u32_at(lost, 26) == 121741 && lost.at(30) == 0 &&
        lost.at(31) == 1 && u32_at(lost, 32) == 101);
  const Bytes back = rig.samples(122, 142, pressed);
  CHECK(!rig.board.buzzer.on && !rig.board.light.lit);
  CHECK(back.size() == 23 + 17 && back.at(31) == 0 && u32_at(back, 32) == 122);
}

void cue_needs_no_computer() {
  DowelRig rig;
  rig.ask(golden()["arm"]);
  rig.samples(1, 100, pressed);
  CHECK(rig.samples(101, 121, released).empty() && rig.board.buzzer.on);
}

void only_what_is_armed_cues() {
  for (uint8_t armed = 0; armed <= 3; ++armed) {
    DowelRig rig;
    rig.ask(command_of(Kind::arm, {armed}));
    rig.samples(1, 100, released);  // off before the first contact: no cue
    CHECK(!rig.board.buzzer.on && !rig.board.light.lit);
    rig.samples(101, 200, pressed);
    rig.samples(201, 300, released);
    CHECK(rig.board.buzzer.on == bool(armed & 1) && rig.board.light.lit == bool(armed & 2));
  }
  DowelRig rig;
  const Bytes nonsense = command_of(Kind::arm, {4});
  CHECK(rig.ask(nonsense) == ack_of(nonsense, rig::Result::refused));
}

void arm_0_ends_the_cue() {
  DowelRig rig;
  rig.ask(golden()["start"]);
  rig.ask(golden()["arm"]);
  rig.samples(1, 100, pressed);
  rig.samples(101, 200, released);
  const Bytes sent = rig.ask(command_of(Kind::arm, {0}));
  CHECK(!rig.board.buzzer.on && !rig.board.light.lit);
  CHECK(sent.size() == 9 + 17 && sent.at(10) == 0x07 && sent.at(17) == 0 &&
        u32_at(sent, 18) == 200);
}

void cue_wins_the_light_from_identify() {
  DowelRig rig;
  rig.ask(golden()["arm"]);
  rig.samples(1, 100, pressed);
  rig.ask(golden()["identify"]);
  rig.samples(101, 121, released);
  bool always = true;
  for (uint32_t number = 122; number < 1000; ++number) {
    rig.samples(number, number, released);
    always &= rig.board.light.lit;
  }
  CHECK(always);
}

void keeps_and_tells_levels() {
  DowelRig rig;
  CHECK(rig.ask(golden()["get_levels"]) == golden()["levels_own"]);
  CHECK(rig.ask(golden()["set_levels"]) == ack_of(golden()["set_levels"], rig::Result::done));
  rig.ask(golden()["arm"]);
  CHECK(rig.ask(golden()["get_levels"]) == golden()["levels_stored"]);
  const Bytes nonsense = command_of(Kind::set_levels, Bytes(14, 1));
  CHECK(rig.ask(nonsense) == ack_of(nonsense, rig::Result::refused));
  CHECK(rig.ask(golden()["get_levels"]) == golden()["levels_stored"]);
  CHECK(rig.ask(golden()["ttl_out"]) == ack_of(golden()["ttl_out"], rig::Result::refused));
}

}  // namespace

void test_link() {
  answers_hello();
  streams_between_start_and_stop();
  sends_ack_of_stop_behind_the_last_sample();
  drops_samples_whole_and_says_so();
  never_sends_half_an_answer();
  keeps_room_for_a_sample_beside_answers();
  tells_health_once_a_second();
  tells_health();
  tells_time();
  tells_no_time_that_it_does_not_know();
  refuses_a_serial();
  answers_unknown_commands();
  blinks();
  is_idle_only_without_work();
  bears_the_wrap_of_tick_and_time();
  bits_of_levels_are_those_of_their_sample();
  sets_ttl_out_on_the_plates_only();
  plates_refuse_what_is_the_dowels();
  tells_edges_between_start_and_stop();
  both_edges_of_a_short_pulse_are_told();
  cue_begins_in_the_sample_that_decides();
  cue_needs_no_computer();
  only_what_is_armed_cues();
  arm_0_ends_the_cue();
  cue_wins_the_light_from_identify();
  keeps_and_tells_levels();
}
