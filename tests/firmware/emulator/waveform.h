/* ADC codes over time, read from a CSV file. A row holds until the time of the next one. */
#ifndef WAVEFORM_H
#define WAVEFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WAVEFORM_COLUMNS = 7, CODE_MAX = 1023 };

extern const char *const waveform_column_names[WAVEFORM_COLUMNS];

typedef struct {
    size_t rows;
    double *time_s;
    uint16_t *codes[WAVEFORM_COLUMNS]; /* NULL: the file has no such column */
    double period_s;                   /* 0: the last row holds for ever */
} waveform_t;

/* False, with one line about what is wrong in `error`, if the file cannot be used.
 * When it repeats, the last row lasts as long as the one before it. */
bool waveform_load(waveform_t *waveform, const char *path, bool repeat, char *error, size_t size);

/* The code of a column at a time; before the first row 0. `row` is where the last search
 * ended: asked in the order of time, this costs nothing. */
uint16_t waveform_code(const waveform_t *waveform, int column, double time_s, size_t *row);

#endif
