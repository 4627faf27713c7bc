/* A wire from a pin of one board to a pin of the other, exact to the cycle. */
#ifndef SYNC_WIRE_H
#define SYNC_WIRE_H

#include "board.h"

enum { SYNC_WIRE_EDGES = 64 }; /* room for one slice of time */

typedef struct {
    uint64_t world_ns;
    bool level;
} edge_t;

typedef struct {
    board_t *from, *to;
    pin_t to_pin;
    bool is_pulled;
    edge_t edges[SYNC_WIRE_EDGES];
    unsigned put, taken;
    uint64_t edges_carried;
} sync_wire_t;

/* Before the boards have power. */
void sync_wire_connect(sync_wire_t *wire, board_t *from, pin_t from_pin, board_t *to, pin_t to_pin);

/* Pulls the wire out of the receiving board, or puts it back. */
void sync_wire_pull(sync_wire_t *wire);
void sync_wire_plug(sync_wire_t *wire);

/* Between a slice of the sending board and the same slice of the receiving one. */
void sync_wire_carry(sync_wire_t *wire);

#endif
