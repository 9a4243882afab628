/* sbx-message-tools.c — what can be done with a message besides sending it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-message-tools.h"

#include <glib/gi18n.h>

#include "sbx-library-view.h"
#include "sbx-preview-popover.h"
#include "sbx-run-dialog.h"
#include "sbx-save-popover.h"
#include "sbx-variables-dialog.h"

struct _SbxMessageTools
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkMenuButton *library_button;
  GtkMenuButton *save_button;
  GtkMenuButton *more_button;
  GtkWidget *library;
  GtkWidget *save_popover;
  GtkWidget *preview_popover;

  SbxConsole *console;
  SbxEndpoint *endpoint;
  SbxMessageToolsFunc func;
  gpointer user_data;
  SbxLibraryItem *origin; /* (nullable): where what is written came from */
};

enum
{
  ACTIVATED,
  SEND_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxMessageTools, sbx_message_tools, GTK_TYPE_WIDGET)

static SbxDraft *
dup_draft (SbxMessageTools *self)
{
  return self->func != NULL ? self->func (self->user_data) : NULL;
}

/* Which item has this draft; NULL if it comes from elsewhere. */
static SbxLibraryItem *
find_origin (GListModel *items, SbxDraft *draft)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SbxLibraryItem) item = g_list_model_get_item (items, i);
      SbxLibraryItem *found = item;

      if (sbx_library_item_is_folder (item))
        found = find_origin (sbx_library_item_get_children (item), draft);
      else if (sbx_library_item_get_draft (item) != draft)
        found = NULL;
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
take (SbxMessageTools *self, SbxDraft *draft)
{
  g_set_object (&self->origin,
                find_origin (sbx_library_get_items (sbx_console_get_library (self->console)), draft));
  gtk_menu_button_popdown (self->library_button);
}

static void
activated_cb (SbxMessageTools *self, SbxDraft *draft)
{
  g_autoptr (SbxDraft) held = g_object_ref (draft);

  take (self, draft);
  g_signal_emit (self, signals[ACTIVATED], 0, draft);
}

static void
send_requested_cb (SbxMessageTools *self, SbxDraft *draft)
{
  g_autoptr (SbxDraft) held = g_object_ref (draft);

  take (self, draft);
  g_signal_emit (self, signals[SEND_REQUESTED], 0, draft);
}

static void
saved_cb (SbxMessageTools *self, SbxLibraryItem *item)
{
  g_set_object (&self->origin, item);
}

/* An item that was removed meanwhile is no place to save to. */
static gboolean
is_there (SbxMessageTools *self, SbxLibraryItem *item)
{
  return item != NULL && find_origin (sbx_library_get_items (sbx_console_get_library (self->console)),
                                      sbx_library_item_get_draft (item)) == item;
}

static void
save_shown_cb (GtkMenuButton *button, gpointer user_data)
{
  SbxMessageTools *self = user_data;
  g_autoptr (SbxDraft) draft = dup_draft (self);

  if (draft == NULL)
    return;
  if (!is_there (self, self->origin))
    g_clear_object (&self->origin);
  sbx_save_popover_set_draft (SBX_SAVE_POPOVER (self->save_popover), draft, self->origin);
}

/* --- actions ------------------------------------------------------------------------------- */

static void
library_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxMessageTools *self = SBX_MESSAGE_TOOLS (widget);

  sbx_library_view_show (SBX_LIBRARY_VIEW (self->library), g_str_equal (action_name, "tools.history"));
  gtk_menu_button_popup (self->library_button);
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_menu_button_popup (SBX_MESSAGE_TOOLS (widget)->save_button);
}

static void
preview_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxMessageTools *self = SBX_MESSAGE_TOOLS (widget);
  g_autoptr (SbxDraft) draft = dup_draft (self);
  graphene_rect_t bounds;

  if (draft == NULL)
    return;
  if (gtk_widget_compute_bounds (GTK_WIDGET (self->more_button), widget, &bounds))
    {
      GdkRectangle area = { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                            (int) bounds.size.height };

      gtk_popover_set_pointing_to (GTK_POPOVER (self->preview_popover), &area);
    }
  sbx_preview_popover_set_draft (SBX_PREVIEW_POPOVER (self->preview_popover), draft);
  gtk_popover_popup (GTK_POPOVER (self->preview_popover));
}

static void
present (SbxMessageTools *self, GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (dialog);
}

