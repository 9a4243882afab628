/* sbx-payload-editor-check.c — a document is held against its schema while it is edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-payload-check.h"
#include "sbx-payload-editor-private.h"

/* So long after the last key what was typed is validated, in milliseconds. */
#define VALIDATE_AFTER 120

static void
show_violations (SbxPayloadEditor *self, GPtrArray *violations, const char *text)
{
  guint n = violations->len;
  g_autofree char *words = NULL;

  if (n >= mbm_schema_get_max_violations (self->schema))
    /* Translators: more were not looked for */
    words = g_strdup_printf (ngettext ("%u error or more", "%u errors or more", n), n);
  else if (n > 0)
    words = g_strdup_printf (ngettext ("%u error", "%u errors", n), n);
  sbx_form_set_violations (self->form, violations, text);
  sbx_payload_editor_take_verdict (self, n, words);
}

/* Nothing could be found out. */
static void
show_trouble (SbxPayloadEditor *self, const char *words)
{
  sbx_form_set_violations (self->form, NULL, NULL);
  sbx_payload_editor_take_verdict (self, 0, words);
}

static GWeakRef *
weak_ref_new (SbxPayloadEditor *self)
{
  GWeakRef *ref = g_new (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  return ref;
}

/* Frees @ref. */
static SbxPayloadEditor *
weak_ref_take (GWeakRef *ref)
{
  SbxPayloadEditor *self = g_weak_ref_get (ref);

  g_weak_ref_clear (ref);
  g_free (ref);
  return self;
}

static void
on_validated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxPayloadEditor) self = weak_ref_take (user_data);
  g_autoptr (GError) error = NULL;
  const char *text;
  g_autoptr (GPtrArray) violations = sbx_payload_check_finish (result, &text, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self == NULL || self->schema == NULL)
    return;

  g_clear_object (&self->validating);
  if (violations != NULL)
    show_violations (self, violations, text);
  else
    show_trouble (self, error->message);
}

void
sbx_payload_editor_stop_check (SbxPayloadEditor *self)
{
  g_clear_handle_id (&self->validate_id, g_source_remove);
  g_cancellable_cancel (self->validating);
  g_clear_object (&self->validating);
}

static gboolean
validate (gpointer user_data)
{
  SbxPayloadEditor *self = user_data;
  g_autoptr (GError) error = NULL;
  char *text;

  self->validate_id = 0;
  if (self->schema == NULL || !self->valid_json || sbx_payload_is_blank (self->text))
    {
      show_trouble (self, NULL);
      return G_SOURCE_REMOVE;
    }

  text = self->expand != NULL ? self->expand (self->text, self->expand_data, &error) : g_strdup (self->text);
  if (text == NULL)
    {
      show_trouble (self, error->message);
      return G_SOURCE_REMOVE;
    }

  self->validating = g_cancellable_new ();
  sbx_payload_check_async (self->schema, text, self->validating, on_validated, weak_ref_new (self));
  return G_SOURCE_REMOVE;
}

void
sbx_payload_editor_queue_check (SbxPayloadEditor *self)
{
  sbx_payload_editor_stop_check (self);
  self->validate_id = g_timeout_add (VALIDATE_AFTER, validate, self);
}
