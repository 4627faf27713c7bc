#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <avr_eeprom.h>

#include "board_parts.h"

/* With a reference of 1023 "millivolts" simavr's scaling hands a code of 0..1023 through. */
enum { REFERENCE = CODE_MAX };

/* simavr looks at its timers after so many cycles, or earlier when one is due. Its default, 1,
 * gives the same conversions at the same cycles and takes 1.6 times as long. */
enum { CYCLES_AT_ONCE = 1000 };

/* EEPROM */

/* The contents as they are now: in the running chip, else as they were kept. */
const uint8_t *board_eeprom(board_t *board)
{
    avr_eeprom_desc_t all = { .ee = board->eeprom, .size = BOARD_EEPROM_BYTES };
    if (board->avr != NULL)
        avr_ioctl(board->avr, AVR_IOCTL_EEPROM_GET, &all);
    return board->eeprom;
}

static void attach_eeprom(board_t *board)
{
    avr_eeprom_desc_t all = { .ee = board->eeprom, .size = BOARD_EEPROM_BYTES };
    avr_ioctl(board->avr, AVR_IOCTL_EEPROM_SET, &all);
}

/* A file that is not there yet is an EEPROM that was never written. */
bool board_load_eeprom(board_t *board, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return errno == ENOENT;
    size_t count = fread(board->eeprom, 1, BOARD_EEPROM_BYTES, file);
    fclose(file);
    return count == BOARD_EEPROM_BYTES;
}

bool board_save_eeprom(board_t *board, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return false;
    size_t count = fwrite(board_eeprom(board), 1, BOARD_EEPROM_BYTES, file);
    return fclose(file) == 0 && count == BOARD_EEPROM_BYTES;
}

/* Power */

void board_init(board_t *board, const char *name, int first_column, int columns)
{
    *board = (board_t){ .name = name, .first_column = first_column, .columns = columns,
                        .state = BOARD_UNPLUGGED, .line.master = -1 };
    memset(board->eeprom, 0xff, sizeof board->eeprom);
    for (int channel = 0; channel < BOARD_ANALOG_INPUTS; channel++)
        board->set_codes[channel] = -1;
}

bool board_load_firmware(board_t *board, const char *elf_path)
{
    return elf_read_firmware(elf_path, &board->firmware) == 0 && board->firmware.flashsize > 0;
}

/* In place of simavr's own, which would sleep. */
static void count_idle(avr_t *avr, avr_cycle_count_t cycles)
{
    board_t *board = avr->custom.data;
    board->idle_cycles += cycles;
}

/* Only the watchdog does it: the emulator takes a new chip instead. */
static void note_reset(avr_t *avr)
{
    ((board_t *)avr->custom.data)->reset_itself = true;
}

void board_power_on(board_t *board, uint64_t world_ns)
{
    avr_t *avr = avr_make_mcu_by_name("atmega328p");
    board->avr = avr;
    avr_init(avr);
    avr_load_firmware(avr, &board->firmware);
    avr->frequency = BOARD_CLOCK_HZ;
    avr->vcc = avr->avcc = avr->aref = REFERENCE;
    avr->log = LOG_ERROR;
    avr->sleep = count_idle;
    avr->custom.data = board;
    avr->reset = note_reset;
    board->idle_cycles = 0;
    board->shall_hang = board->reset_itself = false;
    board->state = BOARD_RUNNING;
    board_anchor(board, 0, world_ns);
    attach_eeprom(board);
    board_attach_adc(board);
    board_attach_uart(board);
    board_attach_flags(board);
    board_attach_pins(board);
}

void board_power_off(board_t *board)
{
    board_eeprom(board); /* kept */
    avr_terminate(board->avr);
    free(board->avr);
    board->avr = NULL;
    board->state = BOARD_UNPLUGGED;
}

/* A new chip each time: after simavr's avr_reset() INPUT_PULLUP has no effect. */
void board_reset(board_t *board, uint64_t world_ns)
{
    if (board->avr != NULL)
        board_power_off(board);
    board->starts++;
    board_power_on(board, world_ns);
}

void board_hang(board_t *board)
{
    board->shall_hang = true;
}

void board_silence(board_t *board)
{
    board->state = BOARD_SILENT;
}

void board_resume(board_t *board, uint64_t world_ns)
{
    board_anchor(board, (double)board->avr->cycle, world_ns);
    board->state = BOARD_RUNNING;
}

/* Running */

static void note_crash(board_t *board)
{
    board->state = BOARD_CRASHED;
    board->has_crashed = true;
    fprintf(stderr, "emulator: the firmware of %s crashed at cycle %llu, address 0x%04x\n",
            board->name, (unsigned long long)board->avr->cycle, board->avr->pc);
}

static avr_cycle_count_t wake_at_target(avr_t *avr, avr_cycle_count_t when, void *context)
{
    (void)avr, (void)when, (void)context;
    return 0; /* a timer is all it takes: no sleep goes beyond it */
}

/* In the main loop, which can be interrupted, the next instruction becomes a jump to itself. */
static void hang_if_asked(board_t *board)
{
    avr_t *avr = board->avr;
    if (!board->shall_hang || !avr->sreg[S_I])
        return;
    avr->flash[avr->pc] = 0xff; /* rjmp .-2 */
    avr->flash[avr->pc + 1] = 0xcf;
    board->shall_hang = false;
}

static void run_to_cycle(board_t *board, avr_cycle_count_t target)
{
    avr_t *avr = board->avr;
    if (avr->cycle >= target)
        return;
    avr->run_cycle_limit = CYCLES_AT_ONCE;
    avr_cycle_timer_register(avr, target - avr->cycle, wake_at_target, board);
    while (avr->cycle < target && !board->reset_itself) {
        hang_if_asked(board);
        int state = avr_run(avr);
        if (state == cpu_Crashed || state == cpu_Done) {
            note_crash(board);
            return;
        }
    }
}

void board_run_until(board_t *board, uint64_t world_ns)
{
    if (board->state != BOARD_RUNNING) {
        ring_clear(&board->line.to_board); /* nobody is there to receive it */
        return;
    }
    board_start_receiving(board);
    run_to_cycle(board, board_cycle_at(board, world_ns));
    if (board->reset_itself) {
        board_reset(board, board_time_ns(board));
        run_to_cycle(board, board_cycle_at(board, world_ns));
    }
}
