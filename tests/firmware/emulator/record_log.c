#include "record_log.h"

#include <stdlib.h>

FILE *record_log_open(const char *prefix, const char *board_name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s.%s.bin", prefix, board_name);
    FILE *log = fopen(path, "wb");
    size_t size = 4096 * LOG_RECORD_BYTES; /* so that a reader never sees half a record */
    if (log != NULL)
        setvbuf(log, malloc(size), _IOFBF, size); /* kept for the life of the program */
    return log;
}
