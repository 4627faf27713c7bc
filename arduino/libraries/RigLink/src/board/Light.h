#pragma once

#include <Arduino.h>

namespace rig {

// The LED on pin 13, touched only when it changes.
class Light {
 public:
  void begin() { pinMode(LED_BUILTIN, OUTPUT); }

  void set(bool lit) {
    if (lit == lit_) return;
    lit_ = lit;
    digitalWrite(LED_BUILTIN, lit ? HIGH : LOW);
  }

 private:
  bool lit_ = false;
};

}  // namespace rig
