/* Commands by lines on standard input, each answered by one line of JSON on standard output. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "world.h"

/* Answers what waits on standard input; its end is the end of the world. Never blocks. */
void commands_serve(world_t *world);

#endif
