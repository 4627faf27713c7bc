#pragma once

#include <stdint.h>

#include "Contact.h"
#include "Frame.h"

namespace rig {

// The contact levels as they stand in memory that may hold anything: magic, levels in the order of
// the wire, CRC.
class LevelsRecord {
 public:
  static constexpr uint8_t length = 2 + levels_length + crc_length;

  void encode(const ContactLevels &levels) {
    Sink sink = {bytes};
    Crc32 crc;
    sink.put(magic_0);
    sink.put(magic_1);
    put_levels(sink, levels);
    crc.add(bytes, length - crc_length);
    for (uint8_t shift = 0; shift < 32; shift += 8) sink.put(crc.value() >> shift);
  }

  // False, and nothing done, if the record is rubbish or its levels make no sense.
  bool decode(ContactLevels &levels) const {
    Crc32 crc;
    crc.add(bytes, length);
    if (bytes[0] != magic_0 || bytes[1] != magic_1 || crc.value() != 0) return false;
    const ContactLevels read = read_levels(bytes + 2);
    if (!read.make_sense()) return false;
    levels = read;
    return true;
  }

  uint8_t bytes[length] = {};

 private:
  struct Sink {
    void put(uint8_t byte) { *next++ = byte; }
    uint8_t *next;
  };

  static constexpr uint8_t magic_0 = 'L';
  static constexpr uint8_t magic_1 = 1;  // layout of the record
};

}  // namespace rig
