/* sbx-metadata-list.c — names and values, to be edited row by row
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-json.h"
#include "sbx-metadata-list.h"

struct _SbxMetadataList
{
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  GPtrArray *entries; /* Entry, in their order */
  char *problem;
  gboolean filling;
};

/* A row, which owns it. */
typedef struct
{
  SbxMetadataList *list;
  GtkWidget *row;
  GtkEditable *name;
  GtkEditable *value;
  GtkToggleButton *is_json;
} Entry;

G_DEFINE_FINAL_TYPE (SbxMetadataList, sbx_metadata_list, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_row_valid (Entry *entry)
{
  return !gtk_toggle_button_get_active (entry->is_json) ||
         mbm_json_check (gtk_editable_get_text (entry->value), -1, NULL);
}

static void
update_problem (SbxMetadataList *self)
{
  g_autofree char *problem = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];
      gboolean valid = is_row_valid (entry);

      if (valid)
        gtk_widget_remove_css_class (GTK_WIDGET (entry->value), "error");
      else
        gtk_widget_add_css_class (GTK_WIDGET (entry->value), "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (entry->value), GTK_ACCESSIBLE_STATE_INVALID,
                                   valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
      if (!valid && problem == NULL)
        /* Translators: %s is the name of a member of a message's metadata */
        problem = g_strdup_printf (_ ("The value of “%s” is marked as JSON, but is none."),
                                   gtk_editable_get_text (entry->name));
    }
  if (g_strcmp0 (problem, self->problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static void
on_changed (SbxMetadataList *self)
{
  if (self->filling)
    return;

  update_problem (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_remove (Entry *entry)
{
  SbxMetadataList *self = entry->list;
  guint position = 0;

  g_ptr_array_find (self->entries, entry, &position);
  g_ptr_array_remove_index (self->entries, position);
  gtk_list_box_remove (self->list, entry->row);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->entries->len > 0);
  if (self->entries->len > 0)
    gtk_widget_grab_focus (
      GTK_WIDGET (((Entry *) self->entries->pdata[MIN (position, self->entries->len - 1)])->name));
  on_changed (self);
}

static GtkEditable *
add_entry (GtkWidget *box, const char *label, const char *text, int width)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_box_append (GTK_BOX (box), entry);
  return GTK_EDITABLE (entry);
}

static void
add_button (GtkWidget *box, GtkWidget *button, const char *label)
{
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_box_append (GTK_BOX (box), button);
}

static Entry *
add_row (SbxMetadataList *self, const char *name, const char *value, gboolean is_json)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *toggle = gtk_toggle_button_new_with_label ("{ }");
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  Entry *entry = g_new0 (Entry, 1);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  entry->list = self;
  entry->name = add_entry (box, C_ ("of a member", "Name"), name, 6);
  entry->value = add_entry (box, C_ ("of a member", "Value"), value, 8);
  entry->is_json = GTK_TOGGLE_BUTTON (toggle);
  gtk_toggle_button_set_active (entry->is_json, is_json);
  add_button (box, toggle, _ ("Value Is JSON"));
  add_button (box, remove, C_ ("metadata", "Remove"));

  entry->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (entry->row), FALSE);
  gtk_widget_set_focusable (entry->row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (entry->row), box);
  g_object_set_data_full (G_OBJECT (entry->row), "entry", entry, g_free);
  gtk_list_box_append (self->list, entry->row);
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
  g_ptr_array_add (self->entries, entry);

  g_signal_connect_swapped (entry->name, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (entry->value, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (toggle, "toggled", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove), entry);
  return entry;
}

static void
on_add (SbxMetadataList *self)
{
  Entry *entry = add_row (self, "", "", FALSE);

  on_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (entry->name));
}

static void
sbx_metadata_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, SBX_METADATA_LIST (object)->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_metadata_list_finalize (GObject *object)
{
  SbxMetadataList *self = SBX_METADATA_LIST (object);

  g_ptr_array_unref (self->entries);
  g_free (self->problem);

  G_OBJECT_CLASS (sbx_metadata_list_parent_class)->finalize (object);
}

static void
sbx_metadata_list_class_init (SbxMetadataListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_metadata_list_get_property;
  object_class->finalize = sbx_metadata_list_finalize;

  props[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_METADATA_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_metadata_list_init (SbxMetadataList *self)
{
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");

  self->entries = g_ptr_array_new ();
  gtk_widget_set_tooltip_text (add, _ ("Add Metadata"));
  gtk_widget_add_css_class (add, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Add Metadata"),
                                  -1);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add), self);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), add);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->list));
}

/**
 * sbx_metadata_list_dup_json:
 *
 * Returns: (transfer full) (nullable): a JSON object of the rows that have a name or a value; %NULL if there
 * are none. A value that is marked as JSON and is none is a string in it
 */
char *
sbx_metadata_list_dup_json (SbxMetadataList *self)
{
  GString *json;

  g_return_val_if_fail (SBX_IS_METADATA_LIST (self), NULL);

  json = g_string_new ("{");
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];
      const char *name = gtk_editable_get_text (entry->name);
      const char *value = gtk_editable_get_text (entry->value);

      if (*name == '\0' && *value == '\0')
        continue;

      if (json->len > 1)
        g_string_append_c (json, ',');
      mbm_json_append_string (json, name, -1);
      g_string_append_c (json, ':');
      if (gtk_toggle_button_get_active (entry->is_json) && is_row_valid (entry))
        g_string_append (json, value);
      else
        mbm_json_append_string (json, value, -1);
    }
  g_string_append_c (json, '}');

  if (json->len > 2)
    return g_string_free (json, FALSE);
  g_string_free (json, TRUE);
  return NULL;
}

/**
 * sbx_metadata_list_set_json:
 * @json: (nullable): a JSON object
 *
 * Shows its members.
 */
void
sbx_metadata_list_set_json (SbxMetadataList *self, const char *json)
{
  g_autofree char *before = NULL;
  MbmJsonIter iter;
  MbmJsonValue name, value;
  GtkListBoxRow *row;

  g_return_if_fail (SBX_IS_METADATA_LIST (self));

  before = sbx_metadata_list_dup_json (self);
  if (g_strcmp0 (before, json) == 0 && self->problem == NULL)
    return;

  self->filling = TRUE;
  g_ptr_array_set_size (self->entries, 0);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);

  if (json != NULL && mbm_json_iter_init (&iter, mbm_json_value (json, -1)))
    while (mbm_json_iter_next (&iter, &name, &value))
      {
        g_autofree char *key = mbm_json_value_dup_string (name);
        g_autofree char *string = mbm_json_value_dup_string (value);
        g_autofree char *text = g_strndup (value.text, value.length);

        add_row (self, key != NULL ? key : "", string != NULL ? string : text, string == NULL);
      }
  self->filling = FALSE;
  update_problem (self);
}

/**
 * sbx_metadata_list_get_problem:
 *
 * Returns: (nullable): what is wrong with the rows, in words
 */
const char *
sbx_metadata_list_get_problem (SbxMetadataList *self)
{
  g_return_val_if_fail (SBX_IS_METADATA_LIST (self), NULL);

  return self->problem;
}
