/* sbx-mock-timer.c — events that a server emits by itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "sbx-item-config-private.h"
#include "sbx-mock-private.h"

SbxMockTimer *
sbx_mock_timer_new (SbxMock *mock, SbxTimerConfig *config)
{
  SbxMockTimer *self = g_new0 (SbxMockTimer, 1);

  self->mock = mock;
  self->config = sbx_item_config_copy (SBX_ITEM_CONFIG (config));
  return self;
}

void
sbx_mock_timer_free (SbxMockTimer *self)
{
  sbx_mock_timer_stop (self);
  g_object_unref (self->config);
  g_free (self);
}

void
sbx_mock_timer_stop (SbxMockTimer *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static gboolean
is_meant (SbxItemConfig *config, MbmServerClient *client)
{
  const char *const *recipients = sbx_item_config_get_strv (config, "recipients");
  MbmUser *user;

  switch ((SbxRecipients) sbx_item_config_get_enum (config, "to"))
    {
    case SBX_RECIPIENTS_CLIENTS:
      return g_strv_contains (recipients, mbm_server_client_get_id (client));
    case SBX_RECIPIENTS_TYPES:
      return g_strv_contains (recipients, mbm_server_client_get_client_type (client));
    case SBX_RECIPIENTS_USERS:
      user = mbm_server_client_get_user (client);
      return user != NULL && g_strv_contains (recipients, mbm_user_get_username (user));
    case SBX_RECIPIENTS_ALL:
    default:
      return TRUE;
    }
}

static GPtrArray *
list_recipients (MbmServer *server, SbxItemConfig *config)
{
  GPtrArray *clients = mbm_server_list_clients (server);

  for (guint i = clients->len; i > 0; i--)
    if (!is_meant (config, g_ptr_array_index (clients, i - 1)))
      g_ptr_array_remove_index (clients, i - 1);
  return clients;
}

/* One that cannot be reached any more is no reason not to tell the others. */
static int
emit_to (MbmServer *server, SbxItemConfig *config, MbmServerClient *client, guint64 index, GError **error)
{
  SbxMockScene scene = {
    .server = server,
    .client = client,
    .user = mbm_server_client_get_user (client),
    .counter = index,
    .index = index,
  };
  g_autoptr (GBytes) payload =
    sbx_mock_scene_expand (&scene, sbx_item_config_get_string (config, "payload"), error);

  if (payload == NULL)
    return -1;
  return mbm_server_send (server, mbm_server_client_get_id (client),
                          sbx_item_config_get_string (config, "event"), payload, NULL)
           ? 1
           : 0;
}

static int
emit_to_some (MbmServer *server, SbxItemConfig *config, guint64 n_before, GError **error)
{
  g_autoptr (GPtrArray) clients = list_recipients (server, config);
  int n = 0;

  if (clients->len == 0)
    return 0;
  if (sbx_item_config_get_boolean (config, "in-turn"))
    return emit_to (server, config, g_ptr_array_index (clients, n_before % clients->len), n_before + 1,
                    error);

  for (guint i = 0; i < clients->len; i++)
    {
      int sent = emit_to (server, config, g_ptr_array_index (clients, i), n_before + 1, error);

      if (sent < 0)
        return -1;
      n += sent;
    }
  return n;
}

static int
emit_to_all (MbmServer *server, SbxItemConfig *config, guint64 n_before, GError **error)
{
  SbxMockScene scene = { .server = server, .counter = n_before + 1, .index = n_before + 1 };
  g_autoptr (GBytes) payload =
    sbx_mock_scene_expand (&scene, sbx_item_config_get_string (config, "payload"), error);
  guint n;

  if (payload == NULL ||
      !mbm_server_broadcast (server, sbx_item_config_get_string (config, "event"), payload, &n, error))
    return -1;
  return (int) n;
}

int
sbx_mock_emit (MbmServer *server, SbxItemConfig *config, guint64 n_before, GError **error)
{
  const char *event = sbx_item_config_get_string (config, "event");
  gboolean to_all = sbx_item_config_get_enum (config, "to") == SBX_RECIPIENTS_ALL &&
                    !sbx_item_config_get_boolean (config, "in-turn");
  g_autofree char *note = g_strdup_printf ("timer: %s · %" PRIu64, event, n_before + 1);
  int n;

  mbm_server_set_note (server, note);
  n = to_all ? emit_to_all (server, config, n_before, error) : emit_to_some (server, config, n_before, error);
  mbm_server_set_note (server, NULL);

  if (n < 0)
    g_prefix_error (error, "%s: ", event);
  return n;
}

static gboolean
on_due (gpointer user_data)
{
  SbxMockTimer *self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->source, g_source_unref);
  if (sbx_mock_emit (self->mock->server, self->config, self->n_emitted, &error) < 0)
    {
      self->is_stuck = TRUE;
      sbx_mock_report (self->mock, error->message);
      return G_SOURCE_REMOVE;
    }

  self->n_emitted++;
  sbx_mock_timer_start (self);
  return G_SOURCE_REMOVE;
}

void
sbx_mock_timer_start (SbxMockTimer *self)
{
  guint interval = sbx_item_config_get_uint (self->config, "interval");
  guint count = sbx_item_config_get_uint (self->config, "count");

  if (self->source != NULL || self->is_stuck || interval == 0 || (count > 0 && self->n_emitted >= count))
    return;

  interval =
    sbx_mock_chance_delay (&self->mock->chance, interval, sbx_item_config_get_uint (self->config, "jitter"));
  self->source = g_timeout_source_new (interval);
  g_source_set_static_name (self->source, "[signalbox] event");
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->source, on_due, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}
