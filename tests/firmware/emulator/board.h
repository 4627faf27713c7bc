/* One emulated board: an ATmega328P at 16 MHz with its firmware, its clock and its line. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <sim_avr.h>
#include <sim_elf.h>
#include <avr_uart.h>

#include "line.h"
#include "waveform.h"

enum { BOARD_ANALOG_INPUTS = 8, BOARD_EEPROM_BYTES = 1024, BOARD_CLOCK_HZ = 16000000 };

typedef enum {
    BOARD_RUNNING,
    BOARD_SILENT,    /* clock stopped, port still there: a board that hangs */
    BOARD_UNPLUGGED, /* no port and no power */
    BOARD_CRASHED,   /* the firmware did what no AVR can go on from */
} board_state_t;

typedef struct {
    char port; /* 'B', 'C' or 'D' */
    int bit;
} pin_t;

typedef struct {
    avr_irq_notify_t changed;
    void *context;
    pin_t pin;
} pin_watch_t;

typedef struct {
    uint8_t mask, levels;
} driven_pins_t;

/* A square wave from outside. */
typedef struct {
    pin_t pin;
    double next_cycle, half_period_cycles;
    long edges_left;
} square_t;

/* A clock that runs fast by up to `ppm` more or less, as a sine of the world's time. */
typedef struct {
    double ppm, period_s;
} wander_t;

struct board;

typedef struct {
    struct board *board;
    char port;
} logged_port_t;

typedef struct board {
    const char *name;
    int first_column; /* of the waveform, for analog input 0 */
    int columns;
    double ppm; /* by how much the clock is fast */
    wander_t wander;
    double wandered_ppm; /* by how much more it is just now */
    const waveform_t *waveform;
    FILE *injections, *pin_changes; /* NULL: not logged */
    line_t line;

    board_state_t state;
    bool has_crashed; /* ever */
    elf_firmware_t firmware;
    uint8_t eeprom[BOARD_EEPROM_BYTES]; /* while there is no power */
    driven_pins_t driven[3];            /* of ports B, C and D, from outside */
    pin_watch_t watch;
    logged_port_t logged[3];
    square_t square;
    bool joined; /* a jumper leads from a pin to another */
    pin_t join_from, join_to;
    int set_codes[BOARD_ANALOG_INPUTS]; /* by command; -1: the waveform decides */
    size_t waveform_row;

    avr_t *avr; /* NULL while there is no power */
    avr_uart_t *uart;
    bool receiver_full;
    bool shall_hang;         /* as soon as no interrupt runs */
    bool reset_itself;       /* the watchdog bit */
    uint64_t idle_cycles;    /* since the start */
    double anchor_cycle;     /* the cycle that belongs to ... */
    uint64_t anchor_time_ns; /* ... this time of the world */

    uint64_t conversions;
    uint8_t starts; /* resets and plugs so far */
} board_t;

void board_init(board_t *board, const char *name, int first_column, int columns);

/* False if the file is no firmware. */
bool board_load_firmware(board_t *board, const char *elf_path);

bool board_load_eeprom(board_t *board, const char *path);
bool board_save_eeprom(board_t *board, const char *path);
const uint8_t *board_eeprom(board_t *board);

void board_power_on(board_t *board, uint64_t world_ns);
void board_power_off(board_t *board);
void board_reset(board_t *board, uint64_t world_ns);
void board_silence(board_t *board);
void board_resume(board_t *board, uint64_t world_ns);

/* The firmware's main loop stops where it is; its interrupts go on. Until the next reset. */
void board_hang(board_t *board);

void board_set_ppm(board_t *board, double ppm, uint64_t world_ns);
void board_set_wander(board_t *board, wander_t wander);

/* Has a clock that wanders go on; to be called often. */
void board_wander(board_t *board, uint64_t world_ns);

void board_run_until(board_t *board, uint64_t world_ns);

/* The board's clock against the time of the world. */
uint64_t board_cycle_at(const board_t *board, uint64_t world_ns);
uint64_t board_time_ns(const board_t *board);

/* Holds a pin at a level from outside, over resets. */
void board_drive_pin(board_t *board, pin_t pin, bool level);

/* Lets go of it: a pull-up of the firmware takes it up, else it keeps its level. */
void board_release_pin(board_t *board, pin_t pin);

bool board_pin_level(const board_t *board, pin_t pin);

/* Drives a pin to the other level so often, evenly; the first time at once. */
void board_drive_square(board_t *board, pin_t pin, double hz, long edges);
/* Puts a jumper on: `to` follows `from`, over resets, until another one is put on. */
void board_join_pins(board_t *board, pin_t from, pin_t to);

/* Names the one pin whose changes are told to `watch.changed`. Before power on. */
void board_watch_pin(board_t *board, pin_watch_t watch);

#endif
