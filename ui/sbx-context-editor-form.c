/* sbx-context-editor-form.c — a context as a form
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-json.h"
#include "sbx-connection.h"
#include "sbx-context-editor-private.h"

/* NULL for what is empty. */
static char *
dup_entry (SbxEntryRow *row)
{
  const char *text = sbx_entry_row_get_text (row);

  return *text != '\0' ? g_strdup (text) : NULL;
}

static SbxContextTrace
get_trace (SbxContextEditor *self)
{
  const char *value = sbx_choice_row_get_value (self->trace_row);

  if (g_str_equal (value, "new"))
    return SBX_CONTEXT_TRACE_NEW;
  return g_str_equal (value, "kept") ? SBX_CONTEXT_TRACE_KEPT : SBX_CONTEXT_TRACE_NONE;
}

static SbxContextToken
get_token (SbxContextEditor *self)
{
  const char *value = sbx_choice_row_get_value (self->token_row);

  if (g_str_equal (value, "none"))
    return SBX_CONTEXT_TOKEN_NONE;
  return g_str_equal (value, "other") ? SBX_CONTEXT_TOKEN_OTHER : SBX_CONTEXT_TOKEN_LOGIN;
}

gboolean
sbx_context_editor_is_object (const char *text)
{
  return mbm_json_check (text, -1, NULL) &&
         mbm_json_value_get_type (mbm_json_value (text, -1)) == MBM_JSON_OBJECT;
}

/* (nullable): the members that the form has no rows for. */
static char *
dup_others (SbxContextEditor *self)
{
  g_autofree char *text = g_strstrip (sbx_json_editor_dup_text (self->others));

  return sbx_context_editor_is_object (text) ? mbm_json_compact (text, -1) : NULL;
}

SbxContextParts *
sbx_context_editor_read_form (SbxContextEditor *self)
{
  SbxContextParts *parts = g_new0 (SbxContextParts, 1);

  parts->id = dup_entry (self->id_row);
  parts->timestamp = dup_entry (self->timestamp_row);
  parts->source = dup_entry (self->source_row);
  parts->target = dup_entry (self->target_row);
  parts->trace = get_trace (self);
  if (parts->trace == SBX_CONTEXT_TRACE_KEPT)
    {
      parts->trace_id = dup_entry (self->trace_id_row);
      parts->span_id = dup_entry (self->span_id_row);
    }
  parts->parent_span_id = dup_entry (self->parent_span_id_row);
  parts->token_kind = get_token (self);
  parts->token = g_strdup (sbx_entry_row_get_text (self->other_token_row));
  parts->metadata = sbx_metadata_list_dup_json (self->metadata);
  parts->others = dup_others (self);
  return parts;
}

char *
sbx_context_editor_find_form_problem (SbxContextEditor *self)
{
  g_autofree char *others = g_strstrip (sbx_json_editor_dup_text (self->others));

  if (sbx_metadata_list_get_problem (self->metadata) != NULL)
    return g_strdup (sbx_metadata_list_get_problem (self->metadata));
  if (*others != '\0' && !sbx_context_editor_is_object (others))
    return g_strdup (_ ("The other members of the context must be a JSON object, or empty."));
  return NULL;
}

void
sbx_context_editor_update_trace_rows (SbxContextEditor *self)
{
  SbxContextTrace trace = get_trace (self);
  g_autofree char *hint = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->trace_id_row), trace == SBX_CONTEXT_TRACE_KEPT);
  gtk_widget_set_visible (GTK_WIDGET (self->span_id_row), trace == SBX_CONTEXT_TRACE_KEPT);
  gtk_widget_set_visible (GTK_WIDGET (self->parent_span_id_row),
                          trace == SBX_CONTEXT_TRACE_KEPT ||
                            (trace == SBX_CONTEXT_TRACE_NEW &&
                             *sbx_entry_row_get_text (self->parent_span_id_row) != '\0'));
  if (trace == SBX_CONTEXT_TRACE_NEW && self->last_trace != NULL)
    /* Translators: %s is how the trace id of the message that was sent last begins */
    hint = g_strdup_printf (_ ("The last: %.8s…"), self->last_trace);
  g_object_set (self->trace_row, "hint", hint, NULL);
}

char *
sbx_context_editor_describe_login (SbxContextEditor *self)
{
  g_autofree char *user = NULL;

  if (!SBX_IS_CONNECTION (self->endpoint))
    return NULL;

  g_object_get (self->endpoint, "user", &user, NULL);
  if (user == NULL)
    return g_strdup (_ ("Nobody is logged in: none is sent"));
  /* Translators: %s is a user name */
  return g_strdup_printf (_ ("Logged in as %s"), user);
}

gboolean
sbx_context_editor_is_logged_in (SbxContextEditor *self)
{
  gboolean logged_in = FALSE;

  if (SBX_IS_CONNECTION (self->endpoint))
    g_object_get (self->endpoint, "logged-in", &logged_in, NULL);
  return logged_in;
}

void
sbx_context_editor_update_token_rows (SbxContextEditor *self)
{
  SbxContextToken token = get_token (self);
  g_autofree char *hint = token == SBX_CONTEXT_TOKEN_LOGIN ? sbx_context_editor_describe_login (self) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->other_token_row), token == SBX_CONTEXT_TOKEN_OTHER);
  g_object_set (self->token_row, "hint",
                token == SBX_CONTEXT_TOKEN_NONE ? _ ("It is left out on purpose") : hint, NULL);
}

/* What was kept begins with the ids that were sent last. */
void
sbx_context_editor_keep_last_trace (SbxContextEditor *self)
{
  if (get_trace (self) != SBX_CONTEXT_TRACE_KEPT || self->last_trace == NULL ||
      *sbx_entry_row_get_text (self->trace_id_row) != '\0')
    return;

  self->filling = TRUE;
  sbx_entry_row_set_text (self->trace_id_row, self->last_trace);
  sbx_entry_row_set_text (self->span_id_row, "{{hex(16)}}");
  self->filling = FALSE;
}

static void
set_entry (SbxEntryRow *row, const char *text)
{
  sbx_entry_row_set_text (row, text != NULL ? text : "");
}

void
sbx_context_editor_fill_form (SbxContextEditor *self, const SbxContextParts *parts)
{
  static const char *const traces[] = { "none", "new", "kept" };
  static const char *const tokens[] = { "login", "none", "other" };
  gboolean kept = parts->trace == SBX_CONTEXT_TRACE_KEPT;
  g_autofree char *others = parts->others != NULL ? mbm_json_pretty (parts->others, -1) : g_strdup ("");

  sbx_choice_row_set_value (self->trace_row, traces[parts->trace]);
  set_entry (self->trace_id_row, kept ? parts->trace_id : NULL);
  set_entry (self->span_id_row, kept ? parts->span_id : NULL);
  set_entry (self->parent_span_id_row, parts->parent_span_id);
  sbx_choice_row_set_value (self->token_row, tokens[parts->token_kind]);
  set_entry (self->other_token_row, parts->token);
  sbx_metadata_list_set_json (self->metadata, parts->metadata);
  set_entry (self->id_row, parts->id);
  set_entry (self->timestamp_row, parts->timestamp);
  set_entry (self->source_row, parts->source);
  set_entry (self->target_row, parts->target);
  sbx_json_editor_set_text (self->others, others);
  sbx_context_editor_update_trace_rows (self);
  sbx_context_editor_update_token_rows (self);
}
