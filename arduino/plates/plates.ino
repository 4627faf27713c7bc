// Foot plates: load cells on A0 left heel, A1 left toe, A2 right heel, A3 right toe.
// What goes over the cable is in PROTOCOL.md.

#include <RigLink.h>

// An amplified load cell drives the ADC well, so its clock may be fast: 500 kHz.
using FrontEnd = rig::AdcFrontEnd<4, rig::AdcClock500kHz>;
using Plates = rig::Board<FrontEnd>;

static Plates plates;
static rig::Link<Plates> wire(plates, rig::Role::plates);

ISR(TIMER1_COMPA_vect) { plates.on_tick(); }
ISR(ADC_vect) { plates.on_converted(); }
ISR(RIG_UART_RECEIVED_vect) { plates.on_received(); }
ISR(RIG_UART_CAN_SEND_vect) { plates.on_can_send(); }

void setup() { plates.begin(); }

void loop() {
  if (!wire.poll()) rig::sleep_while_idle(wire);
}
