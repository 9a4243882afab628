/* sbx-save-popover.c — saves a message in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-save-popover.h"

#include <glib/gi18n.h>

struct _SbxSavePopover
{
  GtkPopover parent_instance;

  GtkEditable *name;
  GtkDropDown *folder;
  GtkStringList *folder_names;
  GtkWidget *secrets_label;
  GtkLabel *error_label;
  GtkWidget *replace_button;
  GtkWidget *save_button;

  SbxLibrary *library;
  SbxDraft *draft;        /* (nullable) */
  SbxLibraryItem *origin; /* (nullable) */
  GPtrArray *folders;     /* SbxLibraryItem, NULL for none, as in the drop-down */
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxSavePopover, sbx_save_popover, GTK_TYPE_POPOVER)

static void
unref_item (gpointer item)
{
  if (item != NULL)
    g_object_unref (item);
}

static void
changed_cb (SbxSavePopover *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  gtk_widget_set_sensitive (self->save_button, *name != '\0');
}

static void
show_error (SbxSavePopover *self, const char *text)
{
  gtk_label_set_label (self->error_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text != NULL);
}

static void
finish (SbxSavePopover *self, SbxLibraryItem *item)
{
  g_autofree char *text = g_strdup_printf (_ ("“%s” saved"), sbx_library_item_get_name (item));

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
  g_signal_emit (self, signals[SAVED], 0, item);
}

static void
save_cb (SbxSavePopover *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  g_autoptr (SbxDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  guint selected = gtk_drop_down_get_selected (self->folder);
  SbxLibraryItem *folder = selected < self->folders->len ? g_ptr_array_index (self->folders, selected) : NULL;
  SbxLibraryItem *item;

  if (*name == '\0' || self->draft == NULL)
    return;

  draft = sbx_draft_copy (self->draft);
  g_object_set (draft, "title", g_str_equal (name, sbx_draft_get_name (draft)) ? NULL : name, NULL);
  item = sbx_library_add (self->library, folder, draft, &error);
  if (item != NULL)
    finish (self, item);
  else
    show_error (self, error->message);
}

static void
replace_cb (SbxSavePopover *self)
{
  if (self->origin == NULL || self->draft == NULL)
    return;

  sbx_library_update (self->library, self->origin, self->draft);
  finish (self, self->origin);
}

static void
add_folders (SbxSavePopover *self, GListModel *items, const char *names)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SbxLibraryItem) item = g_list_model_get_item (items, i);
      g_autofree char *item_names = NULL;

      if (!sbx_library_item_is_folder (item))
        continue;
      item_names =
        g_strdup_printf ("%s%s%s", names, *names != '\0' ? " / " : "", sbx_library_item_get_name (item));
      gtk_string_list_append (self->folder_names, item_names);
      g_ptr_array_add (self->folders, g_object_ref (item));
      add_folders (self, sbx_library_item_get_children (item), item_names);
    }
}

/* The folder that it came from is offered, or else the one that was chosen last. */
static void
show_folders (SbxSavePopover *self)
{
  g_autofree char *last = NULL;
  GtkStringObject *selected = gtk_drop_down_get_selected_item (self->folder);
  guint wanted = 0;

  if (selected != NULL)
    last = g_strdup (gtk_string_object_get_string (selected));
  gtk_string_list_splice (self->folder_names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->folder_names)),
                          (const char *const[]){ C_ ("folder", "None"), NULL });
  g_ptr_array_set_size (self->folders, 0);
  g_ptr_array_add (self->folders, NULL);
  add_folders (self, sbx_library_get_items (self->library), "");

  for (guint i = 1; i < self->folders->len; i++)
    if (self->origin != NULL
          ? g_ptr_array_index (self->folders, i) == sbx_library_item_get_parent (self->origin)
          : g_strcmp0 (gtk_string_list_get_string (self->folder_names, i), last) == 0)
      wanted = i;
  gtk_drop_down_set_selected (self->folder, wanted);
  gtk_widget_set_sensitive (GTK_WIDGET (self->folder), self->folders->len > 1);
}

static void
sbx_save_popover_dispose (GObject *object)
{
  SbxSavePopover *self = SBX_SAVE_POPOVER (object);

  g_clear_object (&self->library);
  g_clear_object (&self->draft);
  g_clear_object (&self->origin);
  g_clear_pointer (&self->folders, g_ptr_array_unref);

  G_OBJECT_CLASS (sbx_save_popover_parent_class)->dispose (object);
}

static void
sbx_save_popover_class_init (SbxSavePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_save_popover_dispose;

  signals[SAVED] = g_signal_new ("saved", SBX_TYPE_SAVE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, SBX_TYPE_LIBRARY_ITEM);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-save-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSavePopover, name);
  gtk_widget_class_bind_template_child (widget_class, SbxSavePopover, folder);
  gtk_widget_class_bind_template_child (widget_class, SbxSavePopover, folder_names);
  gtk_widget_class_bind_template_child (widget_class, SbxSavePopover, secrets_label);
  gtk_widget_class_bind_template_child (widget_class, SbxSavePopover, error_label);
  gtk_widget_class_bind_template_child (widget_class, SbxSavePopover, replace_button);
  gtk_widget_class_bind_template_child (widget_class, SbxSavePopover, save_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, replace_cb);
}

static void
sbx_save_popover_init (SbxSavePopover *self)
{
  self->folders = g_ptr_array_new_with_free_func (unref_item);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_save_popover_new (SbxLibrary *library)
{
  SbxSavePopover *self;

  g_return_val_if_fail (SBX_IS_LIBRARY (library), NULL);

  self = g_object_new (SBX_TYPE_SAVE_POPOVER, NULL);
  self->library = g_object_ref (library);
  return GTK_WIDGET (self);
}

void
sbx_save_popover_set_draft (SbxSavePopover *self, SbxDraft *draft, SbxLibraryItem *origin)
{
  g_autoptr (SbxDraft) open = NULL;

  g_return_if_fail (SBX_IS_SAVE_POPOVER (self));
  g_return_if_fail (SBX_IS_DRAFT (draft));

  g_set_object (&self->draft, draft);
  g_set_object (&self->origin, origin);
  open = sbx_draft_copy (draft);
  gtk_widget_set_visible (self->secrets_label, sbx_draft_strip_secrets (open));
  show_error (self, NULL);
  show_folders (self);
  gtk_widget_set_visible (self->replace_button, origin != NULL);
  gtk_editable_set_text (self->name,
                         origin != NULL ? sbx_library_item_get_name (origin) : sbx_draft_get_name (draft));
  gtk_editable_select_region (self->name, 0, -1);
  changed_cb (self);
}
