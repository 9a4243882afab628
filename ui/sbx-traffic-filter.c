/* sbx-traffic-filter.c — the switches over a table of traffic
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-traffic-filter.h"

#define INCIDENTS                                                                            \
  (SBX_TRACE_SET (SBX_TRACE_KIND_OPENED) | SBX_TRACE_SET (SBX_TRACE_KIND_CLOSED) |           \
   SBX_TRACE_SET (SBX_TRACE_KIND_REFUSED) | SBX_TRACE_SET (SBX_TRACE_KIND_REFUSED_FRAME) |   \
   SBX_TRACE_SET (SBX_TRACE_KIND_LOGIN) | SBX_TRACE_SET (SBX_TRACE_KIND_LOGOUT) |            \
   SBX_TRACE_SET (SBX_TRACE_KIND_REGISTERED) | SBX_TRACE_SET (SBX_TRACE_KIND_UNREGISTERED) | \
   SBX_TRACE_SET (SBX_TRACE_KIND_STATUS) | SBX_TRACE_SET (SBX_TRACE_KIND_ERROR) |            \
   SBX_TRACE_SET (SBX_TRACE_KIND_LISTENING) | SBX_TRACE_SET (SBX_TRACE_KIND_STOPPED))

/* A set that is not empty, and that no kind is in: everything is switched off. */
#define NO_KIND (1u << 31)

static guint
chosen_kinds (const gboolean flags[SBX_TRAFFIC_N_FLAGS])
{
  guint kinds = 0;

  if (flags[SBX_TRAFFIC_SHOW_REQUESTS] && flags[SBX_TRAFFIC_SHOW_EVENTS] &&
      flags[SBX_TRAFFIC_SHOW_HEARTBEATS] && flags[SBX_TRAFFIC_SHOW_INCIDENTS])
    return 0;

  if (flags[SBX_TRAFFIC_SHOW_REQUESTS])
    kinds |= SBX_TRACE_SET (SBX_TRACE_KIND_REQUEST) | SBX_TRACE_SET (SBX_TRACE_KIND_RESPONSE);
  if (flags[SBX_TRAFFIC_SHOW_EVENTS])
    kinds |= SBX_TRACE_SET (SBX_TRACE_KIND_EVENT);
  if (flags[SBX_TRAFFIC_SHOW_HEARTBEATS])
    kinds |= SBX_TRACE_SET (SBX_TRACE_KIND_HEARTBEAT);
  if (flags[SBX_TRAFFIC_SHOW_INCIDENTS])
    kinds |= INCIDENTS;
  return kinds != 0 ? kinds : NO_KIND;
}

/**
 * sbx_traffic_filter_new:
 * @text: what was typed
 * @flags: which switches are on
 *
 * Returns: (transfer full): the filter that these make
 */
SbxTraceFilter *
sbx_traffic_filter_new (const char *text, const gboolean flags[SBX_TRAFFIC_N_FLAGS])
{
  guint statuses = 0;

  if (flags[SBX_TRAFFIC_ONLY_FAILED])
    statuses = SBX_TRACE_SET (SBX_TRACE_STATUS_ERROR) | SBX_TRACE_SET (SBX_TRACE_STATUS_NO_ANSWER) |
               SBX_TRACE_SET (SBX_TRACE_STATUS_TIMED_OUT);
  return sbx_trace_filter_new (text, chosen_kinds (flags), 0, statuses, NULL);
}
