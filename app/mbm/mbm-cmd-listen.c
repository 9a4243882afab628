/* mbm-cmd-listen.c — mbm listen: prints the events of a service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mbm-commands.h"
#include "mbm-tool-client.h"
#include "mbm-tool-input.h"
#include "mbm-tool-options.h"

#define USAGE "URL [EVENT…]"

typedef struct
{
  SbxTool *tool;
  MbmJsonValue filter; /* its text is NULL if there is none */
  guint n_left;        /* 0: no end */
  gboolean listening;
} Listener;

/* The same as the server does it, for servers that do not, and for what comes without a subscription. */
static gboolean
passes_filter (Listener *self, MbmMessage *event)
{
  return self->filter.text == NULL ||
         mbm_json_value_matches (mbm_message_get_payload_value (event), self->filter);
}

static void
print_event (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  Listener *self = user_data;
  gsize length;
  const char *text;

  if (!self->listening || !passes_filter (self, event))
    return;

  text = g_bytes_get_data (mbm_message_get_bytes (event), &length);
  sbx_tool_print (self->tool, mbm_json_value (text, (gssize) length));
  if (self->n_left > 0 && --self->n_left == 0)
    self->listening = FALSE;
}

/* Without names it is about what the service says, not about how it is kept alive. */
static void
print_any_event (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  if (!mbm_message_is_system (event) || g_str_equal (mbm_message_get_name (event), "$broadcast"))
    print_event (client, event, user_data);
}

static void
status_changed (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  Listener *self = user_data;

  if (mbm_client_get_status (client) == MBM_CLIENT_ERROR)
    self->listening = FALSE;
}

/* Before the connection is made: events may come with the answer to the registration. */
static void
add_handlers (Listener *self, MbmClient *client, char **events)
{
  if (*events == NULL)
    mbm_client_add_event_handler (client, NULL, print_any_event, self, NULL);
  for (guint i = 0; events[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) events + i + 1, events[i]))
      mbm_client_add_event_handler (client, events[i], print_event, self, NULL);
  g_signal_connect (client, "notify::status", G_CALLBACK (status_changed), self);
}

/* System events go to all: there is no need to ask for them. */
static gboolean
subscribe (SbxTool *tool, MbmClient *client, char **events, GBytes *filter, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;

  for (guint i = 0; events[i] != NULL; i++)
    if (*events[i] != '$')
      g_ptr_array_add (names, events[i]);
  if (names->len == 0)
    return TRUE;

  g_ptr_array_add (names, NULL);
  mbm_client_subscribe_async (client, (const char *const *) names->pdata, filter, tool->cancellable,
                              sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  id = mbm_client_subscribe_finish (client, result, error);
  return id != NULL;
}

static SbxToolExit
run (Listener *self, MbmClient *client, int dialect, char **events, GBytes *filter)
{
  g_autoptr (GError) error = NULL;

  /* Servers that know no registration know no subscriptions either: then the handlers choose. */
  if (dialect == MBM_DIALECT_MESSAGING && !subscribe (self->tool, client, events, filter, &error))
    return sbx_tool_fail (self->tool, error);

  g_info ("Listening to %s", mbm_client_get_uri (client));
  sbx_tool_wait_while (self->tool, &self->listening);
  if (mbm_client_get_status (client) == MBM_CLIENT_ERROR)
    return sbx_tool_fail (self->tool, mbm_client_get_error (client));

  return sbx_tool_get_ending (self->tool);
}

SbxToolExit
sbx_cmd_listen (SbxTool *tool, char **argv)
{
  g_auto (SbxClientOptions) options = SBX_CLIENT_OPTIONS_INIT;
  g_autoptr (MbmClient) client = NULL;
  g_autoptr (GBytes) filter = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *filter_text = NULL;
  Listener listener = { .tool = tool, .listening = TRUE };
  int count = -1;
  const GOptionEntry entries[] = {
    { "count", 'n', 0, G_OPTION_ARG_INT, &count, N_ ("End after so many events"), N_ ("COUNT") },
    { "filter", 0, 0, G_OPTION_ARG_FILENAME, &filter_text,
      N_ ("Only events whose payload has these members with these values"), N_ ("JSON") },
    { NULL },
  };
  SbxToolExit status;

  if (!sbx_client_options_parse (
        &options, argv, USAGE,
        _ ("Prints events, each with its frame on one line, until it is interrupted. With "
           "names it subscribes to these; without it prints all but those of the system."),
        entries, FALSE) ||
      !sbx_tool_check_positional (options.positional, USAGE, 1, G_MAXUINT))
    return SBX_TOOL_USAGE;
  if (count == 0 || count < -1)
    {
      sbx_tool_wrong_usage (_ ("--count takes a number above 0"));
      return SBX_TOOL_USAGE;
    }
  if (filter_text != NULL)
    {
      filter = sbx_tool_check_json (_ ("The filter"), filter_text, strlen (filter_text), TRUE, &error);
      if (filter == NULL)
        return sbx_tool_fail (tool, error);
      listener.filter = mbm_json_value (filter_text, -1);
    }

  client = sbx_client_options_make_client (&options);
  listener.n_left = count > 0 ? (guint) count : 0;
  add_handlers (&listener, client, options.positional + 1);
  if (!sbx_client_options_connect (&options, tool, client, &status))
    return status;

  status = run (&listener, client, options.dialect, options.positional + 1, filter);
  sbx_tool_disconnect (tool, client);
  return status;
}
