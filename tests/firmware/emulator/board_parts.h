/* What a board connects to its chip each time it gets power. For board*.c alone. */
#ifndef BOARD_PARTS_H
#define BOARD_PARTS_H

#include "board.h"

/* The cycle that belongs to a time of the world. */
void board_anchor(board_t *board, double cycle, uint64_t world_ns);

/* Hands each conversion the code of its channel and moment. */
void board_attach_adc(board_t *board);

/* Connects the chip's UART with the board's line, at the speed of 8N1. */
void board_attach_uart(board_t *board);

/* Gives the firmware what the host sent, one byte in the time of a byte. */
void board_start_receiving(board_t *board);

/* Clears the flags of timers and external interrupts as the chip does. */
void board_attach_flags(board_t *board);

/* Applies the driven pins and tells of the watched one. */
void board_attach_pins(board_t *board);

#endif
