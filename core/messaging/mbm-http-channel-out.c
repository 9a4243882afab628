/* mbm-http-channel-out.c — what a client sends to an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-channel-state-private.h"

#include "mbm-http-frame-private.h"

void
mbm_http_letter_free (MbmHttpLetter *letter)
{
  if (letter->call != NULL)
    mbm_http_call_cancel (letter->call);
  mbm_message_unref (letter->message);
  g_free (letter);
}

gsize
mbm_http_letter_get_size (MbmHttpLetter *letter)
{
  return g_bytes_get_size (mbm_message_get_bytes (letter->message));
}

gboolean
mbm_http_letter_is_event (MbmHttpLetter *letter)
{
  return mbm_message_get_kind (letter->message) == MBM_MESSAGE_EVENT;
}

static char *
mbm_http_channel_make_path (MbmHttpChannel *self, MbmMessage *message)
{
  const char *name = mbm_message_get_name (message);
  g_autofree char *escaped = NULL;

  switch (mbm_message_get_kind (message))
    {
    case MBM_MESSAGE_EVENT:
      return g_strdup ("events");
    case MBM_MESSAGE_RESPONSE:
      return g_strdup ("responses");
    case MBM_MESSAGE_REQUEST:
    default:
      if (g_str_equal (name, "$login"))
        return g_strdup ("auth/login");
      if (g_str_equal (name, "$logout"))
        return g_strdup ("auth/logout");
      escaped = g_uri_escape_string (name, "$", FALSE);
      return g_strconcat (self->api_form ? "api/" : "requests/", escaped, NULL);
    }
}

/* The token travels as a header, too: that of the last message, if it had one. */
static void
mbm_http_channel_take_token (MbmHttpChannel *self, MbmMessage *message)
{
  g_autofree char *token = mbm_http_dup_token (message);

  g_clear_pointer (&self->service.token, g_free);
  for (const char *c = token; c != NULL && *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return;
  if (token != NULL && *token != '\0')
    self->service.token = g_steal_pointer (&token);
}

static void
mbm_http_channel_start (MbmHttpChannel *self, MbmHttpLetter *letter)
{
  MbmMessageKind kind = mbm_message_get_kind (letter->message);
  const char *name = kind == MBM_MESSAGE_REQUEST ? mbm_message_get_name (letter->message) : "";
  g_autofree char *path = mbm_http_channel_make_path (self, letter->message);
  gboolean only_payload = g_str_equal (name, "$login") || g_str_equal (name, "$logout");
  g_autoptr (GBytes) body = kind == MBM_MESSAGE_RESPONSE
                              ? g_bytes_ref (mbm_message_get_bytes (letter->message))
                              : mbm_http_make_body (letter->message, only_payload);

  mbm_http_channel_take_token (self, letter->message);
  if (mbm_http_letter_is_event (letter))
    self->n_events++;
  g_ptr_array_add (self->under_way, letter);
  letter->call = mbm_http_call_new (&self->service, path, body, mbm_http_channel_answered_cb, letter);
}

void
mbm_http_channel_pump (MbmHttpChannel *self)
{
  while (self->n_events == 0 && self->waiting.length > 0)
    mbm_http_channel_start (self, g_queue_pop_head (&self->waiting));
}

gboolean
mbm_http_channel_send (MbmChannel *channel, GBytes *text, GError **error)
{
  MbmHttpChannel *self = MBM_HTTP_CHANNEL (channel);
  gsize size = g_bytes_get_size (text);
  MbmMessage *message;
  MbmHttpLetter *letter;

  if (self->is_over)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The connection to %s was lost"),
                   self->service.uri);
      return FALSE;
    }
  if (size > self->max_queue_size || self->queued > self->max_queue_size - size)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL, _ ("%s reads too slowly: %zu bytes wait already"),
                   self->service.uri, self->queued);
      return FALSE;
    }

  message = mbm_message_new_from_bytes (text, error);
  if (message == NULL)
    return FALSE;

  letter = g_new0 (MbmHttpLetter, 1);
  letter->channel = self;
  letter->message = message;
  self->queued += size;
  g_queue_push_tail (&self->waiting, letter);
  mbm_http_channel_pump (self);
  return TRUE;
}

/* Nobody waits for that answer any more: the connection is free for another. */
void
mbm_http_channel_forget (MbmChannel *channel, const char *request_id)
{
  MbmHttpChannel *self = MBM_HTTP_CHANNEL (channel);

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      MbmHttpLetter *letter = link->data;

      if (g_strcmp0 (mbm_message_get_id (letter->message), request_id) != 0)
        continue;
      self->queued -= mbm_http_letter_get_size (letter);
      g_queue_delete_link (&self->waiting, link);
      mbm_http_letter_free (letter);
      return;
    }
  for (guint i = 0; i < self->under_way->len; i++)
    {
      MbmHttpLetter *letter = self->under_way->pdata[i];

      if (g_strcmp0 (mbm_message_get_id (letter->message), request_id) != 0)
        continue;
      self->queued -= mbm_http_letter_get_size (letter);
      g_ptr_array_remove_index_fast (self->under_way, i);
      return;
    }
}
