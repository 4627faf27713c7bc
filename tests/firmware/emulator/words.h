/* The words of a command, and what they mean. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>

#include "board.h"

/* Cuts a line at its blanks. Returns how many words there are, of which `most` are kept. */
int split_words(char *line, char *words[], int most);

bool read_whole(const char *word, long least, long most, long *value);

bool read_real(const char *word, double least, double most, double *value);

/* Whether it can be the name of a file and nothing more. */
bool is_name(const char *word);

/* As on the board (D0..D13, A0..A5) or as on the chip (PB0..PD7). */
bool read_pin(const char *word, pin_t *pin);

#endif
