/* sbx-context-editor.c — the context that goes with a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-json.h"
#include "sbx-connection.h"
#include "sbx-context-editor-private.h"

G_DEFINE_FINAL_TYPE (SbxContextEditor, sbx_context_editor, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ENDPOINT,
  PROP_TEXT,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
shows_form (SbxContextEditor *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "form") == 0;
}

static char *
find_json_problem (SbxContextEditor *self)
{
  g_autofree char *text = g_strstrip (sbx_json_editor_dup_text (self->json));

  if (*text != '\0' && !sbx_context_editor_is_object (text))
    return g_strdup (_ ("The context must be a JSON object, or empty."));
  return NULL;
}

static void
update_problem (SbxContextEditor *self)
{
  g_autofree char *problem =
    shows_form (self) ? sbx_context_editor_find_form_problem (self) : find_json_problem (self);

  if (g_strcmp0 (problem, self->problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

/* Takes @text. */
static void
take_text (SbxContextEditor *self, char *text)
{
  update_problem (self);
  if (g_strcmp0 (self->text, text) == 0)
    {
      g_free (text);
      return;
    }

  g_free (self->text);
  self->text = text;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
on_form_changed (SbxContextEditor *self)
{
  g_autoptr (SbxContextParts) parts = NULL;

  if (self->filling)
    return;

  sbx_context_editor_keep_last_trace (self);
  sbx_context_editor_update_trace_rows (self);
  sbx_context_editor_update_token_rows (self);
  parts = sbx_context_editor_read_form (self);
  take_text (self, sbx_context_parts_to_text (parts));
}

static void
on_json_changed (SbxContextEditor *self)
{
  if (!self->filling)
    take_text (self, sbx_json_editor_dup_text (self->json));
}

/* Fills the view that is seen with the context. What is no context stays in the text. */
static void
fill_view (SbxContextEditor *self)
{
  g_autoptr (SbxContextParts) parts = shows_form (self) ? sbx_context_parts_new (self->text) : NULL;

  if (shows_form (self) && parts == NULL)
    gtk_stack_set_visible_child_name (self->views, "json");

  self->filling = TRUE;
  if (parts != NULL)
    {
      sbx_context_editor_fill_form (self, parts);
    }
  else
    {
      g_autofree char *pretty =
        mbm_json_check (self->text, -1, NULL) ? mbm_json_pretty (self->text, -1) : g_strdup (self->text);

      sbx_json_editor_set_text (self->json, pretty);
    }
  self->filling = FALSE;
  update_problem (self);
}

static void
on_view_changed (SbxContextEditor *self)
{
  if (self->text != NULL && !self->filling)
    fill_view (self);
}

static void
set_endpoint (SbxContextEditor *self, SbxEndpoint *endpoint)
{
  if (!g_set_object (&self->endpoint, endpoint))
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->token_row), SBX_IS_CONNECTION (endpoint));
  if (SBX_IS_CONNECTION (endpoint))
    g_signal_connect_object (endpoint, "notify::user", G_CALLBACK (sbx_context_editor_update_token_rows),
                             self, G_CONNECT_SWAPPED);
  sbx_context_editor_update_token_rows (self);
}

static void
sbx_context_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxContextEditor *self = SBX_CONTEXT_EDITOR (object);

  switch (id)
    {
    case PROP_ENDPOINT:
      g_value_set_object (value, self->endpoint);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_context_editor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxContextEditor *self = SBX_CONTEXT_EDITOR (object);

  switch (id)
    {
    case PROP_ENDPOINT:
      set_endpoint (self, g_value_get_object (value));
      break;
    case PROP_TEXT:
      sbx_context_editor_set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_context_editor_dispose (GObject *object)
{
  SbxContextEditor *self = SBX_CONTEXT_EDITOR (object);

  g_clear_object (&self->endpoint);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_CONTEXT_EDITOR);

  G_OBJECT_CLASS (sbx_context_editor_parent_class)->dispose (object);
}

static void
sbx_context_editor_finalize (GObject *object)
{
  SbxContextEditor *self = SBX_CONTEXT_EDITOR (object);

  g_free (self->text);
  g_free (self->problem);
  g_free (self->last_trace);

  G_OBJECT_CLASS (sbx_context_editor_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_JSON_EDITOR);
  g_type_ensure (SBX_TYPE_METADATA_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-context-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, content);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, views);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, trace_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, trace_id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, span_id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, parent_span_id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, token_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, other_token_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, metadata);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, timestamp_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, source_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, target_row);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, others);
  gtk_widget_class_bind_template_child (widget_class, SbxContextEditor, json);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_json_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_view_changed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_context_editor_class_init (SbxContextEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sbx_context_editor_get_property;
  object_class->set_property = sbx_context_editor_set_property;
  object_class->dispose = sbx_context_editor_dispose;
  object_class->finalize = sbx_context_editor_finalize;

  props[PROP_ENDPOINT] = g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  props[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
sbx_context_editor_init (SbxContextEditor *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  sbx_context_editor_set_text (self, SBX_CONTEXT_USUAL);
}

/**
 * sbx_context_editor_get_text:
 *
 * Returns: the context, with its placeholders
 */
const char *
sbx_context_editor_get_text (SbxContextEditor *self)
{
  g_return_val_if_fail (SBX_IS_CONTEXT_EDITOR (self), NULL);

  return self->text;
}

/**
 * sbx_context_editor_set_text:
 * @text: (nullable): a context; %NULL for the usual one
 *
 * Shows another context.
 */
void
sbx_context_editor_set_text (SbxContextEditor *self, const char *text)
{
  g_return_if_fail (SBX_IS_CONTEXT_EDITOR (self));

  if (text == NULL)
    text = SBX_CONTEXT_USUAL;
  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  fill_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

/**
 * sbx_context_editor_get_problem:
 *
 * Returns: (nullable): why it cannot be sent, as a sentence
 */
const char *
sbx_context_editor_get_problem (SbxContextEditor *self)
{
  g_return_val_if_fail (SBX_IS_CONTEXT_EDITOR (self), NULL);

  return self->problem;
}

/**
 * sbx_context_editor_dup_summary:
 *
 * Returns: (transfer full): what the context has, in a few words, for where it is folded away
 */
char *
sbx_context_editor_dup_summary (SbxContextEditor *self)
{
  g_autoptr (SbxContextParts) parts = NULL;
  g_autofree char *login = NULL;

  g_return_val_if_fail (SBX_IS_CONTEXT_EDITOR (self), NULL);

  parts = sbx_context_parts_new (self->text);
  if (parts == NULL)
    return g_strdup (_ ("Not a JSON object"));

  if (sbx_context_editor_is_logged_in (self))
    login = sbx_context_editor_describe_login (self);
  return sbx_context_parts_describe (parts, login);
}

/**
 * sbx_context_editor_set_last_trace:
 * @trace_id: (nullable): what the last message had
 *
 * Shows which trace the last message belonged to, where each has its own; to keep the trace begins with it.
 */
void
sbx_context_editor_set_last_trace (SbxContextEditor *self, const char *trace_id)
{
  g_return_if_fail (SBX_IS_CONTEXT_EDITOR (self));

  g_free (self->last_trace);
  self->last_trace = g_strdup (trace_id);
  sbx_context_editor_update_trace_rows (self);
}
