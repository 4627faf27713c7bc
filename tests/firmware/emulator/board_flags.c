#include <string.h>

#include <avr_extint.h>
#include <avr_timer.h>

#include "board_parts.h"

/* A register of flags is cleared bit by bit, by writing ones. simavr 1.6 clears every flag of a
 * timer with any write to it, a tick that waits included, and none in EIFR. */

static void clear_if_written(avr_t *avr, avr_int_vector_t *vector, uint8_t value)
{
    if (vector->raised.reg != 0 && (value >> vector->raised.bit & 1))
        avr_clear_interrupt(avr, vector);
}

static void on_timer_flags(avr_t *avr, avr_io_addr_t address, uint8_t value, void *context)
{
    (void)address;
    avr_timer_t *timer = context;
    clear_if_written(avr, &timer->overflow, value);
    clear_if_written(avr, &timer->icr, value);
    for (int i = 0; i < AVR_TIMER_COMP_COUNT; i++)
        clear_if_written(avr, &timer->comp[i].interrupt, value);
}

static void on_pin_flags(avr_t *avr, avr_io_addr_t address, uint8_t value, void *context)
{
    (void)address;
    avr_extint_t *inputs = context;
    for (int i = 0; i < EXTINT_COUNT; i++)
        clear_if_written(avr, &inputs->eint[i].vector, value);
}

/* Takes the place of simavr's own handler, if it has one. */
static void handle_writes(avr_t *avr, avr_io_addr_t address, avr_io_write_t handler, void *context)
{
    avr_io_addr_t io = AVR_DATA_TO_IO(address);
    avr->io[io].w.c = handler;
    avr->io[io].w.param = context;
}

void board_attach_flags(board_t *board)
{
    avr_t *avr = board->avr;
    for (avr_io_t *io = avr->io_port; io != NULL; io = io->next) {
        if (strcmp(io->kind, "timer") == 0) {
            avr_timer_t *timer = (avr_timer_t *)io; /* its first member */
            handle_writes(avr, timer->overflow.raised.reg, on_timer_flags, timer);
        } else if (strcmp(io->kind, "extint") == 0) {
            avr_extint_t *inputs = (avr_extint_t *)io;
            handle_writes(avr, inputs->eint[0].vector.raised.reg, on_pin_flags, inputs);
        }
    }
}
