#pragma once

#include <avr/io.h>
#include <avr/wdt.h>
#include <stdint.h>

// A watchdog that resets a board whose loop or ticks have stopped. Behind such a reset the watchdog
// runs on, and a bootloader that does not turn it off would be reset again and again: ATmegaBOOT
// (old Nano) and the Mega's stk500v2 do not, and the Arduino IDE gives the old and the new Nano one
// name. A Leonardo's core needs the watchdog for itself, for uploads. So it is on for an Uno only;
// for a Nano with Optiboot ("ATmega328P" in the menu, not "Old Bootloader") or any other board with
// a bootloader that turns it off, compile with -DRIG_WATCHDOG=1.
#ifndef RIG_WATCHDOG
#ifdef ARDUINO_AVR_UNO
#define RIG_WATCHDOG 1
#else
#define RIG_WATCHDOG 0
#endif
#endif

// Ahead of everything else, before the watchdog can bite again.
extern "C" __attribute__((naked, used, section(".init3"))) void rig_stop_watchdog() {
  MCUSR = 0;
  wdt_disable();
}

namespace rig {

class Watchdog {
 public:
  void begin() {
    if (RIG_WATCHDOG) wdt_enable(WDTO_250MS);
  }

  // From the main loop; not reset by a loop that runs on without ticks.
  void poll(uint32_t tick) {
    if (!RIG_WATCHDOG || tick == latest_tick_) return;
    latest_tick_ = tick;
    wdt_reset();
  }

 private:
  uint32_t latest_tick_ = 0;
};

}  // namespace rig
