#include "request.h"

#include <stdarg.h>
#include <string.h>

void request_add(request_t *request, const char *format, ...)
{
    size_t used = strlen(request->members);
    va_list values;
    va_start(values, format);
    vsnprintf(request->members + used, sizeof request->members - used, format, values);
    va_end(values);
}

bool request_refuse(request_t *request, const char *reason)
{
    snprintf(request->members, sizeof request->members, "%s", reason);
    return false;
}
