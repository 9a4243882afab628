/* sbx-suggestions.c — what could be typed into an entry
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-suggestions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sbx-placeholders.h"
#include "sbx-row-name.h"

/* Of the list, in pixels, from where on it scrolls. */
#define MAX_HEIGHT 240

struct _SbxSuggestions
{
  GtkPopover parent_instance;

  GtkWidget *entry;  /* the parent, which outlives it */
  GtkWidget *button; /* nullable, weak: see sbx_suggestions_make_button() */
  GtkListView *list;
  GtkStringList *found;
  GtkSingleSelection *selection;

  SbxSuggestFunc func;
  gpointer func_data;
  GDestroyNotify func_destroy;
  gboolean accepting;
  gboolean is_list;
};

G_DEFINE_FINAL_TYPE (SbxSuggestions, sbx_suggestions, GTK_TYPE_POPOVER)

static void
set_shown (SbxSuggestions *self, gboolean shown)
{
  if (sbx_suggestions_get_open (self) == shown)
    return;

  if (shown)
    {
      gtk_widget_set_size_request (GTK_WIDGET (self), MIN (gtk_widget_get_width (self->entry), 320), -1);
      gtk_popover_popup (GTK_POPOVER (self));
    }
  else
    gtk_popover_popdown (GTK_POPOVER (self));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_EXPANDED, shown, -1);
}

static char **
dup_all (SbxSuggestions *self, gboolean placeholders)
{
  return placeholders ? sbx_placeholders_dup_names (self->entry) : self->func (self->func_data);
}

/* Those that contain @text, in whatever case; those that begin with it come first. */
static void
find (SbxSuggestions *self, const char *text, gboolean placeholders)
{
  g_auto (GStrv) all = dup_all (self, placeholders);
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_autoptr (GPtrArray) first = g_ptr_array_new ();
  g_autoptr (GPtrArray) second = g_ptr_array_new ();

  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_casefold (all[i], -1);

      if (g_str_has_prefix (folded, wanted))
        g_ptr_array_add (first, all[i]);
      else if (strstr (folded, wanted) != NULL)
        g_ptr_array_add (second, all[i]);
    }

  g_ptr_array_extend (first, second, NULL, NULL);
  g_ptr_array_add (first, NULL);
  gtk_string_list_splice (self->found, 0, g_list_model_get_n_items (G_LIST_MODEL (self->found)),
                          (const char *const *) first->pdata);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

/* Whether there is anything that is not typed already. */
static gboolean
has_more (SbxSuggestions *self, const char *text)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->found));

  return n > 1 || (n == 1 && g_strcmp0 (gtk_string_list_get_string (self->found, 0), text) != 0);
}

/* Where in @text that begins which is completed. */
static const char *
find_piece (SbxSuggestions *self, const char *text)
{
  const char *comma = self->is_list ? strrchr (text, ',') : NULL;

  return comma != NULL ? comma + 1 + strspn (comma + 1, " ") : text;
}

