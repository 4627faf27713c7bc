#include "board_parts.h"

/* Interrupt flags are cleared by writing 1 to them. simavr 1.6 clears all flags of a timer at
 * any write, so that a tick could be lost, and sets those of the external interrupts instead. */

enum { TIFR1 = 0x36, EIFR = 0x3c };

static void clear_written_flags(avr_t *avr, avr_io_addr_t address, uint8_t written, void *context)
{
    (void)context;
    for (int i = 0; i < avr->interrupts.vector_count; i++) {
        avr_int_vector_t *vector = avr->interrupts.vector[i];
        bool here = vector->raised.reg == address;
        if (here && (written >> vector->raised.bit & 1) && avr_regbit_get(avr, vector->raised))
            avr_clear_interrupt(avr, vector);
    }
}

static void attach(board_t *board, avr_io_addr_t address)
{
    avr_io_addr_t io = AVR_DATA_TO_IO(address);
    board->avr->io[io].w.c = clear_written_flags; /* in place of simavr's own */
    board->avr->io[io].w.param = board;
}

void board_attach_flags(board_t *board)
{
    attach(board, TIFR1);
    attach(board, EIFR);
}
