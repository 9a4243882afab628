/* sbx-event-dialog.c — a dialog that sends an event to clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-event-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-entry-row.h"
#include "sbx-payload-editor.h"
#include "sbx-shapes.h"

struct _SbxEventDialog
{
  AdwWindow parent_instance;

  SbxBanner *banner;
  AdwPreferencesGroup *group;
  SbxEntryRow *name_row;
  SbxPayloadEditor *payload_editor;
  GtkWidget *send_button;

  SbxServer *server;
  char **client_ids;
  char *filled; /* a payload that nobody wrote */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (SbxEventDialog, sbx_event_dialog, ADW_TYPE_WINDOW)

static const char *
check_name (const char *name)
{
  return name[0] == '$' ? _ ("Names that begin with $ are the protocol’s own") : NULL;
}

static void
edited_cb (SbxEventDialog *self)
{
  const char *name = sbx_entry_row_get_text (self->name_row);

  sbx_entry_row_set_error (self->name_row, check_name (name));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.send",
                                 name[0] != '\0' && check_name (name) == NULL &&
                                   sbx_payload_editor_get_valid_json (self->payload_editor) &&
                                   self->cancellable == NULL);
}

/* A form for the event, where it is known what that looks like. What was written stays. */
static void
name_edited_cb (SbxEventDialog *self)
{
  const char *name = sbx_entry_row_get_text (self->name_row);
  g_autofree char *text = sbx_payload_editor_dup_text (self->payload_editor);
  gboolean untouched = text[strspn (text, " \t\r\n{}")] == '\0' || g_strcmp0 (text, self->filled) == 0;
  g_autoptr (MbmSchema) schema = NULL;

  if (self->server == NULL)
    return;

  if (*name != '\0')
    schema = sbx_shapes_dup_schema (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)), SBX_SHAPE_EVENT,
                                    name, SBX_SHAPE_PAYLOAD);
  sbx_payload_editor_set_schema (self->payload_editor, schema);
  if (untouched)
    {
      sbx_payload_editor_fill (self->payload_editor);
      g_free (self->filled);
      self->filled = sbx_payload_editor_dup_text (self->payload_editor);
    }
  edited_cb (self);
}

static char **
suggest_names (gpointer server)
{
  return sbx_shapes_dup_names (sbx_endpoint_get_shapes (server), SBX_SHAPE_EVENT);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxEventDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  int n = sbx_server_send_event_finish (SBX_SERVER (source), result, &error);

  g_clear_object (&self->cancellable);
  if (self->server == NULL)
    return; /* the window is gone */

  if (n < 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_object_set (self->banner, "text", error->message, NULL);
      edited_cb (self);
      return;
    }

  text = g_strdup_printf (ngettext ("Sent to %d client", "Sent to %d clients", n), n);
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
send_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEventDialog *self = SBX_EVENT_DIALOG (widget);
  g_autofree char *payload = sbx_payload_editor_dup_text (self->payload_editor);

  self->cancellable = g_cancellable_new ();
  g_object_set (self->banner, "text", NULL, NULL);
  edited_cb (self);
  sbx_server_send_event_async (self->server, (const char *const *) self->client_ids,
                               sbx_entry_row_get_text (self->name_row), payload, self->cancellable, sent_cb,
                               g_object_ref (self));
}

static void
sbx_event_dialog_dispose (GObject *object)
{
  SbxEventDialog *self = SBX_EVENT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->server);
  g_clear_pointer (&self->client_ids, g_strfreev);

  G_OBJECT_CLASS (sbx_event_dialog_parent_class)->dispose (object);
}

static void
sbx_event_dialog_finalize (GObject *object)
{
  SbxEventDialog *self = SBX_EVENT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_free (self->filled);

  G_OBJECT_CLASS (sbx_event_dialog_parent_class)->finalize (object);
}

static void
sbx_event_dialog_class_init (SbxEventDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_event_dialog_dispose;
  object_class->finalize = sbx_event_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "dialog.send", NULL, send_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.send", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_PAYLOAD_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-event-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxEventDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxEventDialog, group);
  gtk_widget_class_bind_template_child (widget_class, SbxEventDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SbxEventDialog, payload_editor);
  gtk_widget_class_bind_template_child (widget_class, SbxEventDialog, send_button);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_edited_cb);
}

static void
sbx_event_dialog_init (SbxEventDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  edited_cb (self);
}

/* To whom it goes, in words. */
static char *
describe_clients (const char *const *client_ids)
{
  guint n = client_ids != NULL ? g_strv_length ((char **) client_ids) : 0;

  if (n == 0)
    return g_strdup (_ ("To all clients that take it"));

  if (n == 1)
    /* Translators: %s is the id of a client */
    return g_strdup_printf (_ ("To %s"), client_ids[0]);

  return g_strdup_printf (ngettext ("To %u selected client", "To %u selected clients", n), n);
}

GtkWindow *
sbx_event_dialog_new (SbxServer *server, const char *const *client_ids)
{
  SbxEventDialog *self;
  g_autofree char *whom = NULL;
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);

  self = g_object_new (SBX_TYPE_EVENT_DIALOG, NULL);
  self->server = g_object_ref (server);
  self->client_ids = g_strdupv ((char **) client_ids);
  sbx_entry_row_set_suggestions (self->name_row, suggest_names, g_object_ref (server), g_object_unref);
  whom = describe_clients (client_ids);
  escaped = g_markup_escape_text (whom, -1);
  adw_preferences_group_set_description (self->group, escaped);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));

  return GTK_WINDOW (self);
}
