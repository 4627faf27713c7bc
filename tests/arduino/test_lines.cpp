// The sync train, the instant of a capture, and what a line's edges may cost.

#include "Edges.h"
#include "SyncTrain.h"
#include "tests.h"

namespace {

// As the table in PROTOCOL.md says it, by division.
bool expected_level(uint32_t tick) {
  const uint32_t pulse = tick / 100 % 20, phase = tick % 100, block = tick / 2000 % 65536;
  if (pulse == 0) return phase < 70;
  bool one = pulse == 19;
  if (pulse <= 16) one = block >> (16 - pulse) & 1;
  if (pulse == 17) one = __builtin_popcount(block) % 2;
  return phase < (one ? 40u : 20u);
}

void train_is_that_of_the_protocol() {
  rig::SyncTrain train;
  bool same = true;
  for (uint32_t tick = 1; tick < 100; ++tick) same &= !train.level_at(tick);
  for (uint32_t tick = 100; tick < 3 * 2000; ++tick) same &= train.level_at(tick) == expected_level(tick);
  CHECK(same);
}

void train_says_every_block_and_wraps() {
  rig::SyncTrain train;
  bool same = true;
  for (uint32_t tick = 1; tick < 65537 * 2000u + 4000; ++tick) {
    const bool level = train.level_at(tick);
    if (tick >= 100) same &= level == expected_level(tick);
    if (!same) break;
  }
  CHECK(same);
  for (uint32_t tick = 0; tick < 4000; ++tick) same &= train.level_at(tick) == expected_level(tick);
  CHECK(same);  // number 0 again, behind 4294967295
}

// Captured at each count, looked at nearly a tick later at most, its tick's interrupt before or behind that.
void capture_has_its_instant() {
  for (uint32_t at = 0; at < 2000; at += 7)
    for (uint32_t later = 0; later < 1996; later += 13)
      for (bool tick_ran : {false, true}) {
        const uint32_t counts = at + later;
        const bool wrapped = counts >= 2000;
        const bool pending = wrapped && !tick_ran;
        const uint32_t tick_us = 5000 + (wrapped && tick_ran ? 1000 : 0);
        if (rig::captured_us(tick_us, pending, counts % 2000, at, 1000, 2) != 5000 + at / 2)
          return CHECK(!"the instant of the capture");
      }
  CHECK(rig::captured_us(0, false, 3, 1990, 1000, 2) == 0xFFFFFFFF - 4);
}

// An edge input as the board has it: the catcher masks and is resumed at ticks.
struct FakeLine {
  rig::EdgeCatcher catcher;
  bool level = false, masked = false, seen = false;
  int interrupts = 0;

  void turn(uint32_t now_us) {
    level = !level;
    if (masked) {
      seen = true;
      return;
    }
    ++interrupts;
    masked = !catcher.on_edge(now_us, level);
  }

  void tick(uint32_t now_us) {
    if (!catcher.may_resume()) return;
    masked = false;
    catcher.resume(now_us, level, seen);
    seen = false;
  }
};

void edges_come_with_time_and_level() {
  FakeLine line;
  rig::Edge edge;
  line.turn(100);
  line.turn(130);
  CHECK(line.catcher.take(edge) && edge.device_time_us == 100 && edge.level && !edge.skipped);
  CHECK(line.catcher.take(edge) && edge.device_time_us == 130 && !edge.level && !edge.skipped);
  CHECK(!line.catcher.waiting() && !line.catcher.take(edge));
}

void a_pulse_too_short_is_two_edges_skipped() {
  FakeLine line;
  rig::Edge edge;
  line.catcher.on_edge(50, false);
  line.turn(100);
  CHECK(line.catcher.take(edge) && edge.device_time_us == 100 && edge.skipped == 2);
}

void chatter_costs_four_interrupts_a_tick() {
  FakeLine line;
  for (uint32_t now_us = 0; now_us < 100000; now_us += 50) {
    if (now_us % 1000 == 0) line.tick(now_us);
    line.turn(now_us + 1);
    rig::Edge edge;
    while (line.catcher.take(edge)) {
    }
  }
  CHECK(line.interrupts <= 4 * 100 && line.interrupts > 3 * 100);
}

// With nobody taking edges the ring fills; behind that the level is still told in the end.
void the_last_level_is_told_whoever_sleeps() {
  for (int turns = 1; turns < 60; ++turns) {
    FakeLine line;
    uint32_t now_us = 0;
    for (int i = 0; i < turns; ++i) {
      now_us += 300;
      if (i % 3 == 0) line.tick(now_us);
      line.turn(now_us + 1);
    }
    rig::Edge edge = {};
    for (int i = 0; i < 3; ++i) {
      while (line.catcher.take(edge)) {
      }
      line.tick(now_us += 1000);
    }
    CHECK(edge.level == line.level && !line.masked);
  }
}

rig::Edge edge_at(uint32_t device_time_us, bool level, uint16_t skipped = 0) {
  return {device_time_us, level, skipped};
}

void an_edge_alone_is_sent_at_once() {
  rig::EdgeLimiter limiter;
  CHECK(!limiter.due(5));
  limiter.put(edge_at(3, true));
  CHECK(limiter.due(5));
  CHECK(limiter.take(5).device_time_us == 3 && !limiter.due(20000));
}

void a_burst_is_thinned_and_its_last_edge_sent() {
  rig::EdgeLimiter limiter;
  std::vector<rig::Edge> sent;
  uint32_t edges = 0, told = 0, now_us = 0xFFFF0000;
  for (int i = 0; i < 1000; ++i, now_us += 100) {
    if (i < 900) limiter.put(edge_at(now_us, ++edges % 2));
    if (limiter.due(now_us)) sent.push_back(limiter.take(now_us));
  }
  for (const rig::Edge &edge : sent) told += 1 + edge.skipped;
  CHECK(told == 900 && sent.size() == 10 && !sent.back().level);
  CHECK(sent.back().device_time_us == uint32_t(0xFFFF0000 + 89900));
}

void skipped_stops_at_its_largest() {
  rig::EdgeLimiter limiter;
  limiter.put(edge_at(0, true, 65000));
  limiter.put(edge_at(0, false, 535));
  CHECK(limiter.take(0).skipped == 65535);
  limiter.put(edge_at(0, true));
  CHECK(limiter.take(20000).skipped == 0);
}

}  // namespace

void test_lines() {
  train_is_that_of_the_protocol();
  train_says_every_block_and_wraps();
  capture_has_its_instant();
  edges_come_with_time_and_level();
  a_pulse_too_short_is_two_edges_skipped();
  chatter_costs_four_interrupts_a_tick();
  the_last_level_is_told_whoever_sleeps();
  an_edge_alone_is_sent_at_once();
  a_burst_is_thinned_and_its_last_edge_sent();
  skipped_stops_at_its_largest();
}
