/* sbx-trace-record.c — one record of traffic, as plain data
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where the strings lie in a record: they are handled as an array. */
#define N_STRINGS 11
G_STATIC_ASSERT (sizeof (SbxTraceRecord) - G_STRUCT_OFFSET (SbxTraceRecord, endpoint) ==
                 N_STRINGS * sizeof (char *));

SbxTraceRecord *
sbx_trace_record_copy (const SbxTraceRecord *record)
{
  const char *const *strings = &record->endpoint;
  gsize lengths[N_STRINGS];
  gsize size = sizeof (SbxTraceRecord);
  SbxTraceRecord *copy;
  const char **copied;
  char *end;

  for (guint i = 0; i < N_STRINGS; i++)
    {
      lengths[i] = strings[i] != NULL ? strlen (strings[i]) + 1 : 0;
      size += lengths[i];
    }

  copy = g_malloc (size);
  *copy = *record;
  copied = &copy->endpoint;
  end = (char *) (copy + 1);
  for (guint i = 0; i < N_STRINGS; i++)
    {
      if (strings[i] == NULL)
        continue;
      copied[i] = memcpy (end, strings[i], lengths[i]);
      end += lengths[i];
    }
  return copy;
}

gsize
sbx_trace_record_get_size (const SbxTraceRecord *record)
{
  const char *const *strings = &record->endpoint;
  gsize size = sizeof (SbxTraceRecord);

  for (guint i = 0; i < N_STRINGS; i++)
    size += strings[i] != NULL ? strlen (strings[i]) + 1 : 0;
  return size;
}

void
sbx_trace_record_free (SbxTraceRecord *record)
{
  g_free (record);
}

typedef struct
{
  const char *nick;
  const char *label;
} Words;

static const Words directions[] = {
  [SBX_TRACE_DIRECTION_NONE] = { "none", NC_ ("direction of a message", "None") },
  [SBX_TRACE_DIRECTION_IN] = { "in", NC_ ("direction of a message", "In") },
  [SBX_TRACE_DIRECTION_OUT] = { "out", NC_ ("direction of a message", "Out") },
};

static const Words kinds[SBX_TRACE_N_KINDS] = {
  [SBX_TRACE_KIND_REQUEST] = { "request", NC_ ("kind of traffic", "Request") },
  [SBX_TRACE_KIND_RESPONSE] = { "response", NC_ ("kind of traffic", "Response") },
  [SBX_TRACE_KIND_EVENT] = { "event", NC_ ("kind of traffic", "Event") },
  [SBX_TRACE_KIND_HEARTBEAT] = { "heartbeat", NC_ ("kind of traffic", "Heartbeat") },
  [SBX_TRACE_KIND_OPENED] = { "opened", NC_ ("kind of traffic", "Opened") },
  [SBX_TRACE_KIND_CLOSED] = { "closed", NC_ ("kind of traffic", "Closed") },
  [SBX_TRACE_KIND_REFUSED] = { "refused", NC_ ("kind of traffic", "Refused") },
  [SBX_TRACE_KIND_REFUSED_FRAME] = { "refused-frame", NC_ ("kind of traffic", "Refused frame") },
  [SBX_TRACE_KIND_LOGIN] = { "login", NC_ ("kind of traffic", "Login") },
  [SBX_TRACE_KIND_LOGOUT] = { "logout", NC_ ("kind of traffic", "Logout") },
  [SBX_TRACE_KIND_REGISTERED] = { "registered", NC_ ("kind of traffic", "Registered") },
  [SBX_TRACE_KIND_UNREGISTERED] = { "unregistered", NC_ ("kind of traffic", "Gone") },
  [SBX_TRACE_KIND_STATUS] = { "status", NC_ ("kind of traffic", "Status") },
  [SBX_TRACE_KIND_ERROR] = { "error", NC_ ("kind of traffic", "Error") },
  [SBX_TRACE_KIND_LISTENING] = { "listening", NC_ ("kind of traffic", "Started") },
  [SBX_TRACE_KIND_STOPPED] = { "stopped", NC_ ("kind of traffic", "Stopped") },
};

static const Words statuses[SBX_TRACE_N_STATUSES] = {
  [SBX_TRACE_STATUS_NONE] = { "none", "" },
  [SBX_TRACE_STATUS_PENDING] = { "pending", NC_ ("status of a request", "Pending") },
  [SBX_TRACE_STATUS_OK] = { "ok", NC_ ("status of a request", "OK") },
  [SBX_TRACE_STATUS_ERROR] = { "error", NC_ ("status of a request", "Error") },
  [SBX_TRACE_STATUS_NO_ANSWER] = { "no-answer", NC_ ("status of a request", "No answer") },
  [SBX_TRACE_STATUS_TIMED_OUT] = { "timed-out", NC_ ("status of a request", "Timed out") },
};

const char *
sbx_trace_direction_to_nick (SbxTraceDirection direction)
{
  g_return_val_if_fail (direction < G_N_ELEMENTS (directions), "");
  return directions[direction].nick;
}

const char *
sbx_trace_kind_to_nick (SbxTraceKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), "");
  return kinds[kind].nick;
}

const char *
sbx_trace_status_to_nick (SbxTraceStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (statuses), "");
  return statuses[status].nick;
}

const char *
sbx_trace_direction_to_label (SbxTraceDirection direction)
{
  g_return_val_if_fail (direction < G_N_ELEMENTS (directions), "");
  return g_dpgettext2 (GETTEXT_PACKAGE, "direction of a message", directions[direction].label);
}

const char *
sbx_trace_kind_to_label (SbxTraceKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), "");
  return g_dpgettext2 (GETTEXT_PACKAGE, "kind of traffic", kinds[kind].label);
}

const char *
sbx_trace_status_to_label (SbxTraceStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (statuses), "");
  if (status == SBX_TRACE_STATUS_NONE)
    return "";
  return g_dpgettext2 (GETTEXT_PACKAGE, "status of a request", statuses[status].label);
}
