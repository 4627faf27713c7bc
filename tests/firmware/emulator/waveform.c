#define _GNU_SOURCE
#include "waveform.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const waveform_column_names[WAVEFORM_COLUMNS] = {
    "left_heel", "left_toe", "right_heel", "right_toe", "head", "thoracic", "sacrum",
};

typedef struct {
    const char *path;
    size_t line_number;
    int columns;                       /* of codes, in the file */
    int column_of[WAVEFORM_COLUMNS];   /* place in the file -> place in the waveform */
    size_t capacity;
    char *error;
    size_t error_size;
} reader_t;

static bool fail(const reader_t *reader, const char *reason)
{
    snprintf(reader->error, reader->error_size, "%s, line %zu: %s", reader->path,
             reader->line_number, reason);
    return false;
}

static int column_by_name(const char *name)
{
    for (int column = 0; column < WAVEFORM_COLUMNS; column++)
        if (strcmp(name, waveform_column_names[column]) == 0)
            return column;
    return -1;
}

static bool read_header(reader_t *reader, waveform_t *waveform, char *line)
{
    char *rest = line;
    if (strcmp(strsep(&rest, ","), "time_s") != 0)
        return fail(reader, "expected a header that begins with time_s");
    for (char *name; (name = strsep(&rest, ",")) != NULL;) {
        int column = column_by_name(name);
        if (column < 0)
            return fail(reader, "expected columns among left_heel, left_toe, right_heel, "
                                "right_toe, head, thoracic, sacrum");
        if (waveform->codes[column] != NULL)
            return fail(reader, "expected each column once");
        waveform->codes[column] = malloc(sizeof(uint16_t));
        reader->column_of[reader->columns++] = column;
    }
    return reader->columns > 0 || fail(reader, "expected at least one column after time_s");
}

static void grow(reader_t *reader, waveform_t *waveform)
{
    if (waveform->rows < reader->capacity)
        return;
    reader->capacity = reader->capacity ? 2 * reader->capacity : 4096;
    waveform->time_s = realloc(waveform->time_s, reader->capacity * sizeof(double));
    for (int i = 0; i < reader->columns; i++) {
        uint16_t **codes = &waveform->codes[reader->column_of[i]];
        *codes = realloc(*codes, reader->capacity * sizeof(uint16_t));
    }
}

static bool read_time(reader_t *reader, waveform_t *waveform, char **cursor)
{
    char *end;
    double time_s = strtod(*cursor, &end);
    if (end == *cursor || !isfinite(time_s))
        return fail(reader, "expected a time in seconds");
    if (waveform->rows > 0 && time_s <= waveform->time_s[waveform->rows - 1])
        return fail(reader, "expected a later time than in the row before");
    waveform->time_s[waveform->rows] = time_s;
    *cursor = end;
    return true;
}

/* By hand: strtol would take blanks, signs and hexadecimal, and more of the time. */
static bool read_code(const reader_t *reader, char **cursor, uint16_t *code)
{
    char *digit = *cursor;
    unsigned value = 0;
    if (*digit++ != ',')
        return fail(reader, "expected as many fields as in the header");
    char *first = digit;
    for (; *digit >= '0' && *digit <= '9' && value <= CODE_MAX; digit++)
        value = value * 10 + (unsigned)(*digit - '0');
    if (digit == first || value > CODE_MAX)
        return fail(reader, "expected whole codes from 0 to 1023");
    *code = (uint16_t)value;
    *cursor = digit;
    return true;
}

static bool read_row(reader_t *reader, waveform_t *waveform, char *line)
{
    char *cursor = line;
    grow(reader, waveform);
    if (!read_time(reader, waveform, &cursor))
        return false;
    for (int i = 0; i < reader->columns; i++) {
        uint16_t *codes = waveform->codes[reader->column_of[i]];
        if (!read_code(reader, &cursor, &codes[waveform->rows]))
            return false;
    }
    if (*cursor != '\0')
        return fail(reader, *cursor == ',' ? "expected as many fields as in the header"
                                           : "expected whole codes from 0 to 1023");
    waveform->rows++;
    return true;
}

static bool read_line(reader_t *reader, waveform_t *waveform, char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    if (++reader->line_number == 1)
        return read_header(reader, waveform, line);
    return read_row(reader, waveform, line);
}

static bool read_all(reader_t *reader, waveform_t *waveform, FILE *file)
{
    char *line = NULL;
    size_t size = 0;
    bool good = true;
    while (good && getline(&line, &size, file) >= 0)
        good = read_line(reader, waveform, line);
    free(line);
    if (good && waveform->rows == 0)
        return fail(reader, "expected a header and at least one row");
    return good;
}

static bool set_period(reader_t *reader, waveform_t *waveform)
{
    size_t last = waveform->rows - 1;
    if (last == 0)
        return fail(reader, "expected at least two rows to repeat");
    double last_row_s = waveform->time_s[last] - waveform->time_s[last - 1];
    waveform->period_s = waveform->time_s[last] + last_row_s - waveform->time_s[0];
    return true;
}

bool waveform_load(waveform_t *waveform, const char *path, bool repeat, char *error, size_t size)
{
    reader_t reader = { .path = path, .error = error, .error_size = size };
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        snprintf(error, size, "%s: %s", path, strerror(errno));
        return false;
    }
    bool good = read_all(&reader, waveform, file);
    fclose(file);
    return good && (!repeat || set_period(&reader, waveform));
}

uint16_t waveform_code(const waveform_t *waveform, int column, double time_s, size_t *row)
{
    const double *start_s = waveform->time_s;
    if (time_s < start_s[0])
        return 0;
    if (waveform->period_s > 0)
        time_s = start_s[0] + fmod(time_s - start_s[0], waveform->period_s);
    if (time_s < start_s[*row]) /* the next repetition has begun */
        *row = 0;
    while (*row + 1 < waveform->rows && start_s[*row + 1] <= time_s)
        ++*row;
    return waveform->codes[column][*row];
}
