#define _GNU_SOURCE
#include "world.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "commands.h"

static const uint64_t SLICE_NS = 50 * 1000;
static const uint64_t BATCH_NS = 1000 * 1000;
static const uint64_t FLUSH_NS = 100 * 1000 * 1000;

static volatile sig_atomic_t signalled;

static void on_signal(int number)
{
    (void)number;
    signalled = 1;
}

board_t *world_board(world_t *world, const char *name)
{
    for (int i = 0; i < BOARDS; i++)
        if (world->present[i] && strcmp(world->boards[i].name, name) == 0)
            return &world->boards[i];
    return NULL;
}

static uint64_t wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void sleep_until(uint64_t wall)
{
    struct timespec when = { (time_t)(wall / 1000000000u), (long)(wall % 1000000000u) };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL);
}

/* Late after a stall of the host, it does not sleep until it has caught up. */
static void wait_for_wall(world_t *world)
{
    double since_start_ns = (double)(world->now_ns + BATCH_NS) / world->speed;
    uint64_t due = world->start_wall_ns + (uint64_t)since_start_ns;
    sleep_until(due);
    uint64_t now = wall_ns();
    uint64_t lateness = now > due ? now - due : 0;
    if (lateness > world->worst_lateness_ns)
        world->worst_lateness_ns = lateness;
}

static bool host_is_behind(const world_t *world)
{
    for (int i = 0; i < BOARDS; i++)
        if (ring_used(&world->boards[i].line.to_host) > RING_BYTES / 2)
            return true;
    return false;
}

/* Plates first: an edge that they send within a slice reaches the dowel in the same slice. */
static void run_slice(world_t *world)
{
    world->now_ns += SLICE_NS;
    board_run_until(&world->boards[0], world->now_ns);
    sync_wire_carry(&world->sync_wire);
    board_run_until(&world->boards[1], world->now_ns);
}

static void flush_logs(world_t *world)
{
    for (int i = 0; i < BOARDS; i++) {
        FILE *logs[] = { world->boards[i].injections, world->boards[i].pin_changes };
        for (size_t log = 0; log < sizeof logs / sizeof *logs; log++)
            if (logs[log] != NULL)
                fflush(logs[log]);
    }
}

static void run_batch(world_t *world)
{
    for (int i = 0; i < BOARDS; i++)
        board_wander(&world->boards[i], world->now_ns);
    for (uint64_t ns = 0; ns < BATCH_NS; ns += SLICE_NS)
        run_slice(world);
    if (world->now_ns % FLUSH_NS == 0)
        flush_logs(world);
}

void world_run(world_t *world)
{
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    world->start_wall_ns = wall_ns();
    while (!world->quit && !signalled) {
        if (world->speed > 0)
            wait_for_wall(world);
        if (world->speed == 0 && host_is_behind(world))
            sleep_until(wall_ns() + BATCH_NS); /* without a limit, the reader sets the pace */
        else
            run_batch(world);
        for (int i = 0; i < BOARDS; i++)
            line_pump(&world->boards[i].line, world->now_ns);
        commands_serve(world);
    }
    flush_logs(world);
}
