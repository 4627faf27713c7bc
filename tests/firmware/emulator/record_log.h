/* What happened to a board, each with its cycle, for tests that compare all of a recording with
 * what the sensors showed and what its pins did. */
#ifndef RECORD_LOG_H
#define RECORD_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { LOG_RECORD_BYTES = 12 }; /* little-endian, without padding; a file has no header */

/* A conversion and the code that was given to it. */
typedef struct __attribute__((packed)) {
    uint64_t cycle;   /* of the board since its start, when the conversion starts */
    uint16_t code;    /* 0..1023 */
    uint8_t channel;
    uint8_t start;    /* how often the board was reset or plugged before, modulo 256 */
} injection_t;

/* A change of a pin, whoever drives it. */
typedef struct __attribute__((packed)) {
    uint64_t cycle;
    char port;        /* 'B', 'C' or 'D' */
    uint8_t bit;
    uint8_t level;
    uint8_t start;
} pin_change_t;

_Static_assert(sizeof(injection_t) == LOG_RECORD_BYTES, "the format that readers rely on");
_Static_assert(sizeof(pin_change_t) == LOG_RECORD_BYTES, "the format that readers rely on");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are written as they lie");

/* Opens PREFIX.BOARD.bin. NULL on failure, with errno set. */
FILE *record_log_open(const char *prefix, const char *board_name);

/* A record of either kind; nothing without a log. */
static inline void record_log_add(FILE *log, const void *record)
{
    if (log != NULL)
        fwrite(record, LOG_RECORD_BYTES, 1, log);
}

#endif
