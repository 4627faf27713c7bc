/* What the commands do. Each returns whether it could; `request` then holds the rest of the
 * answer, or why not. */
#ifndef ACTIONS_H
#define ACTIONS_H

#include "request.h"

bool act_set(request_t *request);
bool act_ppm(request_t *request);
bool act_reset(request_t *request);
bool act_unplug(request_t *request);
bool act_plug(request_t *request);
bool act_plug_as(request_t *request);
bool act_silence(request_t *request);
bool act_resume(request_t *request);
bool act_garbage(request_t *request);
bool act_drop(request_t *request);
bool act_flip(request_t *request);
bool act_damage(request_t *request);
bool act_stall(request_t *request);
bool act_wander(request_t *request);
bool act_pin(request_t *request);
bool act_join(request_t *request);
bool act_eeprom(request_t *request);
bool act_stats(request_t *request);
bool act_release(request_t *request);
bool act_square(request_t *request);
bool act_hang(request_t *request);
bool act_wire(request_t *request);
bool act_quit(request_t *request);

#endif
