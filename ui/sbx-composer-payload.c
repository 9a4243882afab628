/* sbx-composer-payload.c — what the payload of a message that is being written looks like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-composer-private.h"

/* Nobody has written into it yet. */
static gboolean
is_untouched (SbxComposer *self)
{
  g_autofree char *text = sbx_payload_editor_dup_text (self->payload);

  return g_strcmp0 (text, self->filled) == 0 || text[strspn (text, " \t\r\n{}")] == '\0';
}

static void
fill (SbxComposer *self)
{
  sbx_payload_editor_fill (self->payload);
  g_free (self->filled);
  self->filled = sbx_payload_editor_dup_text (self->payload);
}

static gboolean
schemas_equal (MbmSchema *a, MbmSchema *b)
{
  g_autoptr (GBytes) a_bytes = NULL;
  g_autoptr (GBytes) b_bytes = NULL;

  if (a == b || a == NULL || b == NULL)
    return a == b;

  a_bytes = mbm_schema_dup_bytes (a);
  b_bytes = mbm_schema_dup_bytes (b);
  return g_bytes_equal (a_bytes, b_bytes);
}

static gboolean
is_being_written (SbxComposer *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->payload));
}

/* A form is not made anew under somebody's hands because one more message was seen, nor does it take the
 * place of what was written as JSON. */
static gboolean
may_change_schema (SbxComposer *self, const char *name, MbmSchema *old)
{
  if (g_strcmp0 (name, self->schema_name) != 0)
    return TRUE;
  if (old != NULL)
    return !is_being_written (self);
  return is_untouched (self) || sbx_shapes_get_origin (self->shapes, sbx_composer_get_kind (self), name) ==
                                  SBX_SHAPE_ORIGIN_CONTRACT;
}

void
sbx_composer_update_schema (SbxComposer *self)
{
  const char *name = sbx_name_entry_get_text (self->name);
  MbmSchema *old = sbx_payload_editor_get_schema (self->payload);
  g_autoptr (MbmSchema) schema =
    *name != '\0'
      ? sbx_shapes_dup_schema (self->shapes, sbx_composer_get_kind (self), name, SBX_SHAPE_PAYLOAD)
      : NULL;
  gboolean may_change = may_change_schema (self, name, old);

  g_free (self->schema_name);
  self->schema_name = g_strdup (name);
  if (!may_change || schemas_equal (schema, old))
    return;

  sbx_payload_editor_set_schema (self->payload, schema);
  if (!self->loading && is_untouched (self))
    fill (self);
}

/* Values seen before at a place, and after them what variables could stand there. */
static char **
complete (const char *pointer, gpointer user_data)
{
  SbxComposer *self = user_data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) seen = sbx_shapes_dup_values (self->shapes, sbx_composer_get_kind (self),
                                               sbx_name_entry_get_text (self->name), pointer);
  g_auto (GStrv) names = sbx_variables_dup_names (self->variables, sbx_endpoint_get_id (self->endpoint));

  if (seen != NULL)
    g_strv_builder_addv (builder, (const char **) seen);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *placeholder = g_strdup_printf ("{{%s}}", names[i]);
      GString *json = g_string_new (NULL);
      g_autofree char *text = NULL;

      mbm_json_append_string (json, placeholder, -1);
      text = g_string_free (json, FALSE);
      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

static char *
preview (const char *text, gpointer user_data, GError **error)
{
  SbxComposer *self = user_data;
  g_autoptr (SbxScope) scope = NULL;

  if (!sbx_template_has_placeholders (text))
    return g_strdup (text);

  scope = sbx_variables_make_scope (self->variables, sbx_endpoint_get_id (self->endpoint), TRUE);
  sbx_scope_begin (scope);
  return sbx_template_expand (text, sbx_scope_lookup, scope, error);
}

void
sbx_composer_set_up_payload (SbxComposer *self)
{
  sbx_payload_editor_set_completion (self->payload, complete, self, NULL);
  sbx_payload_editor_set_expander (self->payload, preview, self, NULL);
  fill (self);
}
