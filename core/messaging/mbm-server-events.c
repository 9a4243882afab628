/* mbm-server-events.c — the events that a server sends of its own accord
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-message-private.h"
#include "mbm-server-client-private.h"
#include "mbm-server-events-private.h"

static void
mbm_server_json_add_name (GString *object, const char *name)
{
  g_string_append_c (object, object->len == 0 ? '{' : ',');
  g_string_append_c (object, '"');
  g_string_append (object, name);
  g_string_append (object, "\":");
}

void
mbm_server_json_add_text (GString *object, const char *name, const char *json, gssize length)
{
  mbm_server_json_add_name (object, name);
  g_string_append_len (object, json, length);
}

void
mbm_server_json_add_string (GString *object, const char *name, const char *value)
{
  mbm_server_json_add_name (object, name);
  mbm_json_append_string (object, value, -1);
}

void
mbm_server_json_add_int (GString *object, const char *name, gint64 value)
{
  mbm_server_json_add_name (object, name);
  g_string_append_printf (object, "%" G_GINT64_FORMAT, value);
}

void
mbm_server_json_add_strv (GString *object, const char *name, const char *const *values)
{
  mbm_server_json_add_name (object, name);
  g_string_append_c (object, '[');
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (object, ',');
      mbm_json_append_string (object, values[i], -1);
    }
  g_string_append_c (object, ']');
}

/* The wire's time: milliseconds since the Unix epoch. */
void
mbm_server_json_add_now (GString *object, const char *name)
{
  mbm_server_json_add_int (object, name, g_get_real_time () / 1000);
}

/* Takes @object. */
GBytes *
mbm_server_json_end (GString *object)
{
  g_string_append (object, object->len == 0 ? "{}" : "}");

  return g_string_free_to_bytes (object);
}

/* An event of our own making: its payload is known to be JSON. Takes @payload. */
static MbmMessage *
mbm_server_event_new (const char *target, const char *event, GString *payload)
{
  g_autoptr (GBytes) text = mbm_server_json_end (payload);
  g_autoptr (GError) error = NULL;
  MbmMessage *message = mbm_server_event_new_for (target, event, text, &error);

  g_assert_no_error (error);
  return message;
}

/* @target: (nullable): the client it is meant for. */
MbmMessage *
mbm_server_event_new_for (const char *target, const char *event, GBytes *payload, GError **error)
{
  g_autoptr (MbmContext) context = NULL;

  if (target != NULL)
    {
      context = mbm_context_new ();
      mbm_context_set_target (context, target);
    }

  return mbm_message_new_event (event, payload, context, error);
}

MbmMessage *
mbm_server_event_new_connected (MbmServerClient *client)
{
  GString *payload = g_string_sized_new (160);
  GBytes *metadata = mbm_server_client_get_metadata (client);

  mbm_server_json_add_string (payload, "clientId", mbm_server_client_get_id (client));
  mbm_server_json_add_string (payload, "connectionId", mbm_server_client_get_connection_id (client));
  mbm_server_json_add_now (payload, "timestamp");
  if (metadata != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (metadata, &length);

      mbm_server_json_add_text (payload, "metadata", text, (gssize) length);
    }

  return mbm_server_event_new (NULL, "$connected", payload);
}

/* @to_itself: whether the client is told of its own end, or the others. */
MbmMessage *
mbm_server_event_new_disconnected (MbmServerClient *client, const char *reason, gboolean to_itself)
{
  const char *id = mbm_server_client_get_id (client);
  const char *connection_id =
    to_itself ? mbm_server_client_get_key (client) : mbm_server_client_get_connection_id (client);
  GString *payload = g_string_sized_new (160);

  mbm_server_json_add_string (payload, "clientId", id);
  mbm_server_json_add_string (payload, "connectionId", connection_id);
  mbm_server_json_add_string (payload, "reason", reason);
  mbm_server_json_add_now (payload, "timestamp");

  return mbm_server_event_new (to_itself ? id : NULL, "$disconnected", payload);
}

/* @reconnect_delay: milliseconds */
MbmMessage *
mbm_server_event_new_shutdown (const char *reason, guint reconnect_delay)
{
  GString *payload = g_string_sized_new (96);
  g_autoptr (GBytes) text = NULL;

  mbm_server_json_add_string (payload, "reason", reason);
  mbm_server_json_add_int (payload, "reconnectIn", reconnect_delay);
  text = mbm_server_json_end (payload);

  return mbm_message_new_magic_system ("system.shutdown", text);
}

MbmMessage *
mbm_server_event_new_heartbeat (const char *server_id)
{
  GString *payload = g_string_sized_new (96);

  mbm_server_json_add_now (payload, "timestamp");
  mbm_server_json_add_string (payload, "serverId", server_id);

  return mbm_server_event_new (NULL, "$heartbeat", payload);
}

MbmMessage *
mbm_server_event_new_broadcast (const char *event, GBytes *payload, GError **error)
{
  g_autoptr (GBytes) text = NULL;
  GString *object;
  gsize length;
  const char *data;

  if (payload != NULL)
    {
      data = g_bytes_get_data (payload, &length);
      if (!mbm_json_check (data, (gssize) length, error))
        {
          if (error != NULL)
            (*error)->code = MBM_ERROR_INVALID_ARGUMENT;
          return NULL;
        }
    }
  else
    {
      data = "{}";
      length = 2;
    }

  object = g_string_sized_new (length + 96);
  mbm_server_json_add_string (object, "message", event);
  mbm_server_json_add_text (object, "data", data, (gssize) length);
  mbm_server_json_add_now (object, "timestamp");
  text = mbm_server_json_end (object);

  return mbm_message_new_event ("$broadcast", text, NULL, error);
}

MbmMessage *
mbm_server_event_new_error (const char *target, const char *code, const char *message, GBytes *details)
{
  GString *payload = g_string_sized_new (160);

  mbm_server_json_add_string (payload, "code", code);
  mbm_server_json_add_string (payload, "message", message);
  if (details != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (details, &length);

      mbm_server_json_add_text (payload, "details", text, (gssize) length);
    }
  mbm_server_json_add_now (payload, "timestamp");

  return mbm_server_event_new (target, "$error", payload);
}
