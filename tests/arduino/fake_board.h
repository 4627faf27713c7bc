#pragma once

#include <cstring>
#include <deque>

#include "Link.h"
#include "golden.h"

// What a Link speaks through, with everything in the test's hands.
template <uint8_t Channels>
struct FakeFrontEnd {
  static constexpr uint8_t channels = Channels;
  static constexpr uint8_t bytes_per_count = 2;
  static constexpr uint8_t oversampling = 4;
  static constexpr uint32_t reference_uv = 5000000;
  static constexpr uint32_t full_scale_counts = 4096;
  static constexpr uint16_t sampling_delay_us = 190;
  static constexpr uint16_t channel_skew_us = 30;
  using SampleType = rig::Sample<int16_t, channels>;

  bool waiting() const { return !finished.empty(); }
  bool take(SampleType &sample) {
    if (finished.empty()) return false;
    sample = finished.front();
    finished.pop_front();
    return true;
  }
  uint32_t missed_ticks() const { return missed; }
  uint16_t start_delay_max_us() const { return 9; }

  std::deque<SampleType> finished;
  uint32_t missed = 0;
};

struct FakeClock {
  uint32_t tick() const { return now / 1000; }
  uint32_t now_us() const { return now; }
  uint32_t now = 0;
};

struct FakeUart {
  bool busy() const { return false; }
  uint8_t room() const { return size - static_cast<uint8_t>(sent.size()); }
  void put(uint8_t byte) {
    CHECK(room() > 0);
    sent.push_back(byte);
  }
  uint8_t waiting() const { return static_cast<uint8_t>(received.size()); }
  bool take(rig::ReceivedByte &byte) {
    if (received.empty()) return false;
    byte = received.front();
    received.pop_front();
    return true;
  }

  uint8_t size = 128;
  Bytes sent;
  std::deque<rig::ReceivedByte> received;
};

struct FakeSerial {
  const uint8_t (&get() const)[rig::serial_length] { return serial; }
  void set(const uint8_t *bytes) { std::memcpy(serial, bytes, rig::serial_length); }
  uint8_t serial[rig::serial_length] = {};
};

struct FakeLight {
  void set(bool now_lit) { lit = now_lit; }
  bool lit = false;
};

struct FakeEdges {
  bool waiting() const { return !edges.empty(); }
  bool take(rig::Edge &edge) {
    if (edges.empty()) return false;
    edge = edges.front();
    edges.pop_front();
    return true;
  }
  std::deque<rig::Edge> edges;
};

template <rig::Line Line>
struct FakeLines {
  static constexpr rig::Line line = Line;
  bool set_ttl_out(bool level) {
    ttl_out = level;
    return Line == rig::Line::ttl_in;
  }
  FakeEdges edges;
  bool ttl_out = false;
};

struct FakeBuzzer {
  void set(bool now_on) { on = now_on; }
  bool on = false;
};

struct FakeLevels {
  const rig::ContactLevels &get() const { return levels; }
  void set(const rig::ContactLevels &now) {
    levels = now;
    stored = true;
  }
  bool are_stored() const { return stored; }
  rig::ContactLevels levels = {{3532, 3532, 3532}, {3104, 3104, 3104}, 20};
  bool stored = false;
};

template <class FrontEnd_, class Lines_>
struct FakeBoardOf {
  using FrontEnd = FrontEnd_;
  using Lines = Lines_;
  static constexpr uint8_t code = 1;
  static constexpr uint16_t frame_delay_us = 1100;

  void poll() {}

  FakeClock clock;
  FrontEnd front_end;
  FakeUart uart;
  Lines lines;
  FakeSerial serial;
  FakeLight light;
  FakeBuzzer buzzer;
  FakeLevels levels;
};

using FakeBoard = FakeBoardOf<FakeFrontEnd<4>, FakeLines<rig::Line::ttl_in>>;
using FakeDowel = FakeBoardOf<FakeFrontEnd<3>, FakeLines<rig::Line::sync_in>>;
