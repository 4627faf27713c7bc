#pragma once

#include <stdint.h>
#include <string.h>

#include "../SerialRecord.h"
#include "RecordStore.h"

namespace rig {

// The serial number in the first bytes of the EEPROM.
class SerialStore {
 public:
  static constexpr uint16_t end = SerialRecord::length;

  void begin() {
    store_.load();
    store_.record.decode(serial_);
  }

  const uint8_t (&get() const)[serial_length] { return serial_; }

  void set(const uint8_t *serial) {
    memcpy(serial_, serial, serial_length);
    store_.record.encode(serial);
    store_.save();
  }

  void poll() { store_.poll(); }

 private:
  RecordStore<SerialRecord, 0> store_;
  uint8_t serial_[serial_length] = {};
};

}  // namespace rig
