/* sbx-console-names.c — names of requests and events, for completion
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-console.h"
#include "sbx-demo-shapes.h"
#include "sbx-endpoint-config-private.h"

#define MAX_NAMES 500

static gboolean
serves_demo (SbxEndpoint *endpoint)
{
  g_auto (GStrv) capabilities = NULL;

  if (SBX_IS_SERVER (endpoint))
    return sbx_endpoint_config_get_boolean (sbx_endpoint_get_config (endpoint), "demo");

  g_object_get (endpoint, "server-capabilities", &capabilities, NULL);
  return g_strv_contains ((const char *const *) capabilities, SBX_DEMO_CAPABILITY);
}

static void
add_names (GStrvBuilder *builder, GHashTable *seen, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    {
      if (g_hash_table_add (seen, g_strdup (names[i])))
        g_strv_builder_add (builder, names[i]);
    }
}

static void
add_demo_names (GStrvBuilder *builder, GHashTable *seen, gboolean events)
{
  static const char *const demo_events[] = { "orderCreated", "orderStatusUpdated", "streamData", "streamEnd",
                                             NULL };
  const SbxDemoShape *shapes = sbx_demo_shapes_get ();

  if (events)
    add_names (builder, seen, demo_events);
  for (gsize i = 0; !events && shapes[i].name != NULL; i++)
    add_names (builder, seen, (const char *const[]){ shapes[i].name, NULL });
}

/**
 * sbx_console_dup_seen_names:
 * @endpoint_id: (nullable): of a server or connection; %NULL: of all
 * @events: names of events, not of requests
 *
 * Returns: (transfer full) (array zero-terminated=1): names for completion: those that were seen, most recent
 *   first, then the demo's if it is the demo's service, then those of the system contract
 */
char **
sbx_console_dup_seen_names (SbxConsole *self, const char *endpoint_id, gboolean events)
{
  static const char *const system_requests[] = { "$serverInfo",  "$ping",       "$subscribe",
                                                 "$unsubscribe", "$login",      "$logout",
                                                 "$register",    "$unregister", NULL };
  static const char *const system_events[] = { "$connected", "$disconnected", "$heartbeat",
                                               "$broadcast", "$error",        NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) stored = NULL;
  SbxEndpoint *endpoint;

  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  stored = sbx_store_list_names (sbx_console_get_store (self), endpoint_id,
                                 events ? SBX_TRACE_KIND_EVENT : SBX_TRACE_KIND_REQUEST, MAX_NAMES);
  if (stored != NULL)
    add_names (builder, seen, (const char *const *) stored);

  endpoint = endpoint_id != NULL ? sbx_console_lookup (self, endpoint_id) : NULL;
  if (endpoint != NULL && serves_demo (endpoint))
    add_demo_names (builder, seen, events);
  add_names (builder, seen, events ? system_events : system_requests);

  return g_strv_builder_end (builder);
}