/* What is written takes other values from its answer now. */
static void
captures_changed_cb (SbxMessageTools *self, GPtrArray *captures)
{
  g_autoptr (SbxDraft) draft = dup_draft (self);

  if (draft == NULL)
    return;
  sbx_draft_set_captures (draft, captures);
  g_signal_emit (self, signals[ACTIVATED], 0, draft);
}

static void
variables_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxMessageTools *self = SBX_MESSAGE_TOOLS (widget);
  g_autoptr (SbxDraft) draft = dup_draft (self);
  GtkWindow *dialog = sbx_variables_dialog_new (self->console, self->endpoint, draft);

  g_signal_connect_object (dialog, "captures-changed", G_CALLBACK (captures_changed_cb), self,
                           G_CONNECT_SWAPPED);
  present (self, dialog);
}

static void
run_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxMessageTools *self = SBX_MESSAGE_TOOLS (widget);
  g_autoptr (SbxDraft) draft = dup_draft (self);

  if (draft != NULL && *sbx_draft_get_name (draft) != '\0')
    present (self, sbx_run_dialog_new (self->console, self->endpoint, draft));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", _ ("Choose a request or event first"));
}

/* --- life ---------------------------------------------------------------------------------- */

static void
sbx_message_tools_dispose (GObject *object)
{
  SbxMessageTools *self = SBX_MESSAGE_TOOLS (object);

  self->func = NULL;
  if (self->preview_popover != NULL)
    gtk_widget_unparent (g_steal_pointer (&self->preview_popover));
  if (self->box != NULL)
    gtk_widget_unparent (g_steal_pointer (&self->box));
  g_clear_object (&self->origin);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_message_tools_parent_class)->dispose (object);
}

static void
sbx_message_tools_class_init (SbxMessageToolsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_message_tools_dispose;

  signals[ACTIVATED] = g_signal_new ("activated", SBX_TYPE_MESSAGE_TOOLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, SBX_TYPE_DRAFT);
  signals[SEND_REQUESTED] = g_signal_new ("send-requested", SBX_TYPE_MESSAGE_TOOLS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, SBX_TYPE_DRAFT);

  gtk_widget_class_install_action (widget_class, "tools.library", NULL, library_action);
  gtk_widget_class_install_action (widget_class, "tools.history", NULL, library_action);
  gtk_widget_class_install_action (widget_class, "tools.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "tools.preview", NULL, preview_action);
  gtk_widget_class_install_action (widget_class, "tools.variables", NULL, variables_action);
  gtk_widget_class_install_action (widget_class, "tools.run", NULL, run_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-message-tools.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxMessageTools, box);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageTools, library_button);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageTools, save_button);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageTools, more_button);
}

static void
sbx_message_tools_init (SbxMessageTools *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_message_tools_new (void)
{
  return g_object_new (SBX_TYPE_MESSAGE_TOOLS, NULL);
}

void
sbx_message_tools_set_up (SbxMessageTools *self,
                          SbxConsole *console,
                          SbxEndpoint *endpoint,
                          SbxMessageToolsFunc func,
                          gpointer user_data)
{
  GtkWidget *popover = gtk_popover_new ();

  g_return_if_fail (SBX_IS_MESSAGE_TOOLS (self));
  g_return_if_fail (self->console == NULL);

  self->console = g_object_ref (console);
  self->endpoint = g_object_ref (endpoint);
  self->func = func;
  self->user_data = user_data;

  self->library = sbx_library_view_new (console, endpoint);
  gtk_widget_set_size_request (self->library, 310, 400);
  g_signal_connect_object (self->library, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "send-requested", G_CALLBACK (send_requested_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_set_child (GTK_POPOVER (popover), self->library);
  gtk_menu_button_set_popover (self->library_button, popover);

  self->save_popover = sbx_save_popover_new (sbx_console_get_library (console));
  g_signal_connect_object (self->save_popover, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->save_button, self->save_popover);
  gtk_menu_button_set_create_popup_func (self->save_button, save_shown_cb, self, NULL);

  self->preview_popover = sbx_preview_popover_new (console, endpoint);
  gtk_widget_set_parent (self->preview_popover, GTK_WIDGET (self));
}

/**
 * sbx_message_tools_add_section:
 * @section: items, whose actions are those of whoever has the tools
 *
 * Adds a section to the menu.
 */
void
sbx_message_tools_add_section (SbxMessageTools *self, GMenuModel *section)
{
  g_return_if_fail (SBX_IS_MESSAGE_TOOLS (self));

  g_menu_append_section (G_MENU (gtk_menu_button_get_menu_model (self->more_button)), NULL, section);
}
