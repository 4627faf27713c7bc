// Dowel: force-sensitive resistors on A0 head, A1 thoracic, A2 sacrum.
// Sync in on D8, buzzer on D9, LED on D13; other pins of other boards: Mcu.h.
// What goes over the cable is in PROTOCOL.md.

#include <RigLink.h>

// A force-sensitive resistor charges the ADC's capacitor slowly: 250 kHz gives it twice the time.
using FrontEnd = rig::AdcFrontEnd<3, rig::AdcClock250kHz>;
using Dowel = rig::ContactBoard<FrontEnd, rig::DowelLines>;

// 0.8 N and 0.4 N of a nominal sensor, 20 ms: until a computer has set measured ones.
static const rig::ContactLevels own_levels = {{3532, 3532, 3532}, {3104, 3104, 3104}, 20};

static Dowel dowel;
static rig::Link<Dowel, rig::ContactCue> wire(dowel, rig::Role::dowel);

RIG_INTERRUPTS(dowel, RIG_CAPTURE_vect)

void setup() { dowel.begin(own_levels); }

void loop() {
  if (!wire.poll()) rig::sleep_while_idle(wire);
}
