/* A fixed ring of bytes. Its two counters run free, so full and empty differ. */
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stdint.h>

enum { RING_BYTES = 64 * 1024 }; /* a power of two */

typedef struct {
    uint8_t bytes[RING_BYTES];
    uint32_t put, taken;
} ring_t;

static inline uint32_t ring_used(const ring_t *ring)
{
    return ring->put - ring->taken;
}

static inline uint32_t ring_free(const ring_t *ring)
{
    return RING_BYTES - ring_used(ring);
}

static inline void ring_clear(ring_t *ring)
{
    ring->taken = ring->put;
}

static inline bool ring_put(ring_t *ring, uint8_t byte)
{
    if (ring_free(ring) == 0)
        return false;
    ring->bytes[ring->put++ % RING_BYTES] = byte;
    return true;
}

static inline bool ring_take(ring_t *ring, uint8_t *byte)
{
    if (ring_used(ring) == 0)
        return false;
    *byte = ring->bytes[ring->taken++ % RING_BYTES];
    return true;
}

/* The oldest bytes that lie in one piece; returns how many. */
static inline uint32_t ring_peek(const ring_t *ring, const uint8_t **bytes)
{
    uint32_t start = ring->taken % RING_BYTES;
    uint32_t to_end = RING_BYTES - start;
    *bytes = ring->bytes + start;
    return ring_used(ring) < to_end ? ring_used(ring) : to_end;
}

#endif
