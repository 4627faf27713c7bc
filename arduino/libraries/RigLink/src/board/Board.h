#pragma once

#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <stdint.h>

#include "../Frame.h"
#include "../Inline.h"
#include "Buzzer.h"
#include "LevelsStore.h"
#include "Light.h"
#include "Lines.h"
#include "Mcu.h"
#include "SerialStore.h"
#include "TickClock.h"
#include "Watchdog.h"
#ifdef RIG_USB_LINE
#include "UsbLine.h"
#else
#include "Uart.h"
#endif

namespace rig {

#ifdef RIG_USB_LINE
using SerialLine = UsbLine;
#else
using SerialLine = Uart;
#endif

// The parts that a Link speaks through, and what the interrupts do with them.
template <class FrontEnd_, class Lines_>
struct Board {
  using FrontEnd = FrontEnd_;
  using Lines = Lines_;

  static constexpr uint8_t code = board_code;
  // What sampling and sending add to the conversions and to the bytes: measured in simavr 1.6, not
  // yet on a real board.
  static constexpr uint16_t handover_us = 55;
  static constexpr uint16_t frame_delay_us =
      FrontEnd::conversions_us + handover_us +
      SerialLine::byte_us * frame_length::samples(FrontEnd::channels, FrontEnd::bytes_per_count);
  static_assert(FrontEnd::conversions_us < TickClock::tick_length_us, "every tick would be missed");
  static_assert(frame_delay_us < 2000, "a sample leaves the board within 2 ms");

  // The clock comes last: from there on everything is sampled.
  void begin() {
    light.begin();
    serial.begin();
    uart.begin(clock);
    front_end.begin();
    lines.begin();
    watchdog.begin();
    clock.begin();
  }

  void poll() {
    serial.poll();
    uart.poll();
    watchdog.poll(clock.tick());
  }

  RIG_INLINE void on_tick() {
    clock.advance();
    lines.before_sample();
    front_end.on_tick(clock, lines);
    lines.on_tick(clock);
  }
  RIG_INLINE void on_edge() { lines.on_edge(clock); }
  RIG_INLINE void on_converted() { front_end.on_converted(); }

  TickClock clock;
  FrontEnd front_end;
  SerialLine uart;
  Lines lines;
  SerialStore serial;
  Light light;
  Watchdog watchdog;
};

// Contact and cue beside that.
template <class FrontEnd, class Lines>
struct ContactBoard : Board<FrontEnd, Lines> {
  void begin(const ContactLevels &own_levels) {
    buzzer.begin();
    levels.begin(own_levels);
    Board<FrontEnd, Lines>::begin();
  }

  void poll() {
    levels.poll();
    Board<FrontEnd, Lines>::poll();
  }

  Buzzer buzzer;
  LevelsStore levels;
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
    // simavr 1.6 takes an interrupt that was pending at sei() one instruction later than the chip.
    __asm__ __volatile__("nop");
    cli();
  }
  sei();
}

}  // namespace rig

// In the sketch, once: the interrupts of a board whose edges come in at `edge_vect`.
#define RIG_INTERRUPTS(board, edge_vect)         \
  ISR(RIG_TICK_vect) { (board).on_tick(); }      \
  ISR(ADC_vect) { (board).on_converted(); }      \
  ISR(edge_vect) { (board).on_edge(); }          \
  RIG_LINE_INTERRUPTS(board)
