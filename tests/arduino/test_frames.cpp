// Every frame from the board is built exactly as in golden_frames.txt.

#include "Frame.h"
#include "tests.h"

namespace {

template <class Write>
Bytes written(Write write) {
  ByteSink sink;
  write(sink);
  return sink.bytes;
}

template <class Count, uint8_t Channels>
Bytes samples(const rig::Sample<Count, Channels> &sample, uint8_t bytes_per_count = 2) {
  return written([&](ByteSink &sink) { rig::write_samples(sink, sample, bytes_per_count); });
}

Bytes info(const rig::Info &info, const uint8_t (&serial)[rig::serial_length]) {
  return written([&](ByteSink &sink) { rig::write_info(sink, info, serial); });
}

void crc_is_0_behind_each_golden_frame() {
  rig::Crc32 crc;
  CHECK(golden().size() >= 15);
  for (const auto &frame : golden()) {
    crc.add(frame.second.data(), static_cast<uint8_t>(frame.second.size()));
    CHECK(crc.value() == 0);
    CHECK(frame.second.at(2) == frame.second.size());
  }
}

void crc_sees_every_flipped_bit() {
  for (auto frame : golden())
    for (size_t bit = 0; bit < 8 * frame.second.size(); ++bit) {
      Bytes bytes = frame.second;
      bytes[bit / 8] ^= 1 << bit % 8;
      rig::Crc32 crc;
      crc.add(bytes.data(), static_cast<uint8_t>(bytes.size()));
      CHECK(crc.value() != 0);
    }
}

void builds_samples() {
  using Plates = rig::Sample<int16_t, 4>;
  using Dowel = rig::Sample<int16_t, 3>;
  CHECK(samples(Plates{1000, 1000004, 0x0400, {512, 1024, 2048, 4092}}) ==
        golden()["samples_plates"]);
  CHECK(samples(Plates{4294967295, 4294967290, 0x0300, {0, -1, 1, -2048}}) ==
        golden()["samples_plates_after_loss"]);
  CHECK(samples(Dowel{65536, 65536003, 0, {184, 3532, 4092}}) == golden()["samples_dowel"]);
}

void builds_samples_of_three_bytes() {
  const Bytes frame = samples(rig::Sample<int32_t, 2>{1, 2, 0, {-2, 0x123456}}, 3);
  CHECK(frame.size() == 23 && frame.at(2) == 23);
  const Bytes counts(frame.begin() + 13, frame.begin() + 19);
  CHECK(counts == Bytes({0xFE, 0xFF, 0xFF, 0x56, 0x34, 0x12}));
}

void builds_info() {
  const uint8_t serial[] = {'1', 'A', '2', 'B', '3', 'C', '4', 'D'};
  const uint8_t none[rig::serial_length] = {};
  using rig::Role;
  CHECK(info({Role::plates, {0, 1, 0}, 1, 4, 2, 5000000, 4096, 4, 1100, 190, 30}, serial) ==
        golden()["info_plates"]);
  CHECK(info({Role::dowel, {0, 1, 0}, 1, 3, 2, 5000000, 4096, 4, 1000, 150, 30}, none) ==
        golden()["info_dowel_without_serial"]);
}

void builds_answers() {
  using rig::Result;
  CHECK(written([](ByteSink &sink) { rig::write_ack(sink, 0x82, Result::done); }) ==
        golden()["ack_start"]);
  CHECK(written([](ByteSink &sink) { rig::write_ack(sink, 0x86, Result::refused); }) ==
        golden()["ack_serial_refused"]);
  CHECK(written([](ByteSink &sink) { rig::write_time(sink, 305419896, 123456789, 123456833); }) ==
        golden()["time"]);
  CHECK(written([](ByteSink &sink) { rig::write_health(sink, {5000123, 5000, 1, 2, 3, 9}); }) ==
        golden()["health"]);
}

void builds_lines_and_contact() {
  using namespace rig::status;
  using Plates = rig::Sample<int16_t, 4>;
  using Dowel = rig::Sample<int16_t, 3>;
  CHECK(samples(Plates{2000, 2000005, ttl_in | ttl_out | sync, {512, 1024, 2048, 4092}}) ==
        golden()["samples_plates_lines"]);
  CHECK(samples(Dowel{2000, 2000005, sync | contact_head | contact_head << 2, {3600, 184, 4092}}) ==
        golden()["samples_dowel_contact"]);
}

void builds_edges_and_cues() {
  using rig::Line;
  CHECK(written([](ByteSink &sink) {
          rig::write_edge(sink, Line::ttl_in, {1000231, true, 0});
        }) == golden()["edge_ttl_in"]);
  CHECK(written([](ByteSink &sink) {
          rig::write_edge(sink, Line::sync_in, {4294967295, false, 65535});
        }) == golden()["edge_sync_in_after_chatter"]);
  CHECK(written([](ByteSink &sink) { rig::write_cue(sink, {2020742, 2, true, 2000}); }) ==
        golden()["cue_on"]);
  CHECK(written([](ByteSink &sink) { rig::write_cue(sink, {2520741, 0, false, 2500}); }) ==
        golden()["cue_off"]);
}

void builds_and_reads_levels() {
  const rig::ContactLevels own = {{3532, 3532, 3532}, {3104, 3104, 3104}, 20};
  const rig::ContactLevels stored = rig::read_levels(&golden()["set_levels"].at(3));
  CHECK(written([&](ByteSink &sink) { rig::write_levels(sink, own, 0, false); }) ==
        golden()["levels_own"]);
  CHECK(written([&](ByteSink &sink) { rig::write_levels(sink, stored, 3, true); }) ==
        golden()["levels_stored"]);
  CHECK(stored.on_counts[1] == 3500 && stored.off_counts[2] == 3200);
}

}  // namespace

void test_frames() {
  crc_is_0_behind_each_golden_frame();
  crc_sees_every_flipped_bit();
  builds_samples();
  builds_samples_of_three_bytes();
  builds_info();
  builds_answers();
  builds_lines_and_contact();
  builds_edges_and_cues();
  builds_and_reads_levels();
}
