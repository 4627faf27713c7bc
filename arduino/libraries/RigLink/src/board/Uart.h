#pragma once

#include <avr/io.h>
#include <stdint.h>

#include "../CommandReader.h"
#include "../Inline.h"
#include "../Ring.h"
#include "Mcu.h"

namespace rig {

// The serial line, driven by interrupts. Serial of the Arduino core must not be used beside it.
class Uart {
 public:
  static constexpr uint32_t baud = 500000;
  static constexpr uint16_t byte_us = 10000000 / baud;  // start bit, 8 data bits, stop bit

  template <class Clock>
  void begin(const Clock &) {
    UCSR0A = _BV(U2X0);
    UBRR0 = F_CPU / 8 / baud - 1;  // exact: 3
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = receiving;
  }

  // Whoever puts a frame has asked for its room before.
  uint8_t room() const { return to_send_.room(); }
  void put(uint8_t byte) {
    to_send_.put(byte);
    UCSR0B = receiving_and_sending;
  }

  void poll() {}
  bool busy() const { return false; }  // its interrupts do all

  uint8_t waiting() const { return received_.used(); }
  bool take(ReceivedByte &byte) { return received_.take(byte); }

  // For interrupts only. A byte that finds no room is lost; the CRC tells.
  template <class Clock>
  RIG_INLINE void on_received(const Clock &clock) {
    const uint8_t byte = UDR0;
    received_.put({clock.now_us_in_interrupt(), byte});
  }

  RIG_INLINE void on_can_send() {
    uint8_t byte;
    if (to_send_.take(byte))
      UDR0 = byte;
    else
      UCSR0B = receiving;
  }

 private:
  static constexpr uint8_t receiving = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
  static constexpr uint8_t receiving_and_sending = receiving | _BV(UDRIE0);

  Ring<uint8_t, 128> to_send_;
  Ring<ReceivedByte, 32> received_;
};

}  // namespace rig

#define RIG_LINE_INTERRUPTS(board)                                           \
  ISR(RIG_UART_RECEIVED_vect) { (board).uart.on_received((board).clock); } \
  ISR(RIG_UART_CAN_SEND_vect) { (board).uart.on_can_send(); }
