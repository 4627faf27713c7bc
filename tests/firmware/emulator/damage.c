#include "damage.h"

#include <string.h>

static const double BYTES_PER_SECOND = 25000; /* of the plates; the dowel sends a tenth less */

/* xorshift64*, Vigna 2016 */
static uint64_t next_random(damage_t *damage)
{
    uint64_t x = damage->state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    damage->state = x;
    return x * 0x2545f4914f6cdd1dull;
}

static double next_share(damage_t *damage)
{
    return (double)(next_random(damage) >> 11) * 0x1p-53;
}

static uint32_t next_below(damage_t *damage, uint32_t limit)
{
    return (uint32_t)(next_random(damage) >> 32) % limit;
}

void damage_set(damage_t *damage, const double per_second[DAMAGE_KINDS], uint64_t seed)
{
    memset(damage, 0, sizeof *damage);
    for (int kind = 0; kind < DAMAGE_KINDS; kind++)
        damage->per_byte[kind] = per_second[kind] / BYTES_PER_SECOND;
    damage->state = seed * 0x9e3779b97f4a7c15ull + 1; /* never 0 but for one seed in 2^64 */
}

/* DAMAGE_KINDS: none. */
static int next_kind(damage_t *damage)
{
    double share = next_share(damage);
    int kind = 0;
    while (kind < DAMAGE_KINDS && share >= damage->per_byte[kind])
        share -= damage->per_byte[kind++];
    return kind;
}

static void lose(damage_t *damage)
{
    damage->to_lose--;
    damage->bytes[DAMAGE_LOSS]++;
}

static void repeat(damage_t *damage, damage_take_t take, void *context)
{
    uint64_t count = 1 + next_below(damage, DAMAGE_LONGEST);
    if (count > damage->sent)
        count = damage->sent;
    for (uint64_t at = damage->sent - count; at < damage->sent; at++)
        take(context, damage->recent[at % DAMAGE_LONGEST]);
    damage->bytes[DAMAGE_REPEAT] += count;
}

static void add_noise(damage_t *damage, damage_take_t take, void *context)
{
    uint32_t count = 1 + next_below(damage, DAMAGE_LONGEST);
    damage->bytes[DAMAGE_NOISE] += count;
    while (count-- > 0)
        take(context, (uint8_t)next_below(damage, 256));
}

void damage_pass(damage_t *damage, uint8_t byte, damage_take_t take, void *context)
{
    damage->recent[damage->sent++ % DAMAGE_LONGEST] = byte;
    int kind = damage->to_lose > 0 ? DAMAGE_LOSS : next_kind(damage);
    if (kind == DAMAGE_LOSS) {
        if (damage->to_lose == 0)
            damage->to_lose = 1 + next_below(damage, DAMAGE_LONGEST);
        lose(damage);
        return;
    }
    if (kind == DAMAGE_FLIP) {
        byte ^= (uint8_t)(1u << next_below(damage, 8));
        damage->bytes[DAMAGE_FLIP]++;
    }
    take(context, byte);
    if (kind == DAMAGE_REPEAT)
        repeat(damage, take, context);
    if (kind == DAMAGE_NOISE)
        add_noise(damage, take, context);
}