static void
changed_cb (SbxSuggestions *self)
{
  const char *text = find_piece (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autofree char *before = NULL;
  const char *prefix;

  /* What a program writes is not what somebody types. */
  if (self->accepting || (gtk_widget_get_state_flags (self->entry) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0)
    return;

  before = sbx_placeholders_dup_before (GTK_EDITABLE (self->entry), &prefix);
  find (self, before != NULL ? prefix : text, before != NULL);
  set_shown (self, text[0] != '\0' && has_more (self, before != NULL ? prefix : text));
}

/* While one types, the cursor follows the text. */
static void
cursor_moved_cb (SbxSuggestions *self)
{
  g_autofree char *before = NULL;
  const char *prefix;

  if (self->accepting || (gtk_widget_get_state_flags (self->entry) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0)
    return;

  before = sbx_placeholders_dup_before (GTK_EDITABLE (self->entry), &prefix);
  if (before == NULL)
    return;
  find (self, prefix, TRUE);
  set_shown (self, has_more (self, prefix));
}

static void
focus_left_cb (SbxSuggestions *self)
{
  set_shown (self, FALSE);
}

void
sbx_replace_text (GtkEditable *entry, const char *text)
{
  int position = 0;

  gtk_editable_insert_text (entry, text, -1, &position);
  gtk_editable_delete_text (entry, position, -1);
  gtk_editable_set_position (entry, -1);
}

static void
accept (SbxSuggestions *self, guint position)
{
  g_autofree char *text = g_strdup (gtk_string_list_get_string (self->found, position));
  g_autofree char *before = NULL;
  const char *prefix;

  if (text == NULL)
    return;

  set_shown (self, FALSE);
  self->accepting = TRUE;
  before = sbx_placeholders_dup_before (GTK_EDITABLE (self->entry), &prefix);
  if (before != NULL)
    {
      sbx_placeholders_complete (GTK_EDITABLE (self->entry), prefix, text);
    }
  else
    {
      const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
      g_autoptr (GString) all = g_string_new_len (typed, find_piece (self, typed) - typed);

      g_string_append (all, text);
      sbx_replace_text (GTK_EDITABLE (self->entry), all->str);
    }
  self->accepting = FALSE;
}

static void
activated_cb (SbxSuggestions *self, guint position)
{
  accept (self, position);
  gtk_widget_grab_focus (self->entry);
}

static void
move (SbxSuggestions *self, int by)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->found));
  guint selected = gtk_single_selection_get_selected (self->selection);
  guint next;

  if (selected == GTK_INVALID_LIST_POSITION)
    next = by > 0 ? 0 : n - 1;
  else
    next = (selected + n + (guint) by) % n;

  gtk_single_selection_set_selected (self->selection, next);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", next);
}

static gboolean
open_all (SbxSuggestions *self)
{
  g_autofree char *before = NULL;
  const char *prefix;

  before = sbx_placeholders_dup_before (GTK_EDITABLE (self->entry), &prefix);
  find (self, before != NULL ? prefix : "", before != NULL);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0)
    return FALSE;

  set_shown (self, TRUE);
  return TRUE;
}

/* Down counts in an entry for numbers: there it is Ctrl+Down. */
static GdkModifierType
get_opening_modifiers (SbxSuggestions *self)
{
  gboolean number = gtk_entry_get_input_purpose (GTK_ENTRY (self->entry)) == GTK_INPUT_PURPOSE_NUMBER;

  return number ? GDK_CONTROL_MASK : 0;
}

static gboolean
key_cb (SbxSuggestions *self, guint key, guint code, GdkModifierType state)
{
  return sbx_suggestions_handle_key (self, key, state);
}

gboolean
sbx_suggestions_handle_key (SbxSuggestions *self, guint key, GdkModifierType state)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  g_return_val_if_fail (SBX_IS_SUGGESTIONS (self), GDK_EVENT_PROPAGATE);

  if (!sbx_suggestions_get_open (self))
    return (key == GDK_KEY_Down || key == GDK_KEY_KP_Down) && modifiers == get_opening_modifiers (self) &&
           open_all (self);

  if (modifiers != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move (self, 1);
      return GDK_EVENT_STOP;

    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move (self, -1);
      return GDK_EVENT_STOP;

    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (selected == GTK_INVALID_LIST_POSITION)
        {
          set_shown (self, FALSE);
          break;
        }
      accept (self, selected);
      return GDK_EVENT_STOP;

    case GDK_KEY_Escape:
      set_shown (self, FALSE);
      return GDK_EVENT_STOP;

    default:
      break;
    }

  return GDK_EVENT_PROPAGATE;
}

/* The focus stays in the entry, which tells a screen reader what is selected. */
static void
selected_cb (SbxSuggestions *self, GParamSpec *pspec, GtkListItem *item)
{
  GtkWidget *row = gtk_widget_get_parent (gtk_list_item_get_child (item));

  if (gtk_list_item_get_selected (item) && row != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                    row, -1);
}

