/* sbx-json-editor.c — an editor for a JSON document that says what is wrong with it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "mbm-json.h"
#include "sbx-json-editor.h"
#include "sbx-focus.h"
#include "sbx-placeholders.h"

/**
 * SbxJsonEditor:
 *
 * A source editor that checks its text on every change, with the scanner that messages pass as well: what it
 * calls valid can be sent. It marks the place of the first error and says what is wrong beneath the text. An
 * empty text is valid: whoever uses the editor says what it stands for.
 */
struct _SbxJsonEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkSourceView *view;
  GtkSourceBuffer *buffer;
  GtkWidget *problem_box;
  GtkLabel *problem_label;

  GtkTextTag *problem_tag; /* owned by the buffer */
  char *label;
  char *problem;
};

G_DEFINE_FINAL_TYPE (SbxJsonEditor, sbx_json_editor, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_VALID,
  PROP_PROBLEM,
  PROP_EDITABLE,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
mark_problem (SbxJsonEditor *self, const char *text, gsize offset)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, g_utf8_strlen (text, offset));
  end = start;
  /* An error at the end, such as a missing brace, is marked at the last character there is. */
  if (!gtk_text_iter_forward_char (&end))
    gtk_text_iter_backward_char (&start);
  gtk_text_buffer_apply_tag (buffer, self->problem_tag, &start, &end);
}

static void
set_problem (SbxJsonEditor *self, const char *problem)
{
  gboolean was_valid = self->problem == NULL;

  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem_box, problem != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
  if (was_valid != (problem == NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID]);
}

static void
on_changed (SbxJsonEditor *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autofree char *text = sbx_json_editor_dup_text (self);
  g_autoptr (GError) error = NULL;
  GtkTextIter start, end;
  gsize offset;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->problem_tag, &start, &end);

  if (text[strspn (text, " \t\r\n")] != '\0' && !mbm_json_find_error (text, -1, &offset, NULL))
    {
      mark_problem (self, text, offset);
      mbm_json_check (text, -1, &error);
    }
  set_problem (self, error != NULL ? error->message : NULL);

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
on_dark_changed (SbxJsonEditor *self, GParamSpec *pspec, AdwStyleManager *manager)
{
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  const char *id = adw_style_manager_get_dark (manager) ? "Adwaita-dark" : "Adwaita";

  gtk_source_buffer_set_style_scheme (self->buffer, gtk_source_style_scheme_manager_get_scheme (schemes, id));
}

static void
set_label (SbxJsonEditor *self, const char *label)
{
  if (g_strcmp0 (self->label, label) == 0)
    return;

  g_free (self->label);
  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LABEL]);
}

static gboolean
sbx_json_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_JSON_EDITOR (widget)->view));
}

static void
set_editable (SbxJsonEditor *self, gboolean editable)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->view);

  if (gtk_text_view_get_editable (view) == editable)
    return;

  gtk_text_view_set_editable (view, editable);
  gtk_text_view_set_cursor_visible (view, editable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITABLE]);
}

static void
sbx_json_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxJsonEditor *self = SBX_JSON_EDITOR (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_take_string (value, sbx_json_editor_dup_text (self));
      break;
    case PROP_VALID:
      g_value_set_boolean (value, sbx_json_editor_get_valid (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_EDITABLE:
      g_value_set_boolean (value, gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view)));
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_json_editor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxJsonEditor *self = SBX_JSON_EDITOR (object);

  switch (id)
    {
    case PROP_TEXT:
      sbx_json_editor_set_text (self, g_value_get_string (value));
      break;
    case PROP_EDITABLE:
      set_editable (self, g_value_get_boolean (value));
      break;
    case PROP_LABEL:
      set_label (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_json_editor_dispose (GObject *object)
{
  SbxJsonEditor *self = SBX_JSON_EDITOR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_JSON_EDITOR);

  G_OBJECT_CLASS (sbx_json_editor_parent_class)->dispose (object);
}

static void
sbx_json_editor_finalize (GObject *object)
{
  SbxJsonEditor *self = SBX_JSON_EDITOR (object);

  g_free (self->label);
  g_free (self->problem);

  G_OBJECT_CLASS (sbx_json_editor_parent_class)->finalize (object);
}

static void
sbx_json_editor_class_init (SbxJsonEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_json_editor_get_property;
  object_class->set_property = sbx_json_editor_set_property;
  object_class->dispose = sbx_json_editor_dispose;
  object_class->finalize = sbx_json_editor_finalize;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_json_editor_grab_focus;

  props[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_VALID] =
    g_param_spec_boolean ("valid", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_EDITABLE] =
    g_param_spec_boolean ("editable", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /* What a screen reader calls the text. */
  props[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-json-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxJsonEditor, box);
  gtk_widget_class_bind_template_child (widget_class, SbxJsonEditor, view);
  gtk_widget_class_bind_template_child (widget_class, SbxJsonEditor, buffer);
  gtk_widget_class_bind_template_child (widget_class, SbxJsonEditor, problem_box);
  gtk_widget_class_bind_template_child (widget_class, SbxJsonEditor, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "jsoneditor");
}

static void
sbx_json_editor_init (SbxJsonEditor *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();
  AdwStyleManager *style = adw_style_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_source_buffer_set_language (self->buffer, gtk_source_language_manager_get_language (languages, "json"));
  self->problem_tag = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, "underline",
                                                  PANGO_UNDERLINE_ERROR, NULL);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (on_dark_changed), self, G_CONNECT_SWAPPED);
  on_dark_changed (self, NULL, style);
  sbx_placeholders_attach (self->view);
}

GtkWidget *
sbx_json_editor_new (void)
{
  return g_object_new (SBX_TYPE_JSON_EDITOR, NULL);
}

/**
 * sbx_json_editor_dup_text:
 *
 * Returns: (transfer full): the text as it stands, valid or not
 */
char *
sbx_json_editor_dup_text (SbxJsonEditor *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (SBX_IS_JSON_EDITOR (self), NULL);

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}

/**
 * sbx_json_editor_set_text:
 * @text: (nullable): UTF-8; nothing happens if it is the text already, so that the cursor stays where it is
 */
void
sbx_json_editor_set_text (SbxJsonEditor *self, const char *text)
{
  g_autofree char *old = NULL;

  g_return_if_fail (SBX_IS_JSON_EDITOR (self));

  old = sbx_json_editor_dup_text (self);
  if (g_strcmp0 (old, text != NULL ? text : "") != 0)
    gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), text != NULL ? text : "", -1);
}

/**
 * sbx_json_editor_get_valid:
 *
 * Returns: whether the text is one JSON document, or empty
 */
gboolean
sbx_json_editor_get_valid (SbxJsonEditor *self)
{
  g_return_val_if_fail (SBX_IS_JSON_EDITOR (self), FALSE);

  return self->problem == NULL;
}

/**
 * sbx_json_editor_get_problem:
 *
 * Returns: (nullable): what is wrong with the text, and where
 */
const char *
sbx_json_editor_get_problem (SbxJsonEditor *self)
{
  g_return_val_if_fail (SBX_IS_JSON_EDITOR (self), NULL);

  return self->problem;
}
