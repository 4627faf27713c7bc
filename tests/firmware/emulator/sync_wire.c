#include "sync_wire.h"

static bool is_empty(const sync_wire_t *wire)
{
    return wire->put == wire->taken;
}

static const edge_t *next_edge(const sync_wire_t *wire)
{
    return &wire->edges[wire->taken % SYNC_WIRE_EDGES];
}

static void on_level(avr_irq_t *irq, uint32_t value, void *context)
{
    sync_wire_t *wire = context;
    bool level = (value & 1) != 0;
    if (wire->is_pulled || level == (irq->value & 1) || wire->put - wire->taken == SYNC_WIRE_EDGES)
        return;
    wire->edges[wire->put++ % SYNC_WIRE_EDGES] = (edge_t){ board_time_ns(wire->from), level };
}

static void deliver(sync_wire_t *wire)
{
    board_drive_pin(wire->to, wire->to_pin, next_edge(wire)->level);
    wire->taken++;
    wire->edges_carried++;
}

static avr_cycle_count_t deliver_due(avr_t *avr, avr_cycle_count_t when, void *context)
{
    (void)when;
    sync_wire_t *wire = context;
    avr_cycle_count_t due = 0;
    while (!is_empty(wire)) {
        due = board_cycle_at(wire->to, next_edge(wire)->world_ns);
        if (due > avr->cycle)
            return due;
        deliver(wire);
    }
    return 0;
}

void sync_wire_connect(sync_wire_t *wire, board_t *from, pin_t from_pin, board_t *to, pin_t to_pin)
{
    wire->from = from;
    wire->to = to;
    wire->to_pin = to_pin;
    board_watch_pin(from, (pin_watch_t){ on_level, wire, from_pin });
    board_drive_pin(to, to_pin, false);
}

void sync_wire_pull(sync_wire_t *wire)
{
    wire->is_pulled = true;
    wire->taken = wire->put;
    board_release_pin(wire->to, wire->to_pin);
}

void sync_wire_plug(sync_wire_t *wire)
{
    wire->is_pulled = false;
    bool level = wire->from->avr != NULL && board_pin_level(wire->from, wire->from->watch.pin);
    board_drive_pin(wire->to, wire->to_pin, level);
}

void sync_wire_carry(sync_wire_t *wire)
{
    if (wire->from == NULL || is_empty(wire))
        return;
    if (wire->to->state == BOARD_RUNNING)
        avr_cycle_timer_register(wire->to->avr, 1, deliver_due, wire);
    else
        while (!is_empty(wire))
            deliver(wire);
}
