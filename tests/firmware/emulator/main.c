/* emulator: the rig's boards without boards. Runs the firmware of one or both boards in simavr
 * and gives each a serial port that a host program opens like that of a real board.
 *
 * A test-only program of its own: it links libsimavr, which is under the GNU General Public
 * License, version 3, and is therefore itself to be used under that license. It is built where
 * it is used and never shipped with the product.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "record_log.h"
#include "world.h"

static const char USAGE[] =
    "usage: emulator [--plates ELF] [--dowel ELF] [--plates-ppm PPM] [--dowel-ppm PPM]\n"
    "                [--plates-eeprom FILE] [--dowel-eeprom FILE] [--waveform FILE.csv] [--loop]\n"
    "                [--injected-log PREFIX] [--pin-log PREFIX] [--link DIR] [--sync-wire]\n"
    "                [--speed FACTOR] [--seed N]\n";

enum { PLATES, DOWEL };

typedef struct {
    const char *elf[BOARDS];
    const char *eeprom[BOARDS];
    double ppm[BOARDS];
    const char *waveform, *injected_log, *pin_log, *link;
    bool repeat, sync_wire;
    double speed;
} options_t;

__attribute__((noreturn, format(printf, 1, 2)))
static void give_up(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("emulator: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    exit(2);
}

static double read_number(const char *word, const char *expected, double least, double most)
{
    char *end;
    double value = strtod(word, &end);
    if (end == word || *end != '\0' || !(value >= least && value <= most))
        give_up("expected %s, got %s", expected, word);
    return value;
}

static double read_ppm(const char *word)
{
    return read_number(word, "a clock error from -100000 to 100000 ppm", -100000, 100000);
}

static const struct option LONG_OPTIONS[] = {
    { "plates", required_argument, NULL, 'p' },
    { "dowel", required_argument, NULL, 'd' },
    { "plates-ppm", required_argument, NULL, 'P' },
    { "dowel-ppm", required_argument, NULL, 'D' },
    { "plates-eeprom", required_argument, NULL, 'e' },
    { "dowel-eeprom", required_argument, NULL, 'E' },
    { "waveform", required_argument, NULL, 'w' },
    { "loop", no_argument, NULL, 'l' },
    { "injected-log", required_argument, NULL, 'i' },
    { "pin-log", required_argument, NULL, 'q' },
    { "link", required_argument, NULL, 'L' },
    { "sync-wire", no_argument, NULL, 'y' },
    { "speed", required_argument, NULL, 's' },
    { "seed", required_argument, NULL, 'r' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static void take_option(options_t *options, int option, const char *value)
{
    switch (option) {
    case 'p': options->elf[PLATES] = value; break;
    case 'd': options->elf[DOWEL] = value; break;
    case 'P': options->ppm[PLATES] = read_ppm(value); break;
    case 'D': options->ppm[DOWEL] = read_ppm(value); break;
    case 'e': options->eeprom[PLATES] = value; break;
    case 'E': options->eeprom[DOWEL] = value; break;
    case 'w': options->waveform = value; break;
    case 'l': options->repeat = true; break;
    case 'i': options->injected_log = value; break;
    case 'q': options->pin_log = value; break;
    case 'L': options->link = value; break;
    case 'y': options->sync_wire = true; break;
    case 's': options->speed = read_number(value, "a speed from 0 to 1000", 0, 1000); break;
    case 'r': srandom((unsigned)read_number(value, "a seed from 0 up", 0, 4294967295.0)); break;
    case 'h': fputs(USAGE, stdout); exit(0);
    default: fputs(USAGE, stderr); exit(2);
    }
}

static options_t read_options(int count, char **words)
{
    options_t options = { .speed = 1 };
    int option;
    while ((option = getopt_long(count, words, "", LONG_OPTIONS, NULL)) != -1)
        take_option(&options, option, optarg);
    if (optind < count || (options.elf[PLATES] == NULL && options.elf[DOWEL] == NULL))
        take_option(&options, '?', NULL);
    if (options.sync_wire && (options.elf[PLATES] == NULL || options.elf[DOWEL] == NULL))
        give_up("expected both boards for --sync-wire");
    return options;
}

/* Standard output is for answers alone, so simavr speaks on standard error, and of faults only. */
static void log_faults(avr_t *avr, const int level, const char *format, va_list values)
{
    (void)avr;
    if (level == LOG_ERROR)
        vfprintf(stderr, format, values);
}

