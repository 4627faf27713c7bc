// Dowel: force-sensitive resistors on A0 head, A1 thoracic, A2 sacrum.
// What goes over the cable is in PROTOCOL.md.

#include <RigLink.h>

// A force-sensitive resistor charges the ADC's capacitor slowly: 250 kHz gives it twice the time.
using FrontEnd = rig::AdcFrontEnd<3, rig::AdcClock250kHz>;
using Dowel = rig::Board<FrontEnd>;

static Dowel dowel;
static rig::Link<Dowel> wire(dowel, rig::Role::dowel);

ISR(TIMER1_COMPA_vect) { dowel.on_tick(); }
ISR(ADC_vect) { dowel.on_converted(); }
ISR(RIG_UART_RECEIVED_vect) { dowel.on_received(); }
ISR(RIG_UART_CAN_SEND_vect) { dowel.on_can_send(); }

void setup() { dowel.begin(); }

void loop() {
  if (!wire.poll()) rig::sleep_while_idle(wire);
}
