/* sbx-drafts-view.c — a list of a server's config, and an editor for what is selected in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-drafts-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-keys.h"
#include "sbx-list-stop.h"
#include "sbx-master-detail.h"
#include "sbx-undo.h"

struct _SbxDraftsView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkStack *stack;
  SbxMasterDetail *panes;
  AdwStatusPage *empty_page;
  GtkButton *empty_button;
  GtkButton *empty_other_button;
  GtkLabel *count_label;
  GtkWidget *add_button;
  AdwButtonContent *add_content;
  GtkListView *list;
  GtkBox *below;
  GtkWidget *editor_bar;
  GtkWidget *back_button;
  GtkLabel *editor_title;
  AdwBin *editor_bin;

  const SbxDraftsKind *kind;
  SbxServer *server;
  SbxItemDrafts *drafts;
  GtkSingleSelection *selection;
  GSignalGroup *selected_signals;
};

enum
{
  PROP_0,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxDraftsView, sbx_drafts_view, GTK_TYPE_WIDGET)

/* --- what is shown ------------------------------------------------------------- */

static const char *
get_title (SbxDraftsView *self, SbxItemDraft *draft, char **name)
{
  g_object_get (sbx_item_draft_get_item (draft), self->kind->name, name, NULL);

  return *name != NULL && (*name)[0] != '\0' ? *name : _ (self->kind->unnamed);
}

static void
sbx_drafts_view_update_title (SbxDraftsView *self)
{
  SbxItemDraft *draft = sbx_drafts_view_get_selected (self);
  g_autofree char *name = NULL;

  gtk_label_set_text (self->editor_title, draft != NULL ? get_title (self, draft, &name) : "");
}

static void
sbx_drafts_view_update_actions (SbxDraftsView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->drafts));
  guint position = gtk_single_selection_get_selected (self->selection);
  gboolean selected = position < n;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "drafts.duplicate", selected);
  gtk_widget_action_set_enabled (widget, "drafts.remove", selected);
  gtk_widget_action_set_enabled (widget, "drafts.move-up", selected && position > 0);
  gtk_widget_action_set_enabled (widget, "drafts.move-down", selected && position + 1 < n);
}

static void
selected_cb (SbxDraftsView *self)
{
  SbxItemDraft *draft = sbx_drafts_view_get_selected (self);

  g_signal_group_set_target (self->selected_signals, draft);
  sbx_drafts_view_update_title (self);
  sbx_drafts_view_update_actions (self);
  gtk_widget_set_visible (self->editor_bar, draft != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->editor_bin), draft != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
items_changed_cb (SbxDraftsView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->drafts));
  g_autofree char *count = self->kind->count (n);

  gtk_label_set_text (self->count_label, count);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  if (n == 0)
    sbx_master_detail_set_in_detail (self->panes, FALSE);
  else if (gtk_single_selection_get_selected (self->selection) >= n)
    gtk_single_selection_set_selected (self->selection, 0);
  sbx_drafts_view_update_actions (self);
}

/* What is below belongs to the list. */
static void
panes_changed_cb (SbxDraftsView *self)
{
  gboolean narrow, in_detail;

  g_object_get (self->panes, "narrow", &narrow, "in-detail", &in_detail, NULL);
  gtk_widget_set_visible (self->back_button, narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->below), !narrow || !in_detail);
}

static void
activated_cb (SbxDraftsView *self)
{
  sbx_master_detail_set_in_detail (self->panes, TRUE);
  if (sbx_master_detail_get_narrow (self->panes))
    gtk_widget_grab_focus (self->back_button);
}

/* --- rows ------------------------------------------------------------------------ */

static void
dropped_cb (SbxDraftsView *self, SbxItemDraft *dropped, SbxDraftRow *row)
{
  guint from = sbx_item_drafts_find (self->drafts, dropped);
  guint to = sbx_item_drafts_find (self->drafts, sbx_draft_row_get_draft (row));

  /* It may be of another list. */
  if (from != G_MAXUINT && to != G_MAXUINT)
    {
      sbx_item_drafts_move (self->drafts, from, to);
      gtk_single_selection_set_selected (self->selection, to);
    }
}

static void
clicked_cb (SbxDraftsView *self)
{
  if (sbx_master_detail_get_narrow (self->panes))
    sbx_master_detail_set_in_detail (self->panes, TRUE);
}

