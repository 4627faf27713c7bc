/* The serial line of one board: a pseudo-terminal that a host program opens as a port. */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "damage.h"
#include "ring.h"

typedef struct {
    int master;           /* -1: unplugged */
    char port[64];        /* what the host opens */
    char link[512];       /* a stable name for it, or "" */
    bool host_listens;    /* the host has the port open */
    ring_t to_host, to_board;
    uint32_t drop_left, flip_left; /* damage still to be done to bytes for the host */
    damage_t damage;               /* more of it, at random */
    uint64_t stalled_until_ns;     /* until then the host gets nothing */
    uint64_t bytes_out;       /* sent by the firmware */
    uint64_t bytes_delivered; /* of these and of garbage: handed to the host's port */
    uint64_t bytes_dropped;   /* found the backlog full */
    uint64_t bytes_in;        /* received by the firmware */
} line_t;

/* Opens a new port. False, with errno set, if the system gives none. */
bool line_open(line_t *line);

/* Gives its link another name, in the same folder; before it is opened. */
void line_rename(line_t *line, const char *name);

/* Whoever has the port open reads an end of file or EIO, as on an unplugged cable. */
void line_close(line_t *line);

/* Moves what waits on both sides; never blocks. */
void line_pump(line_t *line, uint64_t world_ns);

void line_send(line_t *line, uint8_t byte);
bool line_receive(line_t *line, uint8_t *byte);

void line_add_garbage(line_t *line, uint32_t count);

#endif
