#define _GNU_SOURCE
#include "commands.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "actions.h"
#include "words.h"

typedef struct {
    const char *name;
    const char *usage;
    bool (*act)(request_t *request);
    bool of_board; /* its name is the first word behind the command */
    int words;     /* behind that */
} command_t;

static const command_t COMMANDS[] = {
    { "set", "set BOARD CHANNEL CODE", act_set, true, 2 },
    { "ppm", "ppm BOARD PPM", act_ppm, true, 1 },
    { "wander", "wander BOARD PPM SECONDS", act_wander, true, 2 },
    { "reset", "reset BOARD", act_reset, true, 0 },
    { "unplug", "unplug BOARD", act_unplug, true, 0 },
    { "plug", "plug BOARD", act_plug, true, 0 },
    { "plug_as", "plug_as BOARD LINK", act_plug_as, true, 1 },
    { "silence", "silence BOARD", act_silence, true, 0 },
    { "resume", "resume BOARD", act_resume, true, 0 },
    { "garbage", "garbage BOARD BYTES", act_garbage, true, 1 },
    { "drop", "drop BOARD BYTES", act_drop, true, 1 },
    { "flip", "flip BOARD BYTES", act_flip, true, 1 },
    { "damage", "damage BOARD FLIPS LOSSES REPEATS NOISES SEED", act_damage, true, 5 },
    { "stall", "stall BOARD MILLISECONDS", act_stall, true, 1 },
    { "pin", "pin BOARD PIN LEVEL", act_pin, true, 2 },
    { "release", "release BOARD PIN", act_release, true, 1 },
    { "square", "square BOARD PIN HZ EDGES", act_square, true, 3 },
    { "hang", "hang BOARD", act_hang, true, 0 },
    { "wire", "wire on|off", act_wire, false, 1 },
    { "join", "join BOARD FROM TO", act_join, true, 2 },
    { "eeprom", "eeprom BOARD", act_eeprom, true, 0 },
    { "stats", "stats", act_stats, false, 0 },
    { "quit", "quit", act_quit, false, 0 },
};

static const command_t *command_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (strcmp(COMMANDS[i].name, name) == 0)
            return &COMMANDS[i];
    return NULL;
}

static bool refuse_unknown(request_t *request)
{
    request_refuse(request, "expected one of");
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        request_add(request, " %s", COMMANDS[i].name);
    return false;
}

static bool refuse_usage(request_t *request, const command_t *command)
{
    request_refuse(request, "expected: ");
    request_add(request, "%s", command->usage);
    return false;
}

static bool act(request_t *request, char *line)
{
    char *words[MOST_WORDS] = { 0 };
    int count = split_words(line, words, MOST_WORDS);
    const command_t *command = count > 0 ? command_by_name(words[0]) : NULL;
    if (command == NULL)
        return refuse_unknown(request);
    int first = command->of_board ? 2 : 1;
    if (count != first + command->words)
        return refuse_usage(request, command);
    if (command->of_board && !(request->board = world_board(request->world, words[1])))
        return request_refuse(request, "expected a board that is emulated here");
    memcpy(request->words, words + first, (size_t)command->words * sizeof *words);
    return command->act(request);
}

static void answer(world_t *world, char *line)
{
    request_t request = { .world = world };
    bool good = act(&request, line);
    printf(good ? "{\"ok\": true%s}\n" : "{\"error\": \"%s\"}\n", request.members);
    fflush(stdout);
}

static bool input_waits(void)
{
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    return poll(&input, 1, 0) > 0;
}

void commands_serve(world_t *world)
{
    static char input[4096];
    static size_t used;
    if (!input_waits())
        return;
    ssize_t count = read(STDIN_FILENO, input + used, sizeof input - 1 - used);
    if (count <= 0) {
        world->quit = true; /* the end of whoever started this, or a line without end */
        return;
    }
    used += (size_t)count;
    input[used] = '\0';
    char *line = input;
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        answer(world, line);
    }
    used = strlen(line);
    memmove(input, line, used);
}
