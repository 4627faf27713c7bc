#include "actions.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

enum { MOST_DAMAGED_BYTES = RING_BYTES };

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
    char *end;
    double ppm = strtod(request->words[0], &end);
    if (end == request->words[0] || *end != '\0' || !(fabs(ppm) <= 100000))
        return request_refuse(request, "expected a clock error from -100000 to 100000 ppm");
    board_set_ppm(request->board, ppm, request->world->now_ns);
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
    char *end;
    double hz = strtod(request->words[1], &end);
    if (end == request->words[1] || *end != '\0' || !(hz > 0 && hz <= 100000))
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