static FILE *open_log(const char *prefix, const board_t *board)
{
    FILE *log = prefix != NULL ? record_log_open(prefix, board->name) : NULL;
    if (prefix != NULL && log == NULL)
        give_up("%s.%s.bin: %s", prefix, board->name, strerror(errno));
    return log;
}

static void prepare_board(board_t *board, const options_t *options, int index)
{
    if (!board_load_firmware(board, options->elf[index]))
        give_up("expected firmware in ELF, got %s", options->elf[index]);
    if (options->eeprom[index] != NULL && !board_load_eeprom(board, options->eeprom[index]))
        give_up("expected 1024 bytes of EEPROM in %s", options->eeprom[index]);
    board->ppm = options->ppm[index];
    board->injections = open_log(options->injected_log, board);
    board->pin_changes = open_log(options->pin_log, board);
    if (options->link != NULL)
        snprintf(board->line.link, sizeof board->line.link, "%s/%s", options->link, board->name);
}

static void prepare_waveform(world_t *world, const options_t *options)
{
    char error[1024];
    if (options->waveform == NULL)
        return;
    if (!waveform_load(&world->waveform, options->waveform, options->repeat, error, sizeof error))
        give_up("%s", error);
    for (int i = 0; i < BOARDS; i++)
        world->boards[i].waveform = &world->waveform;
}

static void prepare(world_t *world, const options_t *options)
{
    world->speed = options->speed;
    board_init(&world->boards[PLATES], "plates", 0, 4);
    board_init(&world->boards[DOWEL], "dowel", 4, 3);
    prepare_waveform(world, options);
    if (options->sync_wire)
        sync_wire_connect(&world->sync_wire, &world->boards[PLATES], (pin_t){ 'D', 5 },
                          &world->boards[DOWEL], (pin_t){ 'B', 0 });
    for (int i = 0; i < BOARDS; i++) {
        world->present[i] = options->elf[i] != NULL;
        if (world->present[i])
            prepare_board(&world->boards[i], options, i);
    }
}

static void start_boards(world_t *world)
{
    for (int i = 0; i < BOARDS; i++) {
        if (!world->present[i])
            continue;
        if (!line_open(&world->boards[i].line))
            give_up("cannot open a port for %s: %s", world->boards[i].name, strerror(errno));
        board_power_on(&world->boards[i], 0);
    }
}

static void print_ports(const world_t *world)
{
    const char *separator = "{";
    for (int i = 0; i < BOARDS; i++) {
        if (!world->present[i])
            continue;
        printf("%s\"%s\": \"%s\"", separator, world->boards[i].name, world->boards[i].line.port);
        separator = ", ";
    }
    puts("}");
    fflush(stdout);
}

/* Returns what the program exits with. */
static int stop_boards(world_t *world, const options_t *options)
{
    int exit_code = 0;
    for (int i = 0; i < BOARDS; i++) {
        board_t *board = &world->boards[i];
        line_close(&board->line);
        if (board->has_crashed)
            exit_code = 1;
        if (options->eeprom[i] != NULL && !board_save_eeprom(board, options->eeprom[i]))
            exit_code = 1;
    }
    return exit_code;
}

int main(int count, char **words)
{
    static world_t world; /* too big for the stack */
    options_t options = read_options(count, words);
    avr_global_logger_set(log_faults);
    signal(SIGPIPE, SIG_IGN);
    prepare(&world, &options);
    start_boards(&world);
    print_ports(&world);
    world_run(&world);
    return stop_boards(&world, &options);
}
