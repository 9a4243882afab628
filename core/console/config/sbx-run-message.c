/* sbx-run-message.c — a message that is made again and again
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-run-message-private.h"

#include <string.h>

#include "sbx-context-text.h"

struct _SbxRunMessage
{
  SbxDraft *draft;
  SbxScope *scope;

  /* What is the same each time; NULL if it is not. */
  GBytes *payload;
  MbmContext *context;
  gboolean is_plain; /* there are no placeholders */
};

SbxRunMessage *
sbx_run_message_new (SbxDraft *draft, SbxScope *scope)
{
  SbxRunMessage *self = g_new0 (SbxRunMessage, 1);

  self->draft = g_object_ref (draft);
  self->scope = scope;
  return self;
}

void
sbx_run_message_free (SbxRunMessage *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->draft);
  g_clear_pointer (&self->scope, sbx_scope_free);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->context, mbm_context_unref);
  g_free (self);
}

gboolean
sbx_run_message_prepare (SbxRunMessage *self, GError **error)
{
  const char *payload = sbx_draft_get_payload (self->draft);
  const char *context = sbx_draft_get_context (self->draft);

  self->is_plain = !sbx_template_has_placeholders (sbx_draft_get_name (self->draft)) &&
                   !sbx_template_has_placeholders (payload) && !sbx_template_has_placeholders (context) &&
                   !sbx_template_has_placeholders (sbx_draft_get_recipient (self->draft));
  if (!self->is_plain)
    return TRUE;

  if (*payload != '\0')
    {
      if (!mbm_json_check (payload, -1, error))
        {
          g_prefix_error (error, "payload: ");
          return FALSE;
        }
      self->payload = g_bytes_new (payload, strlen (payload));
    }
  if (context != NULL && *context != '\0')
    {
      self->context = sbx_context_from_text (context, error);
      if (self->context == NULL)
        g_prefix_error (error, "context: ");
      return self->context != NULL;
    }
  return TRUE;
}

SbxDraft *
sbx_run_message_make (SbxRunMessage *self, GBytes **payload, MbmContext **context, GError **error)
{
  g_autoptr (SbxDraft) message = NULL;
  const char *text;

  if (self->is_plain)
    {
      *payload = self->payload != NULL ? g_bytes_ref (self->payload) : NULL;
      *context = self->context != NULL ? mbm_context_copy (self->context) : NULL;
      message = g_object_ref (self->draft);
    }
  else
    {
      sbx_scope_begin (self->scope);
      message = sbx_draft_expand (self->draft, sbx_scope_lookup, self->scope, error);
      if (message == NULL)
        return NULL;
      text = sbx_draft_get_payload (message);
      *payload = *text != '\0' ? g_bytes_new (text, strlen (text)) : NULL;
      text = sbx_draft_get_context (message);
      *context = text != NULL && *text != '\0' ? sbx_context_from_text (text, error) : NULL;
      if (text != NULL && *text != '\0' && *context == NULL)
        return NULL;
    }

  if (sbx_draft_get_trace (self->draft))
    {
      if (*context == NULL)
        *context = mbm_context_new ();
      if (mbm_context_get_trace_id (*context) == NULL)
        mbm_context_start_trace (*context);
    }
  return g_steal_pointer (&message);
}
