#pragma once

#include <stdint.h>

#include "../LevelsRecord.h"
#include "RecordStore.h"
#include "SerialStore.h"

namespace rig {

// The contact levels in the EEPROM, behind the serial number; the sketch's own until a computer has
// set some.
class LevelsStore {
 public:
  void begin(const ContactLevels &own) {
    levels_ = own;
    store_.load();
    are_stored_ = store_.record.decode(levels_);
  }

  const ContactLevels &get() const { return levels_; }
  bool are_stored() const { return are_stored_; }

  void set(const ContactLevels &levels) {
    levels_ = levels;
    are_stored_ = true;
    store_.record.encode(levels);
    store_.save();
  }

  void poll() { store_.poll(); }

 private:
  static constexpr uint16_t address = 16;
  static_assert(address >= SerialStore::end, "the records lie apart");

  RecordStore<LevelsRecord, address> store_;
  ContactLevels levels_ = {};
  bool are_stored_ = false;
};

}  // namespace rig
