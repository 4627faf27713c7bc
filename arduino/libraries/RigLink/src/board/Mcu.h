#pragma once

#include <avr/io.h>
#include <stdint.h>

// What differs between microcontrollers stands here and nowhere else. The Uno and the Nano are
// emulated end to end by the tests; Mega and Leonardo are built without a warning, no more.

#if F_CPU != 16000000L
#error "RigLink's timer, ADC and baud rate are chosen for a clock of 16 MHz."
#endif

// A pin as a type: one instruction to drive or to read it, where its port allows that.
#define RIG_PIN(Name, letter, bit)                              \
  struct Name {                                                 \
    static void make_output() { DDR##letter |= _BV(bit); }      \
    static void pull_up() { PORT##letter |= _BV(bit); }         \
    static inline bool level() { return PIN##letter & _BV(bit); } \
    static inline void set(bool high) {                         \
      if (high)                                                 \
        PORT##letter |= _BV(bit);                               \
      else                                                      \
        PORT##letter &= ~_BV(bit);                              \
    }                                                           \
  };

// The pins by their Arduino names:      Uno, Nano   Mega 2560   Leonardo, Micro
//   TTL in,  plates                        D2          D2          D2
//   TTL out, plates                        D4          D4          D6 (D4 is its input capture)
//   sync out, plates                       D5          D5          D5
//   sync in (input capture), dowel         D8          D49         D4
//   buzzer, dowel                          D9          D9          D9
//   LED                                    D13         D13         D13
// Timer: the one whose input capture has a pin on the board; it makes the ticks as well.

#if defined(__AVR_ATmega328P__)

#define RIG_TIMER_NUMBER 1
#define RIG_TICK_vect TIMER1_COMPA_vect
#define RIG_CAPTURE_vect TIMER1_CAPT_vect
#define RIG_TTL_vect INT0_vect
#define RIG_UART_RECEIVED_vect USART_RX_vect
#define RIG_UART_CAN_SEND_vect USART_UDRE_vect

namespace rig {
static constexpr uint8_t board_code = 1;  // `board` in PROTOCOL.md
RIG_PIN(TtlIn, D, 2)
RIG_PIN(TtlOut, D, 4)
RIG_PIN(SyncOut, D, 5)
RIG_PIN(SyncIn, B, 0)
RIG_PIN(BuzzerPin, B, 1)
static constexpr uint8_t ttl_interrupt = INT0;
inline void choose_both_ttl_edges() { EICRA = _BV(ISC00); }
inline uint8_t adc_input(uint8_t channel) { return channel; }
}  // namespace rig

#elif defined(__AVR_ATmega2560__)

#define RIG_TIMER_NUMBER 4
#define RIG_TICK_vect TIMER4_COMPA_vect
#define RIG_CAPTURE_vect TIMER4_CAPT_vect
#define RIG_TTL_vect INT4_vect
#define RIG_UART_RECEIVED_vect USART0_RX_vect
#define RIG_UART_CAN_SEND_vect USART0_UDRE_vect

namespace rig {
static constexpr uint8_t board_code = 2;
RIG_PIN(TtlIn, E, 4)
RIG_PIN(TtlOut, G, 5)
RIG_PIN(SyncOut, E, 3)
RIG_PIN(SyncIn, L, 0)
RIG_PIN(BuzzerPin, H, 6)
static constexpr uint8_t ttl_interrupt = INT4;
inline void choose_both_ttl_edges() { EICRB = _BV(ISC40); }
inline uint8_t adc_input(uint8_t channel) { return channel; }
}  // namespace rig

#elif defined(__AVR_ATmega32U4__)

// No UART vectors: this board speaks through its own USB (UsbLine.h).
#define RIG_USB_LINE 1
#define RIG_TIMER_NUMBER 1
#define RIG_TICK_vect TIMER1_COMPA_vect
#define RIG_CAPTURE_vect TIMER1_CAPT_vect
#define RIG_TTL_vect INT1_vect

namespace rig {
static constexpr uint8_t board_code = 3;
RIG_PIN(TtlIn, D, 1)
RIG_PIN(TtlOut, D, 7)
RIG_PIN(SyncOut, C, 6)
RIG_PIN(SyncIn, D, 4)
RIG_PIN(BuzzerPin, B, 5)
static constexpr uint8_t ttl_interrupt = INT1;
inline void choose_both_ttl_edges() { EICRA = _BV(ISC10); }
// A0 to A3 are ADC7 down to ADC4, A4 and A5 are ADC1 and ADC0.
inline uint8_t adc_input(uint8_t channel) { return channel < 4 ? 7 - channel : 5 - channel; }
}  // namespace rig

#else
#error "RigLink supports Uno, Nano (ATmega328P), Mega 2560, Leonardo and Micro (ATmega32U4)."
#endif

// A register or bit of the timer: RIG_TIMER(TCCR, A) is TCCR1A if its number is 1.
#define RIG_JOIN_NOW(before, number, behind) before##number##behind
#define RIG_JOIN(before, number, behind) RIG_JOIN_NOW(before, number, behind)
#define RIG_TIMER(before, behind) RIG_JOIN(before, RIG_TIMER_NUMBER, behind)
