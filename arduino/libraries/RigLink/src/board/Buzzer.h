#pragma once

#include "Mcu.h"

namespace rig {

// Active high, or an active buzzer between its pin and ground.
class Buzzer {
 public:
  void begin() { BuzzerPin::make_output(); }
  void set(bool on) { BuzzerPin::set(on); }
};

}  // namespace rig