static void
setup_cb (SbxDraftsView *self, GtkListItem *list_item)
{
  GtkWidget *row = sbx_draft_row_new (self->kind->name, _ (self->kind->unnamed), self->kind->summary);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (row, "dropped", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  g_object_bind_property (list_item, "item", row, "draft", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (list_item, row);
}

/* --- actions --------------------------------------------------------------------- */

static void
add_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxDraftsView *self = SBX_DRAFTS_VIEW (widget);
  g_autoptr (SbxItemConfig) item = self->kind->create (self->server);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->drafts));

  sbx_drafts_view_show (self, sbx_item_drafts_insert (self->drafts, n, item));
  gtk_widget_grab_focus (adw_bin_get_child (self->editor_bin));
}

/* Off, so that it does not stand in the way of the one that it is like. */
static void
duplicate_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxDraftsView *self = SBX_DRAFTS_VIEW (widget);
  guint position = gtk_single_selection_get_selected (self->selection);
  g_autoptr (SbxItemConfig) copy =
    sbx_item_config_copy (sbx_item_draft_get_item (sbx_drafts_view_get_selected (self)));

  g_object_set (copy, "enabled", FALSE, NULL);
  sbx_drafts_view_show (self, sbx_item_drafts_insert (self->drafts, position + 1, copy));
}

/* What was removed; the view may be gone by the time it is wanted back. */
typedef struct
{
  GtkWidget *view; /* nullable */
  SbxItemDrafts *drafts;
  SbxItemDraft *draft;
  guint position;
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_clear_weak_pointer (&removed->view);
  g_object_unref (removed->drafts);
  g_object_unref (removed->draft);
  g_free (removed);
}

static void
put_back (gpointer data)
{
  Removed *removed = data;

  sbx_item_drafts_restore (removed->drafts, removed->position, removed->draft);
  if (removed->view != NULL)
    sbx_drafts_view_show (SBX_DRAFTS_VIEW (removed->view), removed->draft);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxDraftsView *self = SBX_DRAFTS_VIEW (widget);
  Removed *removed = g_new0 (Removed, 1);
  g_auto (GStrv) parts = g_strsplit (_ (self->kind->removed), "%s", 2);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  guint n;

  removed->position = gtk_single_selection_get_selected (self->selection);
  removed->drafts = g_object_ref (self->drafts);
  removed->draft = sbx_item_drafts_remove (self->drafts, removed->position);
  g_set_weak_pointer (&removed->view, widget);
  text = g_strjoinv (get_title (self, removed->draft, &name), parts);

  /* The next one is selected, of which one may want to be rid as well. */
  n = g_list_model_get_n_items (G_LIST_MODEL (self->drafts));
  if (n > 0)
    gtk_single_selection_set_selected (self->selection, MIN (removed->position, n - 1));
  sbx_master_detail_set_in_detail (self->panes, FALSE);
  sbx_undo_offer (widget, text, put_back, NULL, removed, removed_free);
}

static void
move_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxDraftsView *self = SBX_DRAFTS_VIEW (widget);
  guint from = gtk_single_selection_get_selected (self->selection);
  guint to = g_str_equal (action_name, "drafts.move-up") ? from - 1 : from + 1;

  sbx_item_drafts_move (self->drafts, from, to);
  gtk_single_selection_set_selected (self->selection, to);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", to);
}

static void
back_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxDraftsView *self = SBX_DRAFTS_VIEW (widget);

  sbx_master_detail_set_in_detail (self->panes, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* --- life ------------------------------------------------------------------------ */

static void
sbx_drafts_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxDraftsView *self = SBX_DRAFTS_VIEW (object);

  switch (prop_id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, sbx_drafts_view_get_selected (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_drafts_view_dispose (GObject *object)
{
  SbxDraftsView *self = SBX_DRAFTS_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selected_signals);
  g_clear_object (&self->selection);
  /* What was not given to the server yet is now. */
  if (self->drafts != NULL)
    sbx_item_drafts_commit (self->drafts);
  g_clear_object (&self->drafts);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_drafts_view_parent_class)->dispose (object);
}

static void
sbx_drafts_view_class_init (SbxDraftsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_drafts_view_get_property;
  object_class->dispose = sbx_drafts_view_dispose;

  properties[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, SBX_TYPE_ITEM_DRAFT,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "drafts.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "drafts.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "drafts.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "drafts.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "drafts.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "drafts.back", NULL, back_action);

  g_type_ensure (SBX_TYPE_LIST_STOP);
  g_type_ensure (SBX_TYPE_MASTER_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-drafts-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, panes);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, box);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, empty_button);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, empty_other_button);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, count_label);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, add_button);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, add_content);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, list);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, below);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, editor_bar);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, back_button);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, editor_title);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftsView, editor_bin);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, panes_changed_cb);
}

