#include "actions.h"

static const char *state_name(const board_t *board)
{
    static const char *const names[] = { "running", "silent", "unplugged", "crashed" };
    return names[board->state];
}

static void add_count(request_t *request, const char *name, uint64_t count)
{
    request_add(request, ", \"%s\": %llu", name, (unsigned long long)count);
}

static void add_flag(request_t *request, const char *name, bool flag)
{
    request_add(request, ", \"%s\": %s", name, flag ? "true" : "false");
}

static void add_chip(request_t *request, const board_t *board)
{
    uint64_t cycles = board->avr ? board->avr->cycle : 0;
    double idle_share = cycles > 0 ? (double)board->idle_cycles / (double)cycles : 0;
    add_count(request, "cycles", cycles);
    request_add(request, ", \"idle_share\": %.4f", idle_share);
    add_count(request, "conversions", board->conversions);
    add_count(request, "uart_cycles_per_byte", board->avr ? board->uart->cycles_per_byte : 0);
}

static void add_line(request_t *request, const line_t *line)
{
    add_count(request, "bytes_out", line->bytes_out);
    add_count(request, "bytes_delivered", line->bytes_delivered);
    add_count(request, "bytes_dropped", line->bytes_dropped);
    add_count(request, "bytes_in", line->bytes_in);
    add_count(request, "backlog_bytes", ring_used(&line->to_host));
    static const char *const names[DAMAGE_KINDS] = { "flips", "lost", "repeated", "noise" };
    for (int kind = 0; kind < DAMAGE_KINDS; kind++)
        add_count(request, names[kind], line->damage.bytes[kind]);
    add_flag(request, "host_listens", line->host_listens);
}

static void add_board(request_t *request, const board_t *board)
{
    request_add(request, ", \"%s\": {\"state\": \"%s\"", board->name, state_name(board));
    add_flag(request, "has_crashed", board->has_crashed);
    request_add(request, ", \"ppm\": %.6g", board->ppm + board->wandered_ppm);
    add_count(request, "starts", board->starts);
    add_chip(request, board);
    add_line(request, &board->line);
    request_add(request, "}");
}

bool act_stats(request_t *request)
{
    const world_t *world = request->world;
    request_add(request, ", \"world_s\": %.6f", (double)world->now_ns * 1e-9);
    request_add(request, ", \"worst_lateness_s\": %.6f", (double)world->worst_lateness_ns * 1e-9);
    add_count(request, "sync_edges", world->sync_wire.edges_carried);
    for (int i = 0; i < BOARDS; i++)
        if (world->present[i])
            add_board(request, &world->boards[i]);
    return true;
}
