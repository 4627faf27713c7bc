#pragma once

#include <avr/eeprom.h>
#include <stdint.h>


namespace rig {

// A record in the EEPROM. A byte takes 3.4 ms to write, so poll() starts one and leaves; a
// record that was cut by a loss of power is rubbish, and Record knows rubbish.
template <class Record, uint16_t Address>
class RecordStore {
 public:
  static constexpr uint16_t end = Address + Record::length;

  void load() { eeprom_read_block(record.bytes, at(0), Record::length); }
  void save() { left_to_write_ = Record::length; }

  void poll() {
    if (left_to_write_ == 0 || !eeprom_is_ready()) return;
    const uint8_t offset = Record::length - left_to_write_--;
    // A byte that is right already is left alone: a cell bears 100000 writes.
    eeprom_update_byte(at(offset), record.bytes[offset]);
  }

  Record record;

 private:
  static uint8_t *at(uint8_t offset) { return reinterpret_cast<uint8_t *>(Address + offset); }

  uint8_t left_to_write_ = 0;
};

}  // namespace rig
