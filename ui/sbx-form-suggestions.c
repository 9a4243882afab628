/* sbx-form-suggestions.c — a list of texts under an entry, to choose from
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-suggestions.h"

/**
 * SbxFormSuggestions:
 *
 * What could be typed into an entry, as a list below it: what contains the text typed so far while the user
 * types, and all of it on Down or the button, which this widget is (Ctrl+Down in an entry for numbers, where
 * Down counts). Up and Down go through the list, Return takes what is selected, Escape closes it. The focus
 * stays in the entry, which tells a screen reader what is selected.
 *
 * Signal `chosen` (text): the user chose one; the entry has it already.
 */
struct _SbxFormSuggestions
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *popover;
  GtkListBox *list;

  GtkWidget *entry; /* unowned: they stand beside each other in one control */
  SbxFormSuggestionsFetch fetch;
  gpointer fetch_data;
  guint n_shown;
  gboolean choosing;
};

G_DEFINE_FINAL_TYPE (SbxFormSuggestions, sbx_form_suggestions, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* So many are shown; who looks for another types. */
#define MAX_SHOWN 50

static void
set_open (SbxFormSuggestions *self, gboolean open)
{
  if (open && !gtk_widget_get_visible (self->popover))
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else if (!open)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (self->entry != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
}

static const char *
get_row_text (GtkListBoxRow *row)
{
  return gtk_label_get_label (GTK_LABEL (gtk_list_box_row_get_child (row)));
}

/**
 * sbx_form_suggestions_replace_text:
 *
 * Puts another text into an entry, which is never empty in between: for some that has a meaning.
 */
void
sbx_form_suggestions_replace_text (GtkEditable *entry, const char *text)
{
  int position = 0;

  gtk_editable_insert_text (entry, text, -1, &position);
  gtk_editable_delete_text (entry, position, -1);
  gtk_editable_set_position (entry, -1);
}

static void
choose (SbxFormSuggestions *self, GtkListBoxRow *row)
{
  g_autofree char *text = g_strdup (get_row_text (row));

  self->choosing = TRUE;
  sbx_form_suggestions_replace_text (GTK_EDITABLE (self->entry), text);
  self->choosing = FALSE;
  set_open (self, FALSE);
  g_signal_emit (self, signals[CHOSEN], 0, text);
}

static void
on_row_selected (SbxFormSuggestions *self, GtkListBoxRow *row)
{
  if (row != NULL && self->entry != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                    row, -1);
  else if (self->entry != NULL)
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

static void
fill (SbxFormSuggestions *self, const char *typed)
{
  g_auto (GStrv) all = self->fetch (self->fetch_data);
  g_autofree char *folded = g_utf8_casefold (typed, -1);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  self->n_shown = 0;
  for (guint i = 0; all != NULL && all[i] != NULL && self->n_shown < MAX_SHOWN; i++)
    {
      g_autofree char *candidate = g_utf8_casefold (all[i], -1);
      GtkWidget *label;

      if (strstr (candidate, folded) == NULL || g_str_equal (all[i], typed))
        continue;
      label = gtk_label_new (all[i]);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
      gtk_list_box_append (self->list, label);
      self->n_shown++;
    }
}

static void
on_button_clicked (SbxFormSuggestions *self)
{
  gtk_widget_grab_focus (self->entry);
  sbx_form_suggestions_open (self, TRUE);
}

static void
on_entry_changed (SbxFormSuggestions *self)
{
  GtkRoot *root = gtk_widget_get_root (self->entry);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* Only what is typed: texts that are set say nothing of the user's wish. */
  if (self->choosing || focus == NULL || !gtk_widget_is_ancestor (focus, self->entry))
    return;
  sbx_form_suggestions_open (self, FALSE);
}

/* Shows the button if there is anything to suggest. */
void
sbx_form_suggestions_update (SbxFormSuggestions *self)
{
  g_auto (GStrv) all = self->fetch (self->fetch_data);

  gtk_widget_set_visible (self->button, all != NULL && all[0] != NULL);
}

static void
on_entry_left (SbxFormSuggestions *self)
{
  set_open (self, FALSE);
}

static gboolean
on_key_pressed (SbxFormSuggestions *self, guint keyval, guint keycode, GdkModifierType state)
{
  return sbx_form_suggestions_handle_key (self, keyval, state);
}

static void
sbx_form_suggestions_dispose (GObject *object)
{
  SbxFormSuggestions *self = SBX_FORM_SUGGESTIONS (object);

  self->entry = NULL;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (sbx_form_suggestions_parent_class)->dispose (object);
}

static void
sbx_form_suggestions_class_init (SbxFormSuggestionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_form_suggestions_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", SBX_TYPE_FORM_SUGGESTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_popover (SbxFormSuggestions *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "suggestions");
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (on_row_selected), self, G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 240);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));

  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_popover_set_autohide (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (popover, GTK_ALIGN_END);
  gtk_widget_set_can_focus (popover, FALSE);
  gtk_widget_add_css_class (popover, "menu");
  return popover;
}

static void
sbx_form_suggestions_init (SbxFormSuggestions *self)
{
  self->button = gtk_button_new_from_icon_name ("pan-down-symbolic");
  gtk_widget_set_tooltip_text (self->button, _ ("Suggestions"));
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Suggestions"), -1);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (on_button_clicked), self, G_CONNECT_SWAPPED);

  self->popover = make_popover (self);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

/**
 * sbx_form_suggestions_new:
 * @entry: a #GtkEditable beside which the widget is put
 * @fetch: tells what there is to suggest, when the user types
 */
GtkWidget *
sbx_form_suggestions_new (GtkWidget *entry, SbxFormSuggestionsFetch fetch, gpointer user_data)
{
  SbxFormSuggestions *self = g_object_new (SBX_TYPE_FORM_SUGGESTIONS, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = entry;
  self->fetch = fetch;
  self->fetch_data = user_data;

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, keys);
  g_signal_connect_object (focus, "enter", G_CALLBACK (sbx_form_suggestions_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_entry_left), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_entry_changed), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_AUTOCOMPLETE,
                                  GTK_ACCESSIBLE_AUTOCOMPLETE_LIST, GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE,
                                  -1);
  return GTK_WIDGET (self);
}

gboolean
sbx_form_suggestions_get_open (SbxFormSuggestions *self)
{
  return gtk_widget_get_visible (self->popover);
}

guint
sbx_form_suggestions_get_n_shown (SbxFormSuggestions *self)
{
  return self->n_shown;
}

/**
 * sbx_form_suggestions_open:
 * @all: what is in the entry does not matter
 */
void
sbx_form_suggestions_open (SbxFormSuggestions *self, gboolean all)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  fill (self, all ? "" : typed);
  set_open (self, self->n_shown > 0 && (all || *typed != '\0'));
}

