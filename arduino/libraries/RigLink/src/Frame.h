#pragma once

#include <stdint.h>

#include "Contact.h"
#include "Crc32.h"
#include "Edges.h"

// The frames of PROTOCOL.md, in its words and in its order.

namespace rig {

static constexpr uint8_t protocol = 1;
static constexpr uint8_t sync = 0xA5;
static constexpr uint8_t header_length = 3;
static constexpr uint8_t crc_length = 4;
static constexpr uint8_t serial_length = 8;
static constexpr uint8_t levels_length = 2 * (2 * contact_points + 1);
static constexpr uint16_t sample_rate_hz = 1000;

enum class Kind : uint8_t {
  samples = 0x01,
  info = 0x02,
  ack = 0x03,
  time = 0x04,
  health = 0x05,
  edge = 0x06,
  cue = 0x07,
  levels = 0x08,
  hello = 0x81,
  start = 0x82,
  stop = 0x83,
  identify = 0x84,
  time_request = 0x85,
  set_serial = 0x86,
  ttl_out = 0x87,
  set_levels = 0x88,
  arm = 0x89,
  get_levels = 0x8A,
};

enum class Role : uint8_t { plates = 1, dowel = 2 };
enum class Line : uint8_t { ttl_in = 1, sync_in = 2 };
enum class Result : uint8_t { done = 0, refused = 1, unknown = 2 };

namespace status {
static constexpr uint16_t ttl_in = 1 << 0;
static constexpr uint16_t ttl_out = 1 << 1;
static constexpr uint16_t sync = 1 << 2;
static constexpr uint16_t contact_head = 1 << 3;  // thoracic and sacrum in the bits above
static constexpr uint16_t tick_missed = 1 << 8;
static constexpr uint16_t frame_dropped = 1 << 9;
static constexpr uint16_t first = 1 << 10;
// What has happened since the last sample that was sent; the other bits tell how things stand.
static constexpr uint16_t happened = tick_missed | frame_dropped | first;
}  // namespace status

namespace frame_length {
static constexpr uint8_t info = 40;
static constexpr uint8_t ack = 9;
static constexpr uint8_t time = 19;
static constexpr uint8_t health = 29;
static constexpr uint8_t edge = 15;
static constexpr uint8_t cue = 17;
static constexpr uint8_t levels = 23;
constexpr uint8_t samples(uint8_t channels, uint8_t bytes_per_count) {
  return 17 + channels * bytes_per_count;
}
}  // namespace frame_length

// Commands start at this kind, whether this firmware knows them or not.
static constexpr uint8_t first_command = 0x80;

// Length of the whole frame, 0 if the command is unknown.
inline uint8_t command_length(uint8_t kind) {
  switch (static_cast<Kind>(kind)) {
    case Kind::hello: return 8;
    case Kind::start: return 7;
    case Kind::stop: return 7;
    case Kind::identify: return 8;
    case Kind::time_request: return 11;
    case Kind::set_serial: return 15;
    case Kind::ttl_out: return 8;
    case Kind::set_levels: return 21;
    case Kind::arm: return 8;
    case Kind::get_levels: return 7;
    default: return 0;
  }
}

inline uint16_t read_u16(const uint8_t *bytes) {
  return bytes[0] | static_cast<uint16_t>(bytes[1] << 8);
}

inline uint32_t read_u32(const uint8_t *bytes) {
  return bytes[0] | static_cast<uint16_t>(bytes[1] << 8) | static_cast<uint32_t>(bytes[2]) << 16 |
         static_cast<uint32_t>(bytes[3]) << 24;
}

template <class Count, uint8_t Channels>
struct Sample {
  uint32_t number;
  uint32_t device_time_us;
  uint16_t status;
  Count counts[Channels];
};

struct Info {
  Role role;
  uint8_t firmware[3];
  uint8_t board;
  uint8_t channels;
  uint8_t bytes_per_count;
  uint32_t reference_uv;
  uint32_t full_scale_counts;
  uint8_t oversampling;
  uint16_t frame_delay_us;
  uint16_t sampling_delay_us;
  uint16_t channel_skew_us;
};

struct Health {
  uint32_t device_time_us;
  uint32_t sample;
  uint32_t missed_ticks;
  uint32_t dropped_frames;
  uint32_t bad_commands;
  uint16_t start_delay_max_us;
};

struct CueEvent {
  uint32_t device_time_us;
  uint8_t point;
  bool on;
  uint32_t sample;
};

// Contact levels in the order of the wire, and of the EEPROM.
inline ContactLevels read_levels(const uint8_t *bytes) {
  ContactLevels levels;
  for (uint8_t point = 0; point < contact_points; ++point) {
    levels.on_counts[point] = read_u16(bytes + 2 * point);
    levels.off_counts[point] = read_u16(bytes + 2 * (contact_points + point));
  }
  levels.debounce_samples = read_u16(bytes + 4 * contact_points);
  return levels;
}

template <class Sink>
void put_levels(Sink &sink, const ContactLevels &levels) {
  auto put = [&sink](uint16_t value) {
    sink.put(value & 0xFF);
    sink.put(value >> 8);
  };
  for (uint16_t counts : levels.on_counts) put(counts);
  for (uint16_t counts : levels.off_counts) put(counts);
  put(levels.debounce_samples);
}

// Puts the bytes of one frame into a sink (anything with put(uint8_t)) as they are computed: the
// first byte is on the line while the CRC still grows. The sink must have room for the frame.
template <class Sink>
class FrameWriter {
 public:
  FrameWriter(Sink &sink, Kind kind, uint8_t length) : sink_(sink) {
    u8(sync).u8(static_cast<uint8_t>(kind)).u8(length);
  }

