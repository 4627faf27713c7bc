/* Firmware that shows what the emulator does to a board, one letter a question:
 *
 *     p  answers the levels of ports B and D
 *     u  turns the pull-up of D2 on
 *     t  turns D5 over and answers timer 1 at that moment
 *     i  answers timer 1 at the last edge on D8 (input capture)
 *     m  answers for how many milliseconds it has run
 *     c  crashes: sleeps with interrupts off
 *
 * Two bytes each, low first, but for u, which is not answered. Timer 1 counts cycles.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static uint16_t captured, milliseconds;

static void send(uint8_t byte)
{
    loop_until_bit_is_set(UCSR0A, UDRE0);
    UDR0 = byte;
}

static void answer(uint16_t value)
{
    send(value & 0xff);
    send(value >> 8);
}

static uint16_t turn_over(void)
{
    uint16_t now = TCNT1;
    PIND = _BV(PD5);
    return now;
}

static void act(uint8_t letter)
{
    switch (letter) {
    case 'p': answer(PINB | PIND << 8); break;
    case 'u': PORTD |= _BV(PD2); break;
    case 't': answer(turn_over()); break;
    case 'i': answer(captured); break;
    case 'm': answer(milliseconds); break;
    case 'c': cli(); sleep_mode(); break;
    }
}

ISR(USART_RX_vect)
{
    act(UDR0);
}

ISR(TIMER1_CAPT_vect)
{
    captured = ICR1;
    TCCR1B ^= _BV(ICES1);
}

ISR(TIMER0_COMPA_vect)
{
    milliseconds++;
}

int main(void)
{
    DDRD = _BV(PD5);
    UCSR0A = _BV(U2X0);
    UBRR0 = 3; /* 500000 baud */
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
    TCCR1B = _BV(CS10) | _BV(ICES1);
    TIMSK1 = _BV(ICIE1);
    TCCR0A = _BV(WGM01);
    OCR0A = 249; /* 64 x 250 cycles are 1 ms */
    TCCR0B = _BV(CS01) | _BV(CS00);
    TIMSK0 = _BV(OCIE0A);
    sei();
    for (;;)
        sleep_mode();
}