static void
move (SbxFormSuggestions *self, int by)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) + by : 0;
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, CLAMP (index, 0, (int) self->n_shown - 1));

  gtk_list_box_select_row (self->list, row);
}

/**
 * sbx_form_suggestions_handle_key:
 *
 * Does what a key in the entry is for: the entry's own controller asks first.
 *
 * Returns: whether the key is done with
 */
gboolean
sbx_form_suggestions_handle_key (SbxFormSuggestions *self, guint keyval, GdkModifierType state)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);

  if (!sbx_form_suggestions_get_open (self))
    {
      gboolean steps = GTK_IS_ENTRY (self->entry) &&
                       gtk_entry_get_input_purpose (GTK_ENTRY (self->entry)) == GTK_INPUT_PURPOSE_NUMBER;

      if (keyval != GDK_KEY_Down || (state & GDK_ALT_MASK) != 0 || (steps && (state & GDK_CONTROL_MASK) == 0))
        return FALSE;
      sbx_form_suggestions_open (self, TRUE);
      return sbx_form_suggestions_get_open (self);
    }

  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      move (self, keyval == GDK_KEY_Down ? 1 : -1);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (selected != NULL)
        choose (self, selected);
      else
        set_open (self, FALSE);
      return selected != NULL;
    case GDK_KEY_Escape:
      set_open (self, FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}
