/* sbx-probe-link.c — one connection of a probe, whatever carries it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-probe-link-private.h"

/* So many messages wait for a check that may want them; older ones go. */
#define MAX_WAITING 1000

SbxProbeLink *
sbx_probe_link_new (SbxProbeRun *run)
{
  SbxProbeLink *self = g_new0 (SbxProbeLink, 1);
  g_autofree char *scheme = g_uri_parse_scheme (run->settings->url);
  gboolean is_http =
    scheme != NULL && (g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "https") == 0);

  self->run = run;
  self->carrier = is_http ? &sbx_probe_http_carrier : &sbx_probe_channel_carrier;
  self->number = ++run->n_connections;
  g_queue_init (&self->messages);
  return self;
}

void
sbx_probe_link_free (SbxProbeLink *self)
{
  self->carrier->free (self);
  sbx_probe_link_forget (self);
  g_strfreev (self->headers);
  g_free (self->client_id);
  g_free (self->connection_id);
  g_free (self->token);
  g_free (self->close_reason);
  g_free (self->stream_type);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
sbx_probe_link_open (SbxProbeLink *self, GError **error)
{
  g_autoptr (GError) reason = NULL;

  self->is_open = self->carrier->open (self, &reason);
  if (self->is_open)
    {
      sbx_probe_happened (self->run, self->number, _ ("Connected to %s"), self->run->settings->url);
      return TRUE;
    }

  sbx_probe_happened (self->run, self->number, _ ("Not connected: %s"), reason->message);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
sbx_probe_link_is_up (SbxProbeLink *self)
{
  return self->is_open && !self->is_closed;
}

void
sbx_probe_link_queue (SbxProbeLink *self, MbmMessage *message)
{
  if (g_queue_get_length (&self->messages) >= MAX_WAITING)
    mbm_message_unref (g_queue_pop_head (&self->messages));
  g_queue_push_tail (&self->messages, message);
}

void
sbx_probe_link_take (SbxProbeLink *self, GBytes *text, MbmMessage *message, const GError *error)
{
  /* A service that is at work would fill the report with what nobody asked for. */
  if (message != NULL && mbm_message_get_kind (message) == MBM_MESSAGE_EVENT &&
      !mbm_message_is_system (message))
    {
      self->run->n_events++;
      mbm_message_unref (message);
      return;
    }

  sbx_probe_step (self->run, SBX_PROBE_GOT, self->number, g_bytes_get_data (text, NULL),
                  g_bytes_get_size (text));
  if (message != NULL)
    {
      sbx_probe_link_queue (self, message);
      return;
    }

  self->n_refused++;
  sbx_probe_happened (self->run, self->number, _ ("That is no message of the protocol: %s"),
                      error != NULL ? error->message : "");
}

void
sbx_probe_link_take_closed (SbxProbeLink *self, guint code, const char *reason, const GError *error)
{
  if (self->is_closed)
    return;

  self->is_closed = TRUE;
  self->close_code = code;
  self->close_reason = g_strdup (reason);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  if (error != NULL)
    sbx_probe_happened (self->run, self->number, _ ("The connection was lost: %s"), error->message);
  else if (reason != NULL && *reason != '\0')
    /* Translators: a code such as 1001, and words that the other side gave */
    sbx_probe_happened (self->run, self->number, _ ("The connection was closed: %u, “%s”"), code, reason);
  else
    sbx_probe_happened (self->run, self->number, _ ("The connection was closed: %u"), code);
}

/* --- sending ------------------------------------------------------------- */

static MbmContext *
make_context (SbxProbeLink *self, const char *json)
{
  g_autoptr (MbmContext) context = NULL;

  if (json != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));

      context = mbm_context_new_from_json (bytes, NULL);
    }
  if (context == NULL)
    context = mbm_context_new ();

  if (self->run->settings->dialect == MBM_DIALECT_MESSAGING && mbm_context_get_source (context) == NULL &&
      self->client_id != NULL)
    mbm_context_set_source (context, self->client_id);
  if (self->token != NULL && mbm_context_get_token (context) == NULL)
    mbm_context_set_token (context, self->token);
  return g_steal_pointer (&context);
}

static void
send_message (SbxProbeLink *self, MbmMessage *message)
{
  if (sbx_probe_link_is_up (self) && message != NULL)
    self->carrier->send (self, mbm_message_to_dialect (message, self->run->settings->dialect));
}

char *
sbx_probe_link_send_request (SbxProbeLink *self, const char *name, const char *payload, const char *context)
{
  g_autofree char *id = g_strdup_printf ("probe-%u", ++self->run->n_requests);
  g_autoptr (MbmContext) made = make_context (self, context);
  g_autoptr (GBytes) bytes = payload != NULL ? g_bytes_new (payload, strlen (payload)) : NULL;
  g_autoptr (MbmMessage) request = mbm_message_new_request (id, name, bytes, made, NULL);

  send_message (self, request);
  return g_steal_pointer (&id);
}

