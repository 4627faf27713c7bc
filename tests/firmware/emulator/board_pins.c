#include <avr_ioport.h>

#include "board_parts.h"
#include "record_log.h"

static avr_irq_t *pin_irq(const board_t *board, pin_t pin)
{
    return avr_io_getirq(board->avr, AVR_IOCTL_IOPORT_GETIRQ(pin.port), pin.bit);
}

/* Told to simavr in two ways: as a change now, and as what the pin falls back to when the
 * firmware writes to its port; else a pull-up of the firmware would win over the driver. */
static void apply_driven_pins(board_t *board, char port)
{
    driven_pins_t driven = board->driven[port - 'B'];
    avr_ioport_external_t external = { .name = (unsigned char)port, .mask = driven.mask,
                                       .value = driven.levels };
    avr_ioctl(board->avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(port), &external);
    for (int bit = 0; bit < 8; bit++)
        if (driven.mask >> bit & 1)
            avr_raise_irq(pin_irq(board, (pin_t){ port, bit }), driven.levels >> bit & 1);
}

void board_drive_pin(board_t *board, pin_t pin, bool level)
{
    driven_pins_t *driven = &board->driven[pin.port - 'B'];
    uint8_t mask = (uint8_t)(1u << pin.bit);
    driven->mask |= mask;
    driven->levels = (uint8_t)((driven->levels & ~mask) | (level ? mask : 0));
    if (board->avr != NULL)
        apply_driven_pins(board, pin.port);
}

void board_release_pin(board_t *board, pin_t pin)
{
    uint8_t mask = (uint8_t)(1u << pin.bit);
    board->driven[pin.port - 'B'].mask &= (uint8_t)~mask;
    if (board->avr == NULL)
        return;
    apply_driven_pins(board, pin.port);
    avr_ioport_state_t state;
    avr_ioctl(board->avr, AVR_IOCTL_IOPORT_GETSTATE(pin.port), &state);
    if (state.port & mask)
        avr_raise_irq(pin_irq(board, pin), 1);
}

bool board_pin_level(const board_t *board, pin_t pin)
{
    return pin_irq(board, pin)->value & 1;
}

static avr_cycle_count_t next_square_edge(avr_t *avr, avr_cycle_count_t when, void *context)
{
    (void)avr, (void)when;
    board_t *board = context;
    square_t *square = &board->square;
    board_drive_pin(board, square->pin, !board_pin_level(board, square->pin));
    square->next_cycle += square->half_period_cycles;
    return --square->edges_left > 0 ? (avr_cycle_count_t)square->next_cycle : 0;
}

void board_drive_square(board_t *board, pin_t pin, double hz, long edges)
{
    double first_cycle = (double)board->avr->cycle + 1;
    board->square = (square_t){ pin, first_cycle, board->avr->frequency / hz / 2, edges };
    avr_cycle_timer_cancel(board->avr, next_square_edge, board);
    avr_cycle_timer_register(board->avr, 1, next_square_edge, board);
}

static void log_change(avr_irq_t *irq, uint32_t value, void *context)
{
    const logged_port_t *logged = context;
    board_t *board = logged->board;
    pin_change_t change = { board->avr->cycle, logged->port, (uint8_t)irq->irq, value & 1,
                            board->starts };
    if ((irq->value & 1) != (value & 1))
        record_log_add(board->pin_changes, &change);
}

static void log_port(board_t *board, char port)
{
    logged_port_t *logged = &board->logged[port - 'B'];
    *logged = (logged_port_t){ board, port };
    for (int bit = 0; bit < 8; bit++)
        avr_irq_register_notify(pin_irq(board, (pin_t){ port, bit }), log_change, logged);
}

static void on_joined(avr_irq_t *irq, uint32_t value, void *context)
{
    (void)irq;
    board_t *board = context;
    board_drive_pin(board, board->join_to, (value & 1) != 0);
}

static void attach_jumper(board_t *board)
{
    avr_irq_register_notify(pin_irq(board, board->join_from), on_joined, board);
    board_drive_pin(board, board->join_to, (pin_irq(board, board->join_from)->value & 1) != 0);
}

void board_join_pins(board_t *board, pin_t from, pin_t to)
{
    if (board->joined && board->avr != NULL)
        avr_irq_unregister_notify(pin_irq(board, board->join_from), on_joined, board);
    board->joined = true;
    board->join_from = from;
    board->join_to = to;
    if (board->avr != NULL)
        attach_jumper(board);
}

void board_watch_pin(board_t *board, pin_watch_t watch)
{
    board->watch = watch;
}

void board_attach_pins(board_t *board)
{
    for (char port = 'B'; port <= 'D'; port++)
        apply_driven_pins(board, port);
    for (char port = 'B'; port <= 'D' && board->pin_changes != NULL; port++)
        log_port(board, port);
    if (board->joined)
        attach_jumper(board);
    if (board->watch.changed != NULL)
        avr_irq_register_notify(pin_irq(board, board->watch.pin), board->watch.changed,
                                board->watch.context);
}
