#pragma once

#include <Arduino.h>
#include <stdint.h>

#include "../CommandReader.h"
#include "../Inline.h"
#include "../Ring.h"
#include "InterruptLock.h"
#include "TickClock.h"

namespace rig {

// The line of a board with USB of its own, through the core's Serial, whose write() waits up to
// 250 ms for a computer that does not read. So frames go into a ring, and from there only what the
// endpoint takes at once; a full ring tells Link, which counts what it drops.
class UsbLine {
 public:
  static constexpr uint16_t byte_us = 20;  // as on the UART, so that info tells the same delays

  void begin(const TickClock &clock) {
    clock_ = &clock;
    Serial.begin(500000);
  }

  uint8_t room() const { return to_send_.room(); }
  void put(uint8_t byte) { to_send_.put(byte); }

  uint8_t waiting() const {
    const int bytes = Serial.available();
    return bytes < 255 ? bytes : 255;
  }

  // The time is that of the look, up to a few milliseconds behind that of the arrival.
  bool take(ReceivedByte &byte) {
    if (Serial.available() == 0) return false;
    const int value = Serial.read();
    if (value < 0) return false;
    byte.value = value;
    byte.received_us = clock_->now_us();
    return true;
  }

  bool busy() const { return !to_send_.empty() && room_in_endpoint() != 0; }

  // The core's own interrupt sends the endpoint's bytes off each millisecond, so its room must
  // not change between look and write. The lock is short, for the sake of the ticks.
  void poll() {
    if (!Serial.dtr()) return drop_all();
    uint8_t chunk[most_at_once];
    InterruptLock lock;
    const uint8_t room = room_in_endpoint();
    uint8_t length = 0;
    while (length < room && length < most_at_once && to_send_.take(chunk[length])) ++length;
    if (length != 0) Serial.write(chunk, length);
  }

 private:
  static constexpr uint8_t most_at_once = 8;

  // One byte is left free: a write that fills the endpoint waits for the next one.
  static uint8_t room_in_endpoint() {
    const int room = Serial.availableForWrite();
    return room > 1 ? room - 1 : 0;
  }

  // Nobody has opened the port: as on a UART, the bytes are lost.
  void drop_all() {
    uint8_t byte;
    while (to_send_.take(byte)) {
    }
  }

  const TickClock *clock_ = nullptr;
  Ring<uint8_t, 128> to_send_;
};

}  // namespace rig

#define RIG_LINE_INTERRUPTS(board)
