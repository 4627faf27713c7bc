/* Both boards and the time they share. */
#ifndef WORLD_H
#define WORLD_H

#include "board.h"
#include "sync_wire.h"
#include "waveform.h"

enum { BOARDS = 2 };

typedef struct {
    board_t boards[BOARDS]; /* plates, dowel */
    bool present[BOARDS];
    waveform_t waveform;
    sync_wire_t sync_wire;
    uint64_t now_ns;         /* time of the world since its start */
    double speed;            /* seconds of the world in a second of the wall; 0: no limit */
    uint64_t start_wall_ns;
    uint64_t worst_lateness_ns; /* of the world behind the wall */
    bool quit;
} world_t;

/* NULL: there is no such board here. */
board_t *world_board(world_t *world, const char *name);

/* Until a command, the end of standard input or a signal ends it. */
void world_run(world_t *world);

#endif