void
sbx_probe_link_send_event (SbxProbeLink *self, const char *name, const char *payload)
{
  g_autoptr (MbmContext) context = make_context (self, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (MbmMessage) event = mbm_message_new_event (name, bytes, context, NULL);

  send_message (self, event);
}

/* --- waiting --------------------------------------------------------------- */

typedef struct
{
  SbxProbeLink *link;
  const char *wanted;
  MbmMessage *found; /* (nullable) */
  guint n;
} Wait;

MbmMessage *
sbx_probe_link_take_answer (SbxProbeLink *self, const char *id)
{
  for (GList *l = self->messages.head; l != NULL; l = l->next)
    {
      MbmMessage *message = l->data;

      if (mbm_message_get_kind (message) == MBM_MESSAGE_RESPONSE &&
          g_strcmp0 (mbm_message_get_id (message), id) == 0)
        {
          g_queue_delete_link (&self->messages, l);
          return message;
        }
    }
  return NULL;
}

static gboolean
has_answer (gpointer user_data)
{
  Wait *wait = user_data;

  wait->found = sbx_probe_link_take_answer (wait->link, wait->wanted);
  return wait->found != NULL || wait->link->is_closed;
}

MbmMessage *
sbx_probe_link_await_answer (SbxProbeLink *self, const char *id)
{
  Wait wait = { self, id, NULL, 0 };

  sbx_probe_wait (self->run, G_MAXUINT, has_answer, &wait);
  return wait.found;
}

static MbmMessage *
take_event (SbxProbeLink *self, const char *name)
{
  for (GList *l = self->messages.head; l != NULL; l = l->next)
    {
      MbmMessage *message = l->data;

      if (mbm_message_get_kind (message) == MBM_MESSAGE_EVENT &&
          g_strcmp0 (mbm_message_get_name (message), name) == 0)
        {
          g_queue_delete_link (&self->messages, l);
          return message;
        }
    }
  return NULL;
}

static gboolean
has_event (gpointer user_data)
{
  Wait *wait = user_data;

  wait->found = take_event (wait->link, wait->wanted);
  return wait->found != NULL || wait->link->is_closed;
}

MbmMessage *
sbx_probe_link_await_event (SbxProbeLink *self, const char *name, guint milliseconds)
{
  Wait wait = { self, name, NULL, 0 };

  sbx_probe_wait (self->run, milliseconds, has_event, &wait);
  return wait.found;
}

static gboolean
has_closed (gpointer user_data)
{
  return ((SbxProbeLink *) user_data)->is_closed;
}

gboolean
sbx_probe_link_await_closed (SbxProbeLink *self, guint milliseconds)
{
  return sbx_probe_wait (self->run, milliseconds, has_closed, self);
}

static gboolean
has_sign (gpointer user_data)
{
  Wait *wait = user_data;

  return wait->link->n_alive > wait->n || wait->link->is_closed;
}

gboolean
sbx_probe_link_await_alive (SbxProbeLink *self, guint milliseconds)
{
  Wait wait = { self, NULL, NULL, self->n_alive };

  sbx_probe_link_ping (self);
  sbx_probe_wait (self->run, milliseconds, has_sign, &wait);
  return self->n_alive > wait.n;
}

void
sbx_probe_link_forget (SbxProbeLink *self)
{
  g_queue_clear_full (&self->messages, (GDestroyNotify) mbm_message_unref);
}

gboolean
sbx_probe_link_answers (SbxProbeLink *self)
{
  g_autofree char *payload = NULL;
  g_autofree char *id = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  if (!sbx_probe_link_is_up (self))
    return FALSE;

  payload = g_strdup_printf ("{\"timestamp\":%" G_GINT64_FORMAT "}", g_get_real_time () / 1000);
  id = sbx_probe_link_send_request (self, "$ping", payload, NULL);
  answer = sbx_probe_link_await_answer (self, id);
  return answer != NULL;
}

/* --- the end --------------------------------------------------------------- */

void
sbx_probe_link_close (SbxProbeLink *self)
{
  gint64 deadline = self->run->deadline;

  if (!sbx_probe_link_is_up (self))
    return;

  /* There is time for a goodbye, whatever the check took. */
  self->run->deadline = g_get_monotonic_time () + G_USEC_PER_SEC;
  self->run->is_closing = TRUE;
  self->carrier->close (self, TRUE);
  sbx_probe_link_await_closed (self, 1000);
  if (!self->is_closed)
    sbx_probe_link_abort (self);
  self->run->is_closing = FALSE;
  self->run->deadline = deadline;
}

void
sbx_probe_link_abort (SbxProbeLink *self)
{
  if (!sbx_probe_link_is_up (self))
    return;

  self->carrier->close (self, FALSE);
  self->is_closed = TRUE;
  sbx_probe_happened (self->run, self->number, _ ("The probe cut the connection"));
}