/* Keys of the list alone: in the editor they mean something else. */
static const SbxKey keys[] = {
  { GDK_KEY_Delete, 0, "drafts.remove" },
  { GDK_KEY_KP_Delete, 0, "drafts.remove" },
  { GDK_KEY_d, GDK_CONTROL_MASK, "drafts.duplicate" },
  { GDK_KEY_Up, GDK_ALT_MASK, "drafts.move-up" },
  { GDK_KEY_Down, GDK_ALT_MASK, "drafts.move-down" },
};

static void
sbx_drafts_view_init (SbxDraftsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selected_signals = g_signal_group_new (SBX_TYPE_ITEM_DRAFT);
  g_signal_group_connect_swapped (self->selected_signals, "edited", G_CALLBACK (sbx_drafts_view_update_title),
                                  self);
  sbx_keys_add_to_list (GTK_WIDGET (self->list), keys, G_N_ELEMENTS (keys));
}

static char *
without_mnemonic (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);

  return g_strjoinv ("", parts);
}

static void
sbx_drafts_view_set_words (SbxDraftsView *self)
{
  g_autofree char *add = without_mnemonic (_ (self->kind->add_label));

  adw_status_page_set_icon_name (self->empty_page, self->kind->empty_icon);
  adw_status_page_set_title (self->empty_page, _ (self->kind->empty_title));
  adw_status_page_set_description (self->empty_page, _ (self->kind->empty_text));
  sbx_drafts_view_set_empty_action (self, NULL, NULL);
  gtk_button_set_label (self->empty_other_button, _ (self->kind->add_label));
  adw_button_content_set_label (self->add_content, _ (self->kind->add_label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, add, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->kind->list_label), -1);
}

static void
sbx_drafts_view_set_up_list (SbxDraftsView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, FALSE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->drafts));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  /* After the selection, which follows the list. */
  g_signal_connect_object (self->drafts, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

GtkWidget *
sbx_drafts_view_new (SbxServer *server, const SbxDraftsKind *kind)
{
  SbxDraftsView *self;
  GtkWidget *editor;

  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);
  g_return_val_if_fail (kind != NULL, NULL);

  self = g_object_new (SBX_TYPE_DRAFTS_VIEW, NULL);
  self->server = g_object_ref (server);
  self->kind = kind;
  self->drafts = sbx_item_drafts_new (server, kind->property, kind->unique);
  sbx_drafts_view_set_words (self);
  sbx_drafts_view_set_up_list (self);

  editor = kind->create_editor (server);
  adw_bin_set_child (self->editor_bin, editor);
  g_object_bind_property (self, "selected", editor, "draft", G_BINDING_SYNC_CREATE);
  items_changed_cb (self);
  selected_cb (self);
  panes_changed_cb (self);

  return GTK_WIDGET (self);
}

SbxItemDrafts *
sbx_drafts_view_get_drafts (SbxDraftsView *self)
{
  g_return_val_if_fail (SBX_IS_DRAFTS_VIEW (self), NULL);

  return self->drafts;
}

SbxItemDraft *
sbx_drafts_view_get_selected (SbxDraftsView *self)
{
  g_return_val_if_fail (SBX_IS_DRAFTS_VIEW (self), NULL);

  return self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

void
sbx_drafts_view_show (SbxDraftsView *self, SbxItemDraft *draft)
{
  guint position;

  g_return_if_fail (SBX_IS_DRAFTS_VIEW (self));

  position = sbx_item_drafts_find (self->drafts, draft);
  if (position == G_MAXUINT)
    return;

  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  sbx_master_detail_set_in_detail (self->panes, TRUE);
}

void
sbx_drafts_view_add_below (SbxDraftsView *self, GtkWidget *widget)
{
  g_return_if_fail (SBX_IS_DRAFTS_VIEW (self));

  gtk_box_append (self->below, widget);
}

void
sbx_drafts_view_set_empty_action (SbxDraftsView *self, const char *label, const char *action)
{
  g_return_if_fail (SBX_IS_DRAFTS_VIEW (self));

  gtk_button_set_label (self->empty_button, label != NULL ? label : _ (self->kind->add_label));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), label != NULL ? action : "drafts.add");
  gtk_widget_set_visible (GTK_WIDGET (self->empty_other_button), label != NULL);
}
