#pragma once

#include <stdint.h>
#include <string.h>

#include "Frame.h"

namespace rig {

// A board's serial number as it stands in memory that may hold anything: magic, serial, CRC.
// The CRC alone would not do, since it takes a record of zeros for valid.
class SerialRecord {
 public:
  static constexpr uint8_t length = 2 + serial_length + crc_length;

  static bool allows(const uint8_t *serial) {
    for (uint8_t i = 0; i < serial_length; ++i)
      if (!allows_character(serial[i])) return false;
    return true;
  }

  void encode(const uint8_t *serial) {
    bytes[0] = magic_0;
    bytes[1] = magic_1;
    memcpy(bytes + 2, serial, serial_length);
    Crc32 crc;
    crc.add(bytes, length - crc_length);
    uint32_t value = crc.value();
    for (uint8_t i = length - crc_length; i < length; ++i, value >>= 8) bytes[i] = value & 0xFF;
  }

  // False, and eight zero bytes, if the record is rubbish.
  bool decode(uint8_t (&serial)[serial_length]) const {
    const bool valid = is_valid();
    for (uint8_t i = 0; i < serial_length; ++i) serial[i] = valid ? bytes[2 + i] : 0;
    return valid;
  }

  uint8_t bytes[length] = {};

 private:
  static constexpr uint8_t magic_0 = 'R';
  static constexpr uint8_t magic_1 = 1;  // layout of the record

  static bool allows_character(uint8_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  bool is_valid() const {
    Crc32 crc;
    crc.add(bytes, length);
    return bytes[0] == magic_0 && bytes[1] == magic_1 && crc.value() == 0 && allows(bytes + 2);
  }
};

}  // namespace rig
