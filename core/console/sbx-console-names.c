/* sbx-console-names.c — names of requests and events, for completion
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-console.h"

#define MAX_NAMES 500

/**
 * sbx_console_dup_seen_names:
 * @endpoint_id: (nullable): of a server or connection; %NULL: of all
 * @events: names of events, not of requests
 *
 * Returns: (transfer full) (array zero-terminated=1): names for completion: those of sbx_shapes_dup_names(),
 *   or of what is no endpoint (any more) those that were seen, most recent first
 */
char **
sbx_console_dup_seen_names (SbxConsole *self, const char *endpoint_id, gboolean events)
{
  SbxEndpoint *endpoint;

  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  endpoint = endpoint_id != NULL ? sbx_console_lookup (self, endpoint_id) : NULL;
  if (endpoint != NULL)
    return sbx_shapes_dup_names (sbx_endpoint_get_shapes (endpoint),
                                 events ? SBX_SHAPE_EVENT : SBX_SHAPE_REQUEST);

  return sbx_store_list_names (sbx_console_get_store (self), endpoint_id,
                               events ? SBX_TRACE_KIND_EVENT : SBX_TRACE_KIND_REQUEST, MAX_NAMES);
}
