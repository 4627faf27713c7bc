#include <math.h>

#include "board_parts.h"

static const double TURN = 6.283185307179586;

static double cycles_per_ns(const board_t *board)
{
    return BOARD_CLOCK_HZ * 1e-9 * (1.0 + (board->ppm + board->wandered_ppm) * 1e-6);
}

uint64_t board_cycle_at(const board_t *board, uint64_t world_ns)
{
    double since_ns = (double)world_ns - (double)board->anchor_time_ns;
    return (uint64_t)fmax(0, board->anchor_cycle + since_ns * cycles_per_ns(board));
}

uint64_t board_time_ns(const board_t *board)
{
    double cycles = (double)board->avr->cycle - board->anchor_cycle;
    return board->anchor_time_ns + (uint64_t)fmax(0, cycles / cycles_per_ns(board));
}

void board_anchor(board_t *board, double cycle, uint64_t world_ns)
{
    board->anchor_cycle = cycle;
    board->anchor_time_ns = world_ns;
}

/* What the clock shows now stays; from now on it may run at another rate. */
static void anchor_now(board_t *board, uint64_t world_ns)
{
    double since_ns = (double)(world_ns - board->anchor_time_ns);
    board_anchor(board, board->anchor_cycle + since_ns * cycles_per_ns(board), world_ns);
}

void board_set_ppm(board_t *board, double ppm, uint64_t world_ns)
{
    anchor_now(board, world_ns);
    board->ppm = ppm;
}

void board_set_wander(board_t *board, wander_t wander)
{
    board->wander = wander;
}

void board_wander(board_t *board, uint64_t world_ns)
{
    const wander_t *wander = &board->wander;
    if (board->state != BOARD_RUNNING || (wander->ppm == 0 && board->wandered_ppm == 0))
        return;
    anchor_now(board, world_ns);
    double turns = (double)world_ns * 1e-9 / wander->period_s;
    board->wandered_ppm = wander->ppm == 0 ? 0 : wander->ppm * sin(TURN * turns);
}
