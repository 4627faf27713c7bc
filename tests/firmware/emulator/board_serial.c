#include <string.h>

#include "board_parts.h"

static avr_irq_t *uart_irq(const board_t *board, int index)
{
    return board->uart->io.irq + index;
}

static void on_byte_sent(avr_irq_t *irq, uint32_t value, void *context)
{
    (void)irq;
    line_send(&((board_t *)context)->line, (uint8_t)value);
}

static void on_receiver_full(avr_irq_t *irq, uint32_t value, void *context)
{
    (void)irq;
    ((board_t *)context)->receiver_full = value != 0;
}

/* simavr counts a parity bit that 8N1 does not have: 11 bits a byte for 10. */
static void after_baud_write(avr_t *avr, avr_io_addr_t address, uint8_t value, void *context)
{
    (void)avr, (void)address, (void)value;
    avr_uart_t *uart = ((board_t *)context)->uart;
    uart->cycles_per_byte = uart->cycles_per_byte * 10 / 11;
}

static avr_uart_t *find_uart(const avr_t *avr)
{
    avr_io_t *io = avr->io_port;
    while (io != NULL && strcmp(io->kind, "uart") != 0)
        io = io->next;
    return (avr_uart_t *)io; /* its first member */
}

void board_attach_uart(board_t *board)
{
    board->uart = find_uart(board->avr);
    board->uart->flags = 0; /* neither sleep when the firmware polls nor print what it sends */
    board->receiver_full = false;
    avr_irq_register_notify(uart_irq(board, UART_IRQ_OUTPUT), on_byte_sent, board);
    avr_irq_register_notify(uart_irq(board, UART_IRQ_OUT_XOFF), on_receiver_full, board);
    avr_register_io_write(board->avr, board->uart->ubrrl.reg, after_baud_write, board);
}

static avr_cycle_count_t receive_byte(avr_t *avr, avr_cycle_count_t when, void *context)
{
    (void)avr;
    board_t *board = context;
    uint8_t byte;
    if (!board->receiver_full) {
        if (!line_receive(&board->line, &byte))
            return 0;
        avr_raise_irq(uart_irq(board, UART_IRQ_INPUT), byte);
    }
    return when + board->uart->cycles_per_byte;
}

void board_start_receiving(board_t *board)
{
    if (ring_used(&board->line.to_board) > 0
        && avr_cycle_timer_status(board->avr, receive_byte, board) == 0)
        avr_cycle_timer_register(board->avr, 1, receive_byte, board);
}
