// Commands are found among cuts, noise, flipped bits and pauses.

#include "CommandReader.h"
#include "tests.h"

namespace {

const char *const commands[] = {"hello", "start", "stop", "identify", "time_request", "set_serial",
                                "ttl_out", "set_levels", "arm", "get_levels"};

// Feeds bytes 20 us apart and collects the kinds that come out.
struct Feed {
  rig::CommandReader reader;
  uint32_t now_us = 0;
  Bytes kinds;

  Feed &bytes(const Bytes &bytes) {
    for (uint8_t byte : bytes) {
      reader.put({now_us += 20, byte});
      while (reader.next()) kinds.push_back(reader.kind());
    }
    return *this;
  }

  Feed &pause(uint32_t us) {
    now_us += us;
    return *this;
  }

  bool found(const Bytes &expected, uint32_t bad) const {
    return kinds == expected && reader.bad_commands() == bad;
  }
};

Bytes all_commands() {
  Bytes bytes;
  for (const char *name : commands) bytes = bytes + golden()[name];
  return bytes;
}

const Bytes all_kinds = {0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A};

void reads_golden_commands() {
  CHECK(Feed().bytes(all_commands()).found(all_kinds, 0));
  rig::CommandReader reader;
  for (uint8_t byte : golden()["time_request"]) reader.put({7, byte});
  CHECK(reader.next() && rig::read_u32(reader.payload()) == 305419896);
  CHECK(reader.is_latest() && reader.received_us() == 7);
  CHECK(!reader.next());
}

void resynchronises_behind_noise() {
  const Bytes noises[] = {{0x00},       {0xA5},             {0xA5, 0xA5, 0xA5},
                          {0xA5, 0x82}, {0xA5, 0x01, 0x19}, {0xFF, 0xA5, 0x82, 0x09}};
  for (const Bytes &noise : noises)
    CHECK(Feed().bytes(noise + golden()["start"] + golden()["stop"]).found({0x82, 0x83}, 1));
}

// The header of an unknown command of 32 bytes holds others back, but does not swallow them.
void finds_commands_within_a_false_frame() {
  const Bytes header = {0xA5, 0xF0, 32};
  Feed feed;
  feed.bytes(header + golden()["start"] + golden()["stop"] + golden()["hello"] + golden()["start"]);
  CHECK(feed.found({0x82, 0x83, 0x81, 0x82}, 1));
}

void drops_every_flipped_bit() {
  for (const char *name : commands)
    for (size_t bit = 0; bit < 8 * golden()[name].size(); ++bit) {
      Bytes damaged = golden()[name];
      damaged[bit / 8] ^= 1 << bit % 8;
      Feed feed;
      feed.bytes(damaged).pause(20001).bytes(golden()["start"]);
      CHECK(feed.found({0x82}, 1));
    }
}

void drops_every_cut() {
  for (const char *name : commands)
    for (size_t length = 1; length < golden()[name].size(); ++length) {
      const Bytes cut(golden()[name].begin(), golden()[name].begin() + length);
      CHECK(Feed().bytes(cut).pause(20001).bytes(golden()["start"]).found({0x82}, 1));
    }
}

void knows_how_long_a_pause_may_be() {
  const Bytes start = golden()["start"];
  const Bytes head(start.begin(), start.begin() + 4), tail(start.begin() + 4, start.end());
  CHECK(Feed().bytes(head).pause(20000 - 20).bytes(tail).found({0x82}, 0));
  CHECK(Feed().bytes(head).pause(20001 - 20).bytes(tail).found({}, 2));
  Feed across_the_wrap;
  across_the_wrap.now_us = 0xFFFFFFFF - 50;
  CHECK(across_the_wrap.bytes(start).found({0x82}, 0));
}

void counts_each_damaged_command() {
  Bytes damaged = golden()["start"];
  damaged.back() ^= 0x80;
  CHECK(Feed().bytes(damaged + damaged + golden()["stop"] + damaged).found({0x83}, 3));
}

void takes_unknown_commands() {
  ByteSink unknown;
  rig::FrameWriter<ByteSink>(unknown, static_cast<rig::Kind>(0xFF), 7).end();
  CHECK(Feed().bytes(unknown.bytes).bytes(golden()["start"]).found({0xFF, 0x82}, 1));
}

void bears_any_bytes() {
  Feed feed;
  uint32_t random = 1;
  for (int i = 0; i < 200000; ++i) {
    random = random * 1664525 + 1013904223;
    const uint8_t byte = random >> 24;
    feed.bytes({byte < 64 ? uint8_t(0xA5) : byte});
  }
  feed.kinds.clear();
  feed.pause(20001).bytes(golden()["start"]);
  CHECK(feed.kinds == Bytes({0x82}));
}

}  // namespace

void test_command_reader() {
  reads_golden_commands();
  resynchronises_behind_noise();
  finds_commands_within_a_false_frame();
  drops_every_flipped_bit();
  drops_every_cut();
  knows_how_long_a_pause_may_be();
  counts_each_damaged_command();
  takes_unknown_commands();
  bears_any_bytes();
}
