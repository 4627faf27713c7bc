#define _GNU_SOURCE
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* A new pseudo-terminal echoes and edits lines; and only one that has been opened and closed
 * again reports that nobody listens. */
static bool prepare_port(const line_t *line)
{
    int port = open(line->port, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (port < 0)
        return false;
    struct termios settings;
    bool raw = tcgetattr(port, &settings) == 0;
    cfmakeraw(&settings);
    raw = raw && tcsetattr(port, TCSANOW, &settings) == 0;
    close(port);
    return raw;
}

/* What one host program has not read is not for the next. */
static void forget_unread(const line_t *line)
{
    int port = open(line->port, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port < 0)
        return;
    tcflush(port, TCIOFLUSH);
    close(port);
}

static bool open_pair(line_t *line)
{
    line->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    return line->master >= 0 && grantpt(line->master) == 0 && unlockpt(line->master) == 0
        && ptsname_r(line->master, line->port, sizeof line->port) == 0 && prepare_port(line);
}

static bool make_link(const line_t *line)
{
    if (line->link[0] == '\0')
        return true;
    unlink(line->link);
    return symlink(line->port, line->link) == 0;
}

void line_rename(line_t *line, const char *name)
{
    char *last = strrchr(line->link, '/');
    if (last != NULL)
        snprintf(last + 1, sizeof line->link - (size_t)(last + 1 - line->link), "%s", name);
}

bool line_open(line_t *line)
{
    ring_clear(&line->to_host);
    ring_clear(&line->to_board);
    line->host_listens = false;
    line->drop_left = line->flip_left = 0;
    line->stalled_until_ns = 0;
    if (open_pair(line) && make_link(line))
        return true;
    int reason = errno;
    line_close(line);
    errno = reason;
    return false;
}

void line_close(line_t *line)
{
    if (line->master < 0)
        return;
    close(line->master);
    line->master = -1;
    if (line->link[0] != '\0')
        unlink(line->link);
}

static void read_from_host(line_t *line)
{
    uint8_t bytes[4096];
    size_t room = ring_free(&line->to_board);
    ssize_t count = read(line->master, bytes, room < sizeof bytes ? room : sizeof bytes);
    for (ssize_t i = 0; i < count; i++)
        ring_put(&line->to_board, bytes[i]);
}

static void write_to_host(line_t *line)
{
    const uint8_t *bytes;
    uint32_t count;
    while ((count = ring_peek(&line->to_host, &bytes)) > 0) {
        ssize_t written = write(line->master, bytes, count);
        if (written <= 0)
            return;
        line->to_host.taken += (uint32_t)written;
        line->bytes_delivered += (uint64_t)written;
    }
}

void line_pump(line_t *line, uint64_t world_ns)
{
    if (line->master < 0)
        return;
    struct pollfd master = { .fd = line->master, .events = POLLIN };
    poll(&master, 1, 0);
    if (master.revents & POLLIN) /* also what was written just before the port was closed */
        read_from_host(line);
    bool listens = !(master.revents & POLLHUP);
    if (line->host_listens && !listens)
        forget_unread(line);
    line->host_listens = listens;
    if (!listens)
        ring_clear(&line->to_host);
    else if (world_ns >= line->stalled_until_ns)
        write_to_host(line);
}

static void queue_for_host(void *context, uint8_t byte)
{
    line_t *line = context;
    if (!ring_put(&line->to_host, byte))
        line->bytes_dropped++;
}

void line_send(line_t *line, uint8_t byte)
{
    line->bytes_out++;
    if (!line->host_listens)
        return;
    if (line->drop_left > 0) {
        line->drop_left--;
        return;
    }
    if (line->flip_left > 0) {
        line->flip_left--;
        byte ^= (uint8_t)(1u << (random() % 8));
    }
    damage_pass(&line->damage, byte, queue_for_host, line);
}

bool line_receive(line_t *line, uint8_t *byte)
{
    if (!ring_take(&line->to_board, byte))
        return false;
    line->bytes_in++;
    return true;
}

void line_add_garbage(line_t *line, uint32_t count)
{
    while (count-- > 0)
        queue_for_host(line, (uint8_t)(random() >> 8));
}
