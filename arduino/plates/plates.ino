// Foot plates: load cells on A0 left heel, A1 left toe, A2 right heel, A3 right toe.
// TTL in on D2, TTL out on D4, sync out on D5; other pins of other boards: Mcu.h.
// What goes over the cable is in PROTOCOL.md.

#include <RigLink.h>

// An amplified load cell drives the ADC well, so its clock may be fast: 500 kHz.
using FrontEnd = rig::AdcFrontEnd<4, rig::AdcClock500kHz>;
using Plates = rig::Board<FrontEnd, rig::PlatesLines>;

static Plates plates;
static rig::Link<Plates> wire(plates, rig::Role::plates);

RIG_INTERRUPTS(plates, RIG_TTL_vect)

void setup() { plates.begin(); }

void loop() {
  if (!wire.poll()) rig::sleep_while_idle(wire);
}
