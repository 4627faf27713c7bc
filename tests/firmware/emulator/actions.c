#include "actions.h"

#include <errno.h>
#include <string.h>

#include "words.h"

enum { MOST_DAMAGED_BYTES = RING_BYTES, MOST_DAMAGED_PER_SECOND = 1000 };
enum { LONGEST_STALL_MS = 2000 }; /* the line keeps 2.6 s of samples */

static bool read_count(request_t *request, uint32_t *count)
{
    long value;
    if (!read_whole(request->words[0], 0, MOST_DAMAGED_BYTES, &value))
        return request_refuse(request, "expected a number of bytes from 0 to 65536");
    *count = (uint32_t)value;
    return true;
}

bool act_set(request_t *request)
{
    long channel, code;
    if (!read_whole(request->words[0], 0, BOARD_ANALOG_INPUTS - 1, &channel))
        return request_refuse(request, "expected a channel from 0 to 7");
    if (!read_whole(request->words[1], 0, CODE_MAX, &code))
        return request_refuse(request, "expected a code from 0 to 1023");
    request->board->set_codes[channel] = (int)code;
    return true;
}

bool act_ppm(request_t *request)
{
    double ppm;
    if (!read_real(request->words[0], -100000, 100000, &ppm))
        return request_refuse(request, "expected a clock error from -100000 to 100000 ppm");
    board_set_ppm(request->board, ppm, request->world->now_ns);
    return true;
}

bool act_wander(request_t *request)
{
    wander_t wander;
    if (!read_real(request->words[0], 0, 100000, &wander.ppm))
        return request_refuse(request, "expected a clock error from 0 to 100000 ppm");
    if (!read_real(request->words[1], 0.1, 100000, &wander.period_s))
        return request_refuse(request, "expected a period from 0.1 to 100000 s");
    board_set_wander(request->board, wander);
    return true;
}

bool act_reset(request_t *request)
{
    if (request->board->state == BOARD_UNPLUGGED)
        return request_refuse(request, "expected a plugged board, it is unplugged");
    board_reset(request->board, request->world->now_ns);
    return true;
}

bool act_unplug(request_t *request)
{
    if (request->board->state == BOARD_UNPLUGGED)
        return request_refuse(request, "expected a plugged board, it is unplugged");
    line_close(&request->board->line);
    board_power_off(request->board);
    return true;
}

bool act_plug(request_t *request)
{
    if (request->board->state != BOARD_UNPLUGGED)
        return request_refuse(request, "expected an unplugged board, it is plugged");
    if (!line_open(&request->board->line))
        return request_refuse(request, strerror(errno));
    board_reset(request->board, request->world->now_ns);
    request_add(request, ", \"port\": \"%s\"", request->board->line.port);
    return true;
}

bool act_plug_as(request_t *request)
{
    line_t *line = &request->board->line;
    if (line->link[0] == '\0')
        return request_refuse(request, "expected boards with links");
    if (!is_name(request->words[0]))
        return request_refuse(request, "expected a name of letters, digits, - and _");
    if (request->board->state == BOARD_UNPLUGGED)
        line_rename(line, request->words[0]);
    return act_plug(request);
}

bool act_silence(request_t *request)
{
    if (request->board->state != BOARD_RUNNING)
        return request_refuse(request, "expected a running board");
    board_silence(request->board);
    return true;
}

bool act_resume(request_t *request)
{
    if (request->board->state != BOARD_SILENT)
        return request_refuse(request, "expected a silent board");
    board_resume(request->board, request->world->now_ns);
    return true;
}

bool act_garbage(request_t *request)
{
    uint32_t count = 0;
    if (!read_count(request, &count))
        return false;
    if (!request->board->line.host_listens)
        return request_refuse(request, "expected a port that is open");
    line_add_garbage(&request->board->line, count);
    return true;
}

bool act_drop(request_t *request)
{
    return read_count(request, &request->board->line.drop_left);
}

