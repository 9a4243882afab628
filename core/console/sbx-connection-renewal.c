/* sbx-connection-renewal.c — logging in again before a login ends
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection-private.h"
#include "sbx-endpoint-config-private.h"

/* So long before the end of a login, or a third of its life if that is less; in milliseconds. */
#define USUAL_MARGIN (60 * 1000)

/* After a failure it is tried again in half of what is left, and no sooner than that. */
#define MIN_RETRY 1000

static void plan (SbxConnection *self, gint64 renews_at);

static gint64
get_now (void)
{
  return g_get_real_time () / 1000;
}

static gint64
get_expiry (SbxConnection *self)
{
  gint64 expires_at;

  g_object_get (self, "token-expires-at", &expires_at, NULL);
  return expires_at;
}

void
sbx_connection_clear_renewal (SbxConnection *self)
{
  SbxRenewal *renewal = &self->renewal;

  g_clear_handle_id (&renewal->timer, g_source_remove);
  renewal->expires_at = 0;
}

static void
on_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxConnection *self = SBX_CONNECTION (source);
  SbxRenewal *renewal = &self->renewal;
  gint64 *old_expiry = user_data;
  gint64 left = *old_expiry - get_now ();
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (get_expiry (self) == *old_expiry)
        sbx_connection_set_login_error (self, _ ("The service renewed the login, but it ends no later"));
    }
  else if (!g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED) &&
           !g_error_matches (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED))
    {
      words = g_strdup_printf (_ ("The login could not be renewed: %s"), error->message);
      sbx_connection_set_login_error (self, words);
      /* Meanwhile somebody may have logged in or out. */
      if (renewal->expires_at == *old_expiry && renewal->timer == 0 && left > MIN_RETRY)
        plan (self, get_now () + MAX (left / 2, MIN_RETRY));
    }
  g_free (old_expiry);
}

static gboolean
on_due (gpointer user_data)
{
  SbxConnection *self = user_data;
  SbxRenewal *renewal = &self->renewal;
  const char *what = self->remembered;
  gint64 expires_at = renewal->expires_at;

  renewal->timer = 0;
  sbx_connection_set_renews_at (self, 0);
  if (what != NULL)
    sbx_connection_log_in_with_async (self, what, on_renewed, g_memdup2 (&expires_at, sizeof expires_at));
  return G_SOURCE_REMOVE;
}

static void
plan (SbxConnection *self, gint64 renews_at)
{
  SbxRenewal *renewal = &self->renewal;
  gint64 wait = MAX (renews_at - get_now (), 0);

  g_clear_handle_id (&renewal->timer, g_source_remove);
  /* Further away than a timer goes, and than anybody lets a program run. */
  if (wait > G_MAXUINT)
    return;
  renewal->timer = g_timeout_add ((guint) wait, on_due, self);
  sbx_connection_set_renews_at (self, renews_at);
}

static gboolean
is_renewed (SbxConnection *self)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (self);
  gboolean logged_in;

  g_object_get (self, "logged-in", &logged_in, NULL);
  return logged_in && sbx_endpoint_get_state (endpoint) == SBX_ENDPOINT_RUNNING && self->remembered != NULL &&
         sbx_endpoint_config_get_boolean (sbx_endpoint_get_config (endpoint), "renew-login");
}

void
sbx_connection_update_renewal (SbxConnection *self)
{
  SbxRenewal *renewal = &self->renewal;
  gint64 expires_at = get_expiry (self);
  gint64 left = expires_at - get_now ();

  if (expires_at == 0 || left <= 0 || !is_renewed (self))
    {
      sbx_connection_clear_renewal (self);
      sbx_connection_set_renews_at (self, 0);
      return;
    }
  if (renewal->expires_at == expires_at)
    return;

  renewal->expires_at = expires_at;
  plan (self, expires_at - MIN (left / 3, USUAL_MARGIN));
}
