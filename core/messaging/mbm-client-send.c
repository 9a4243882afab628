/* mbm-client-send.c — what a client puts on the wire, and in whose name
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-channel-private.h"
#include "mbm-client-private.h"
#include "mbm-message-private.h"

/* The id and the token hardly ever change: the contexts made of them are kept. */
void
mbm_client_context_changed (MbmClient *self)
{
  g_clear_pointer (&self->plain_context, mbm_context_unref);
  g_clear_pointer (&self->signed_context, mbm_context_unref);
}

/* A client that does not register has no name that the server knows: it is left out, and the server may give
 * one. Contexts of `magic-server` have no place for a token: a login there holds for the connection. */
static void
mbm_client_fill_context (MbmClient *self, MbmContext *context, const char *token)
{
  if (mbm_client_registers (self) && mbm_context_get_source (context) == NULL)
    mbm_context_set_source (context, self->id);
  if (token != NULL && self->dialect == MBM_DIALECT_MESSAGING && mbm_context_get_token (context) == NULL &&
      !mbm_context_get_anonymous (context))
    mbm_context_set_token (context, token);
}

/**
 * mbm_client_get_plain_context: (skip)
 * @self: a client
 *
 * Returns: (transfer none): a context that says who sends, without a token
 */
MbmContext *
mbm_client_get_plain_context (MbmClient *self)
{
  if (self->plain_context == NULL)
    {
      self->plain_context = mbm_context_new ();
      mbm_client_fill_context (self, self->plain_context, NULL);
    }
  return self->plain_context;
}

MbmContext *
mbm_client_dup_context (MbmClient *self, MbmContext *context)
{
  g_autoptr (MbmContext) filled = NULL;

  if (context != NULL)
    {
      filled = mbm_context_copy (context);
      mbm_client_fill_context (self, filled, self->token);
      return g_steal_pointer (&filled);
    }

  if (self->token == NULL)
    return mbm_context_ref (mbm_client_get_plain_context (self));

  if (self->signed_context == NULL)
    {
      self->signed_context = mbm_context_new ();
      mbm_client_fill_context (self, self->signed_context, self->token);
    }
  return mbm_context_ref (self->signed_context);
}

/**
 * mbm_client_send: (skip)
 * @self: a client
 * @message: what to send
 * @error: return location
 *
 * Queues a message, translated to the client's dialect if it is of another, and tells the tap.
 *
 * Returns: %TRUE if it was queued
 */
gboolean
mbm_client_send (MbmClient *self, MbmMessage *message, GError **error)
{
  if (self->channel == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The client “%s” is not connected"),
                   self->id);
      return FALSE;
    }

  message = mbm_message_to_dialect (message, self->dialect);
  if (!mbm_channel_send (self->channel, mbm_message_get_bytes (message), error))
    return FALSE;

  mbm_client_tap_message (self, MBM_TAP_SENT, MBM_TAP_FLAG_NONE, message);
  return TRUE;
}

/**
 * mbm_client_send_event: (skip)
 * @self: a client
 * @name: the event
 * @payload: (nullable): JSON text
 * @context: (nullable): a context
 * @error: return location
 *
 * Makes an event and queues it.
 *
 * Returns: %TRUE if it was queued
 */
gboolean
mbm_client_send_event (MbmClient *self,
                       const char *name,
                       GBytes *payload,
                       MbmContext *context,
                       GError **error)
{
  g_autoptr (MbmContext) filled = mbm_client_dup_context (self, context);
  g_autoptr (MbmMessage) message = mbm_message_new_event_in (self->dialect, name, payload, filled, error);

  return message != NULL && mbm_client_send (self, message, error);
}
