/* sbx-entry-row.c — a row to type into, with a hint or what is wrong below it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-entry-row.h"

#include "sbx-field-row.h"
#include "sbx-focus.h"

struct _SbxEntryRow
{
  AdwPreferencesRow parent_instance;

  GtkBox *box;
  GtkLabel *title;
  GtkLabel *words;

  /* A GtkEntry, a GtkPasswordEntry or a GtkTextView, by kind. */
  GtkWidget *editor;
  SbxEntryRowKind kind;
  /* What the property said last: for lines, that of the buffer. */
  char *text;
  char *placeholder;
  char *hint;
  char *error;
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_TEXT,
  PROP_PLACEHOLDER_TEXT,
  PROP_HINT,
  PROP_ERROR,
  N_PROPS
};

enum
{
  ENTRY_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxEntryRow, sbx_entry_row, ADW_TYPE_PREFERENCES_ROW)

G_DEFINE_ENUM_TYPE (SbxEntryRowKind,
                    sbx_entry_row_kind,
                    G_DEFINE_ENUM_VALUE (SBX_ENTRY_ROW_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (SBX_ENTRY_ROW_PASSWORD, "password"),
                    G_DEFINE_ENUM_VALUE (SBX_ENTRY_ROW_LINES, "lines"))

static char *
sbx_entry_row_read (SbxEntryRow *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  if (self->kind != SBX_ENTRY_ROW_LINES)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->editor)));

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));
  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
text_changed_cb (SbxEntryRow *self)
{
  g_autofree char *text = sbx_entry_row_read (self);

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
activated_cb (SbxEntryRow *self)
{
  if (g_signal_has_handler_pending (self, signals[ENTRY_ACTIVATED], 0, FALSE))
    g_signal_emit (self, signals[ENTRY_ACTIVATED], 0);
  else
    gtk_widget_activate_default (GTK_WIDGET (self));
}

static void
released_cb (SbxEntryRow *self)
{
  gtk_widget_grab_focus (self->editor);
}

static void
sbx_entry_row_update_words (SbxEntryRow *self)
{
  const char *words = self->error != NULL ? self->error : self->hint;

  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);

  sbx_field_mark (GTK_WIDGET (self), self->editor, words, self->error != NULL);
}

/* The title without its underscore: a label that is a mnemonic would name the entry with it. */
static void
sbx_entry_row_update_name (SbxEntryRow *self)
{
  const char *name = gtk_label_get_text (self->title);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
sbx_entry_row_create_editor (SbxEntryRow *self)
{
  switch (self->kind)
    {
    case SBX_ENTRY_ROW_PASSWORD:
      self->editor = gtk_password_entry_new ();
      gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (self->editor), TRUE);
      break;

    case SBX_ENTRY_ROW_LINES:
      self->editor = gtk_text_view_new ();
      gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->editor), FALSE);
      gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->editor), TRUE);
      gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->editor), GTK_WRAP_WORD_CHAR);
      gtk_widget_set_size_request (self->editor, -1, 44);
      break;

    case SBX_ENTRY_ROW_TEXT:
    default:
      self->editor = gtk_entry_new ();
      break;
    }

  gtk_widget_set_hexpand (self->editor, TRUE);
  gtk_box_insert_child_after (self->box, self->editor, GTK_WIDGET (self->title));
  gtk_label_set_mnemonic_widget (self->title, self->editor);

  if (self->kind == SBX_ENTRY_ROW_LINES)
    {
      g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)), "changed",
                               G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
    }
  else
    {
      g_signal_connect_object (self->editor, "changed", G_CALLBACK (text_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->editor, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
sbx_entry_row_constructed (GObject *object)
{
  SbxEntryRow *self = SBX_ENTRY_ROW (object);

  G_OBJECT_CLASS (sbx_entry_row_parent_class)->constructed (object);

  sbx_entry_row_create_editor (self);
  g_signal_connect_object (self->title, "notify::label", G_CALLBACK (sbx_entry_row_update_name), self,
                           G_CONNECT_SWAPPED);
  sbx_entry_row_update_name (self);
}

static gboolean
sbx_entry_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (SBX_ENTRY_ROW (widget)->editor);
}

static void
sbx_entry_row_set_placeholder (SbxEntryRow *self, const char *placeholder)
{
  g_free (self->placeholder);
  self->placeholder = g_strdup (placeholder);
  if (self->kind != SBX_ENTRY_ROW_LINES)
    g_object_set (self->editor, "placeholder-text", placeholder, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLACEHOLDER_TEXT]);
}

static void
sbx_entry_row_set_hint (SbxEntryRow *self, const char *hint)
{
  if (g_strcmp0 (self->hint, hint) == 0)
    return;

  g_free (self->hint);
  self->hint = g_strdup (hint);
  sbx_entry_row_update_words (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HINT]);
}

