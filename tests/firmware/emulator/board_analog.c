#include <avr_adc.h>

#include "board_parts.h"
#include "record_log.h"

static uint16_t code_now(board_t *board, int channel)
{
    int column = board->first_column + channel;
    if (board->set_codes[channel] >= 0)
        return (uint16_t)board->set_codes[channel];
    if (channel >= board->columns || !board->waveform || !board->waveform->codes[column])
        return 0;
    double time_s = (double)board_time_ns(board) * 1e-9;
    return waveform_code(board->waveform, column, time_s, &board->waveform_row);
}

static void on_conversion_start(avr_irq_t *trigger, uint32_t value, void *context)
{
    board_t *board = context;
    union {
        uint32_t value;
        avr_adc_mux_t mux;
    } selected = { .value = value };
    int channel = selected.mux.src;
    if (selected.mux.kind != ADC_MUX_SINGLE || channel >= BOARD_ANALOG_INPUTS)
        return;
    uint16_t code = code_now(board, channel);
    avr_raise_irq(trigger - ADC_IRQ_OUT_TRIGGER + ADC_IRQ_ADC0 + channel, code);
    injection_t injection = { board->avr->cycle, code, (uint8_t)channel, board->starts };
    record_log_add(board->injections, &injection);
    board->conversions++;
}

void board_attach_adc(board_t *board)
{
    avr_irq_t *trigger = avr_io_getirq(board->avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER);
    avr_irq_register_notify(trigger, on_conversion_start, board);
}