  FrameWriter &u8(uint8_t value) {
    crc_.add(value);
    sink_.put(value);
    return *this;
  }

  FrameWriter &u16(uint16_t value) { return little_endian(value, 2); }
  FrameWriter &u32(uint32_t value) { return little_endian(value, 4); }

  FrameWriter &little_endian(uint32_t value, uint8_t length) {
    for (; length--; value >>= 8) u8(static_cast<uint8_t>(value));
    return *this;
  }

  FrameWriter &bytes(const uint8_t *values, uint8_t length) {
    while (length--) u8(*values++);
    return *this;
  }

  void end() { u32(crc_.value()); }

 private:
  Sink &sink_;
  Crc32 crc_;
};

template <class Sink, class Count, uint8_t Channels>
void write_samples(Sink &sink, const Sample<Count, Channels> &sample, uint8_t bytes_per_count) {
  FrameWriter<Sink> frame(sink, Kind::samples, frame_length::samples(Channels, bytes_per_count));
  frame.u32(sample.number).u32(sample.device_time_us).u16(sample.status);
  for (Count count : sample.counts) frame.little_endian(count, bytes_per_count);
  frame.end();
}

template <class Sink>
void write_info(Sink &sink, const Info &info, const uint8_t (&serial)[serial_length]) {
  FrameWriter<Sink> frame(sink, Kind::info, frame_length::info);
  frame.u8(protocol).u8(static_cast<uint8_t>(info.role)).bytes(serial, serial_length);
  frame.bytes(info.firmware, 3).u8(info.board).u8(info.channels).u8(info.bytes_per_count);
  frame.u16(sample_rate_hz).u32(info.reference_uv).u32(info.full_scale_counts);
  frame.u8(info.oversampling).u16(info.frame_delay_us);
  frame.u16(info.sampling_delay_us).u16(info.channel_skew_us).end();
}

template <class Sink>
void write_ack(Sink &sink, uint8_t command, Result result) {
  FrameWriter<Sink> frame(sink, Kind::ack, frame_length::ack);
  frame.u8(command).u8(static_cast<uint8_t>(result)).end();
}

template <class Sink>
void write_time(Sink &sink, uint32_t token, uint32_t received_us, uint32_t sent_us) {
  FrameWriter<Sink> frame(sink, Kind::time, frame_length::time);
  frame.u32(token).u32(received_us).u32(sent_us).end();
}

template <class Sink>
void write_health(Sink &sink, const Health &health) {
  FrameWriter<Sink> frame(sink, Kind::health, frame_length::health);
  frame.u32(health.device_time_us).u32(health.sample).u32(health.missed_ticks);
  frame.u32(health.dropped_frames).u32(health.bad_commands);
  frame.u16(health.start_delay_max_us).end();
}

template <class Sink>
void write_edge(Sink &sink, Line line, const Edge &edge) {
  FrameWriter<Sink> frame(sink, Kind::edge, frame_length::edge);
  frame.u32(edge.device_time_us).u8(static_cast<uint8_t>(line)).u8(edge.level);
  frame.u16(edge.skipped).end();
}

template <class Sink>
void write_cue(Sink &sink, const CueEvent &cue) {
  FrameWriter<Sink> frame(sink, Kind::cue, frame_length::cue);
  frame.u32(cue.device_time_us).u8(cue.point).u8(cue.on).u32(cue.sample).end();
}

template <class Sink>
void write_levels(Sink &sink, const ContactLevels &levels, uint8_t armed, bool stored) {
  FrameWriter<Sink> frame(sink, Kind::levels, frame_length::levels);
  for (uint16_t counts : levels.on_counts) frame.u16(counts);
  for (uint16_t counts : levels.off_counts) frame.u16(counts);
  frame.u16(levels.debounce_samples).u8(armed).u8(stored).end();
}

}  // namespace rig