static void
sbx_entry_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxEntryRow *self = SBX_ENTRY_ROW (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_PLACEHOLDER_TEXT:
      g_value_set_string (value, self->placeholder);
      break;
    case PROP_HINT:
      g_value_set_string (value, self->hint);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_entry_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxEntryRow *self = SBX_ENTRY_ROW (object);

  switch (prop_id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;
    case PROP_TEXT:
      sbx_entry_row_set_text (self, g_value_get_string (value));
      break;
    case PROP_PLACEHOLDER_TEXT:
      sbx_entry_row_set_placeholder (self, g_value_get_string (value));
      break;
    case PROP_HINT:
      sbx_entry_row_set_hint (self, g_value_get_string (value));
      break;
    case PROP_ERROR:
      sbx_entry_row_set_error (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_entry_row_finalize (GObject *object)
{
  SbxEntryRow *self = SBX_ENTRY_ROW (object);

  g_free (self->text);
  g_free (self->placeholder);
  g_free (self->hint);
  g_free (self->error);

  G_OBJECT_CLASS (sbx_entry_row_parent_class)->finalize (object);
}

static void
sbx_entry_row_class_init (SbxEntryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sbx_entry_row_constructed;
  object_class->get_property = sbx_entry_row_get_property;
  object_class->set_property = sbx_entry_row_set_property;
  object_class->finalize = sbx_entry_row_finalize;

  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_entry_row_grab_focus;

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, SBX_TYPE_ENTRY_ROW_KIND, SBX_ENTRY_ROW_TEXT,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_PLACEHOLDER_TEXT] = g_param_spec_string ("placeholder-text", NULL, NULL, NULL, flags);
  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ENTRY_ACTIVATED] = g_signal_new ("entry-activated", SBX_TYPE_ENTRY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-entry-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxEntryRow, box);
  gtk_widget_class_bind_template_child (widget_class, SbxEntryRow, title);
  gtk_widget_class_bind_template_child (widget_class, SbxEntryRow, words);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
}

static void
sbx_entry_row_init (SbxEntryRow *self)
{
  self->text = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

const char *
sbx_entry_row_get_text (SbxEntryRow *self)
{
  g_return_val_if_fail (SBX_IS_ENTRY_ROW (self), NULL);

  return self->text;
}

void
sbx_entry_row_set_text (SbxEntryRow *self, const char *text)
{
  g_return_if_fail (SBX_IS_ENTRY_ROW (self));

  if (text == NULL)
    text = "";

  if (g_strcmp0 (self->text, text) == 0)
    return;

  if (self->kind == SBX_ENTRY_ROW_LINES)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->editor), text);
}

void
sbx_entry_row_set_error (SbxEntryRow *self, const char *error)
{
  g_return_if_fail (SBX_IS_ENTRY_ROW (self));

  if (g_strcmp0 (self->error, error) == 0)
    return;

  g_free (self->error);
  self->error = g_strdup (error);
  sbx_entry_row_update_words (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

SbxSuggestions *
sbx_entry_row_set_suggestions (SbxEntryRow *self,
                               SbxSuggestFunc func,
                               gpointer user_data,
                               GDestroyNotify destroy)
{
  g_return_val_if_fail (SBX_IS_ENTRY_ROW (self), NULL);
  g_return_val_if_fail (self->kind == SBX_ENTRY_ROW_TEXT, NULL);

  return sbx_suggestions_attach (self->editor, func, user_data, destroy);
}
