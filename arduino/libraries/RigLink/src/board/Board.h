#pragma once

#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <stdint.h>

#include "../Frame.h"
#include "../Inline.h"
#include "Light.h"
#include "Mcu.h"
#include "SerialStore.h"
#include "TickClock.h"
#include "Uart.h"

namespace rig {

// The parts that a Link speaks through, and what the interrupts do with them.
template <class FrontEnd_>
struct Board {
  using FrontEnd = FrontEnd_;

  static constexpr uint8_t code = board_code;
  // What sampling and sending add to the conversions and to the bytes: measured in simavr 1.6, not
  // yet on a real board.
  static constexpr uint16_t handover_us = 55;
  static constexpr uint16_t frame_delay_us =
      FrontEnd::conversions_us + handover_us +
      Uart::byte_us * frame_length::samples(FrontEnd::channels, FrontEnd::bytes_per_count);
  static_assert(FrontEnd::conversions_us < TickClock::tick_length_us, "every tick would be missed");
  static_assert(frame_delay_us < 2000, "a sample leaves the board within 2 ms");

  // The clock comes last: from there on everything is sampled.
  void begin() {
    light.begin();
    serial.begin();
    uart.begin();
    front_end.begin();
    clock.begin();
  }

  RIG_INLINE void on_tick() {
    clock.advance();
    front_end.on_tick(clock);
  }
  RIG_INLINE void on_converted() { front_end.on_converted(); }
  RIG_INLINE void on_received() { uart.on_received(clock); }
  RIG_INLINE void on_can_send() { uart.on_can_send(); }

  TickClock clock;
  FrontEnd front_end;
  Uart uart;
  SerialStore serial;
  Light light;
};

// Looks and falls asleep in one go: sei() lets one more instruction pass before an interrupt, so
// none can come between the look and the sleep and leave the board asleep with work to do.
// Wakes for good with each sample; the interrupts between them end in another look.
template <class Link>
void sleep_while_idle(const Link &link) {
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_enable();
  cli();
  while (link.idle()) {
    sei();
    sleep_cpu();
    cli();
  }
  sei();
}

}  // namespace rig
