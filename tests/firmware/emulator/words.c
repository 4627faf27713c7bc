#define _GNU_SOURCE
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int split_words(char *line, char *words[], int most)
{
    int count = 0;
    char *rest = line;
    for (char *word; (word = strsep(&rest, " \t\r")) != NULL;)
        if (*word != '\0' && count++ < most)
            words[count - 1] = word;
    return count;
}

bool read_whole(const char *word, long least, long most, long *value)
{
    char *end;
    errno = 0;
    *value = strtol(word, &end, 10);
    return errno == 0 && end != word && *end == '\0' && *value >= least && *value <= most;
}

bool read_real(const char *word, double least, double most, double *value)
{
    char *end;
    *value = strtod(word, &end);
    return end != word && *end == '\0' && *value >= least && *value <= most;
}

bool is_name(const char *word)
{
    static const char SIGNS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    return word[0] != '\0' && strlen(word) <= 32 && word[strspn(word, SIGNS)] == '\0';
}

static bool read_numbered(const char *word, const char *prefix, long most, long *number)
{
    size_t length = strlen(prefix);
    return strncmp(word, prefix, length) == 0 && read_whole(word + length, 0, most, number);
}

bool read_pin(const char *word, pin_t *pin)
{
    long number;
    if (read_numbered(word, "PB", 7, &number) || read_numbered(word, "PC", 7, &number)
        || read_numbered(word, "PD", 7, &number))
        *pin = (pin_t){ word[1], (int)number };
    else if (read_numbered(word, "A", 5, &number))
        *pin = (pin_t){ 'C', (int)number };
    else if (read_numbered(word, "D", 7, &number))
        *pin = (pin_t){ 'D', (int)number };
    else if (read_numbered(word, "D", 13, &number))
        *pin = (pin_t){ 'B', (int)number - 8 };
    else
        return false;
    return true;
}
