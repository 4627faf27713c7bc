/* Every conversion and the code that was given to it, for tests that compare all of a
 * recording with what the sensors showed. */
#ifndef INJECTION_LOG_H
#define INJECTION_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One record of the file: 12 bytes, little-endian, without padding or header. */
typedef struct __attribute__((packed)) {
    uint64_t cycle;   /* of the board since its start, when the conversion starts */
    uint16_t code;    /* 0..1023 */
    uint8_t channel;
    uint8_t start;    /* how often the board was reset or plugged before, modulo 256 */
} injection_t;

_Static_assert(sizeof(injection_t) == 12, "the format that readers of the log rely on");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are written as they lie");

/* NULL on failure, with errno set. */
FILE *injection_log_open(const char *prefix, const char *board_name);

static inline void injection_log_add(FILE *log, injection_t injection)
{
    if (log != NULL)
        fwrite(&injection, sizeof injection, 1, log);
}

#endif
