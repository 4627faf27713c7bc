#pragma once

#include <avr/io.h>
#include <stdint.h>

// What differs between microcontrollers stands here and nowhere else.

#if defined(__AVR_ATmega328P__)

#define RIG_UART_RECEIVED_vect USART_RX_vect
#define RIG_UART_CAN_SEND_vect USART_UDRE_vect

namespace rig {
static constexpr uint8_t board_code = 1;  // `board` in PROTOCOL.md: Uno or Nano
}

#else
#error "RigLink supports boards with an ATmega328P (Uno, Nano): select one of them as the board."
#endif

#if F_CPU != 16000000L
#error "RigLink's timer, ADC and baud rate are chosen for a clock of 16 MHz."
#endif
