#pragma once

#include <avr/eeprom.h>
#include <stdint.h>
#include <string.h>

#include "../SerialRecord.h"

namespace rig {

// The serial number in the first bytes of the EEPROM. A byte takes 3.4 ms to write, so poll()
// starts one and leaves; a record that was cut by a loss of power reads as no serial.
class SerialStore {
 public:
  void begin() {
    eeprom_read_block(record_.bytes, nullptr, SerialRecord::length);
    record_.decode(serial_);
  }

  const uint8_t (&get() const)[serial_length] { return serial_; }

  void set(const uint8_t *serial) {
    memcpy(serial_, serial, serial_length);
    record_.encode(serial);
    left_to_write_ = SerialRecord::length;
  }

  void poll() {
    if (left_to_write_ == 0 || !eeprom_is_ready()) return;
    const uint16_t address = SerialRecord::length - left_to_write_--;
    // A byte that is right already is left alone: a cell bears 100000 writes.
    eeprom_update_byte(reinterpret_cast<uint8_t *>(address), record_.bytes[address]);
  }

 private:
  SerialRecord record_;
  uint8_t serial_[serial_length] = {};
  uint8_t left_to_write_ = 0;
};

}  // namespace rig