static void
selection_changed_cb (SbxSuggestions *self)
{
  if (gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

static void
setup_cb (SbxSuggestions *self, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_item_set_child (item, label);
  g_signal_connect_object (item, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
}

static void
bind_cb (SbxSuggestions *self, GtkListItem *item)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
  sbx_row_set_name (gtk_list_item_get_child (item), text);
}

static void
sbx_suggestions_dispose (GObject *object)
{
  SbxSuggestions *self = SBX_SUGGESTIONS (object);

  if (self->func_destroy != NULL)
    g_clear_pointer (&self->func_data, self->func_destroy);
  self->func_destroy = NULL;
  g_clear_object (&self->selection);
  g_clear_weak_pointer (&self->button);

  G_OBJECT_CLASS (sbx_suggestions_parent_class)->dispose (object);
}

static void
sbx_suggestions_class_init (SbxSuggestionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sbx_suggestions_dispose;
}

static void
sbx_suggestions_init (SbxSuggestions *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->found = gtk_string_list_new (NULL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->found));
  g_object_unref (self->found); /* the selection holds it */

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  self->list =
    GTK_LIST_VIEW (gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory));
  gtk_list_view_set_single_click_activate (self->list, TRUE);
  gtk_widget_set_can_focus (GTK_WIDGET (self->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Suggestions"), -1);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));

  gtk_popover_set_child (GTK_POPOVER (self), scrolled);
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sbx-suggestions");
}

static void
entry_destroyed_cb (GtkWidget *entry, SbxSuggestions *self)
{
  gtk_widget_unparent (GTK_WIDGET (self));
}

SbxSuggestions *
sbx_suggestions_attach (GtkWidget *entry, SbxSuggestFunc func, gpointer user_data, GDestroyNotify destroy)
{
  SbxSuggestions *self;
  GtkEventController *keys, *focus;

  g_return_val_if_fail (GTK_IS_ENTRY (entry), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (SBX_TYPE_SUGGESTIONS, NULL);
  self->entry = entry;
  self->func = func;
  self->func_data = user_data;
  self->func_destroy = destroy;
  gtk_widget_set_parent (GTK_WIDGET (self), entry);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (entry, "destroy", G_CALLBACK (entry_destroyed_cb), self);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "notify::cursor-position", G_CALLBACK (cursor_moved_cb), self,
                           G_CONNECT_SWAPPED);

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, keys);

  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "enter", G_CALLBACK (sbx_suggestions_update_button), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_AUTOCOMPLETE,
                                  GTK_ACCESSIBLE_AUTOCOMPLETE_LIST, GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE,
                                  -1);

  return self;
}

void
sbx_suggestions_set_is_list (SbxSuggestions *self, gboolean is_list)
{
  g_return_if_fail (SBX_IS_SUGGESTIONS (self));

  self->is_list = is_list;
}

gboolean
sbx_suggestions_get_open (SbxSuggestions *self)
{
  g_return_val_if_fail (SBX_IS_SUGGESTIONS (self), FALSE);

  return gtk_widget_get_visible (GTK_WIDGET (self));
}

guint
sbx_suggestions_get_n_found (SbxSuggestions *self)
{
  g_return_val_if_fail (SBX_IS_SUGGESTIONS (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->found));
}

void
sbx_suggestions_update_button (SbxSuggestions *self)
{
  g_auto (GStrv) all = NULL;

  g_return_if_fail (SBX_IS_SUGGESTIONS (self));

  if (self->button == NULL)
    return;

  all = dup_all (self, FALSE);
  gtk_widget_set_visible (self->button, all != NULL && all[0] != NULL);
}

static void
button_clicked_cb (SbxSuggestions *self)
{
  gtk_widget_grab_focus (self->entry);
  open_all (self);
}

GtkWidget *
sbx_suggestions_make_button (SbxSuggestions *self)
{
  GtkWidget *button;

  g_return_val_if_fail (SBX_IS_SUGGESTIONS (self), NULL);
  g_return_val_if_fail (self->button == NULL, NULL);

  button = gtk_button_new_from_icon_name ("pan-down-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Suggestions"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Suggestions"),
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_clicked_cb), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->button, button);
  sbx_suggestions_update_button (self);

  return button;
}
