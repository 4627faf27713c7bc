/* One command on its way to an answer. */
#ifndef REQUEST_H
#define REQUEST_H

#include "world.h"

enum { MOST_WORDS = 7 }; /* with those of the command and the board */

typedef struct {
    world_t *world;
    board_t *board;
    char *words[MOST_WORDS]; /* behind the name of the board */
    char members[4096];      /* of the answer, each with a comma in front; or the error */
} request_t;

/* Adds to the members of the answer. */
__attribute__((format(printf, 2, 3)))
void request_add(request_t *request, const char *format, ...);

/* Makes the reason the answer; returns false, for the command to return. */
bool request_refuse(request_t *request, const char *reason);

#endif
