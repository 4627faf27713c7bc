/* Damage to what a board sends, at random places: the same for the same seed and the same bytes. */
#ifndef DAMAGE_H
#define DAMAGE_H

#include <stdbool.h>
#include <stdint.h>

enum { DAMAGE_FLIP, DAMAGE_LOSS, DAMAGE_REPEAT, DAMAGE_NOISE, DAMAGE_KINDS };

/* A loss, a repetition and a burst of noise are 1 to so many bytes long. */
enum { DAMAGE_LONGEST = 64 }; /* a power of two */

typedef struct {
    double per_byte[DAMAGE_KINDS];
    uint64_t state; /* of the random numbers */
    uint32_t to_lose;
    uint8_t recent[DAMAGE_LONGEST]; /* what was sent, damaged or not */
    uint64_t sent;
    uint64_t bytes[DAMAGE_KINDS]; /* done so far */
} damage_t;

typedef void (*damage_take_t)(void *context, uint8_t byte);

/* So many of each kind in a second of samples. Counts anew. */
void damage_set(damage_t *damage, const double per_second[DAMAGE_KINDS], uint64_t seed);

/* Gives `take` what becomes of a byte that was sent. */
void damage_pass(damage_t *damage, uint8_t byte, damage_take_t take, void *context);

#endif