bool act_flip(request_t *request)
{
    return read_count(request, &request->board->line.flip_left);
}

bool act_damage(request_t *request)
{
    double per_second[DAMAGE_KINDS];
    long seed;
    for (int kind = 0; kind < DAMAGE_KINDS; kind++)
        if (!read_real(request->words[kind], 0, MOST_DAMAGED_PER_SECOND, &per_second[kind]))
            return request_refuse(request, "expected four rates from 0 to 1000 a second");
    if (!read_whole(request->words[DAMAGE_KINDS], 0, 2147483647, &seed))
        return request_refuse(request, "expected a seed from 0 to 2147483647");
    damage_set(&request->board->line.damage, per_second, (uint64_t)seed);
    return true;
}

bool act_stall(request_t *request)
{
    long milliseconds;
    if (!read_whole(request->words[0], 1, LONGEST_STALL_MS, &milliseconds))
        return request_refuse(request, "expected 1 to 2000 milliseconds");
    uint64_t stalled_ns = (uint64_t)milliseconds * 1000000;
    request->board->line.stalled_until_ns = request->world->now_ns + stalled_ns;
    return true;
}

static bool read_pin_word(request_t *request, pin_t *pin)
{
    return read_pin(request->words[0], pin)
        || request_refuse(request, "expected a pin, D0 to D13, A0 to A5 or PB0 to PD7");
}

bool act_pin(request_t *request)
{
    pin_t pin;
    long level;
    if (!read_pin_word(request, &pin))
        return false;
    if (!read_whole(request->words[1], 0, 1, &level))
        return request_refuse(request, "expected a level, 0 or 1");
    board_drive_pin(request->board, pin, level == 1);
    return true;
}

bool act_release(request_t *request)
{
    pin_t pin;
    if (!read_pin_word(request, &pin))
        return false;
    board_release_pin(request->board, pin);
    return true;
}

bool act_square(request_t *request)
{
    pin_t pin;
    long edges;
    if (!read_pin_word(request, &pin))
        return false;
    double hz;
    if (!read_real(request->words[1], 1e-6, 100000, &hz))
        return request_refuse(request, "expected a frequency up to 100000 Hz");
    if (!read_whole(request->words[2], 1, 1000000000, &edges))
        return request_refuse(request, "expected a number of edges from 1 up");
    if (request->board->state != BOARD_RUNNING)
        return request_refuse(request, "expected a running board");
    board_drive_square(request->board, pin, hz, edges);
    return true;
}

bool act_hang(request_t *request)
{
    if (request->board->state != BOARD_RUNNING)
        return request_refuse(request, "expected a running board");
    board_hang(request->board);
    return true;
}

bool act_wire(request_t *request)
{
    sync_wire_t *wire = &request->world->sync_wire;
    bool on = strcmp(request->words[0], "on") == 0;
    if (!on && strcmp(request->words[0], "off") != 0)
        return request_refuse(request, "expected on or off");
    if (wire->from == NULL)
        return request_refuse(request, "expected boards with a sync wire");
    if (on)
        sync_wire_plug(wire);
    else
        sync_wire_pull(wire);
    return true;
}

bool act_join(request_t *request)
{
    pin_t from, to;
    if (!read_pin(request->words[0], &from) || !read_pin(request->words[1], &to))
        return request_refuse(request, "expected two pins, D0 to D13, A0 to A5 or PB0 to PD7");
    board_join_pins(request->board, from, to);
    return true;
}

bool act_eeprom(request_t *request)
{
    const uint8_t *bytes = board_eeprom(request->board);
    request_add(request, ", \"hex\": \"");
    for (int i = 0; i < 64; i++)
        request_add(request, "%02x", bytes[i]);
    request_add(request, "\"");
    return true;
}

bool act_quit(request_t *request)
{
    request->world->quit = true;
    return true;
}
