/* sbx-client-dialog.c — all that is known of one client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-client-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-client-format.h"
#include "sbx-format.h"
#include "sbx-heartbeat-lane.h"
#include "sbx-plain-row.h"
#include "sbx-value-row.h"

struct _SbxClientDialog
{
  AdwWindow parent_instance;

  SbxBanner *banner;
  SbxValueRow *id_row;
  SbxValueRow *connection_row;
  SbxValueRow *type_row;
  SbxValueRow *user_row;
  SbxValueRow *address_row;
  SbxValueRow *dialect_row;
  SbxValueRow *capabilities_row;
  SbxValueRow *connected_row;
  SbxValueRow *activity_row;
  SbxValueRow *heartbeat_row;
  SbxValueRow *missed_row;
  SbxValueRow *faults_row;
  SbxHeartbeatLane *lane;
  SbxValueRow *received_row;
  SbxValueRow *sent_row;
  AdwPreferencesGroup *subscriptions_group;
  GtkWidget *all_row;
  AdwPreferencesGroup *metadata_group;
  GtkLabel *metadata;

  SbxPeer *peer;
  GPtrArray *subscription_rows;
  char **subscriptions;
  guint tick;
};

G_DEFINE_FINAL_TYPE (SbxClientDialog, sbx_client_dialog, ADW_TYPE_WINDOW)

/* @text: (transfer full) */
static void
show (SbxValueRow *row, char *text)
{
  sbx_value_row_set_value (row, text);
  g_free (text);
}

static void
sbx_client_dialog_show_subscriptions (SbxClientDialog *self)
{
  g_auto (GStrv) subscriptions = NULL;

  g_object_get (self->peer, "subscriptions", &subscriptions, NULL);
  if (self->subscriptions != NULL &&
      g_strv_equal ((const char *const *) self->subscriptions, (const char *const *) subscriptions))
    return;

  for (guint i = 0; i < self->subscription_rows->len; i++)
    adw_preferences_group_remove (self->subscriptions_group, g_ptr_array_index (self->subscription_rows, i));
  g_ptr_array_set_size (self->subscription_rows, 0);
  for (guint i = 0; subscriptions[i] != NULL; i++)
    {
      GtkWidget *row =
        g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", subscriptions[i], NULL);

      adw_preferences_group_add (self->subscriptions_group, row);
      g_ptr_array_add (self->subscription_rows, row);
    }
  gtk_widget_set_visible (self->all_row, subscriptions[0] == NULL);
  g_strfreev (self->subscriptions);
  self->subscriptions = g_steal_pointer (&subscriptions);
}

static char *
make_leaving_text (SbxPeer *peer)
{
  const char *reason = sbx_peer_get_reason (peer);
  g_autofree char *when = NULL;

  if (sbx_peer_get_present (peer))
    return NULL;

  when = sbx_format_time (sbx_peer_get_left_at (peer));
  /* Translators: when a client left, and why */
  return g_strdup_printf (_ ("It left at %s: %s"), when, reason != NULL ? reason : _ ("no reason was given"));
}

static gboolean
sbx_client_dialog_update (gpointer user_data)
{
  SbxClientDialog *self = user_data;
  g_autofree char *leaving = make_leaving_text (self->peer);
  gint64 activity;

  g_object_get (self->peer, "last-activity", &activity, NULL);
  g_object_set (self->banner, "text", leaving, NULL);
  show (self->user_row, sbx_client_format_user (self->peer));
  show (self->dialect_row, sbx_client_format_dialect (self->peer));
  show (self->connected_row, sbx_client_format_connected (self->peer));
  show (self->activity_row, sbx_format_ago (activity, g_get_real_time ()));
  show (self->heartbeat_row, sbx_client_format_heartbeat (self->peer));
  show (self->missed_row, sbx_client_format_missed (self->peer));
  show (self->faults_row, sbx_client_format_faults (self->peer));
  show (self->received_row, sbx_client_format_received (self->peer));
  show (self->sent_row, sbx_client_format_sent (self->peer));
  sbx_client_dialog_show_subscriptions (self);

  return G_SOURCE_CONTINUE;
}

/* What does not change as long as it is there. */
static void
sbx_client_dialog_show_identity (SbxClientDialog *self)
{
  g_autofree char *metadata = NULL;

  show (self->id_row, sbx_client_format_id (self->peer));
  show (self->connection_row, g_strdup (sbx_peer_get_connection_id (self->peer)));
  show (self->type_row, sbx_client_format_type (self->peer));
  show (self->address_row, sbx_client_format_address (self->peer));
  show (self->capabilities_row, sbx_client_format_capabilities (self->peer));
  gtk_window_set_title (GTK_WINDOW (self), sbx_peer_get_id (self->peer));

  g_object_get (self->peer, "metadata", &metadata, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->metadata_group), metadata != NULL);
  gtk_label_set_text (self->metadata, metadata != NULL ? metadata : "");
}

static void
sbx_client_dialog_dispose (GObject *object)
{
  SbxClientDialog *self = SBX_CLIENT_DIALOG (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sbx_client_dialog_parent_class)->dispose (object);
}

static void
sbx_client_dialog_finalize (GObject *object)
{
  SbxClientDialog *self = SBX_CLIENT_DIALOG (object);

  g_ptr_array_unref (self->subscription_rows);
  g_strfreev (self->subscriptions);

  G_OBJECT_CLASS (sbx_client_dialog_parent_class)->finalize (object);
}

static void
sbx_client_dialog_class_init (SbxClientDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_client_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = sbx_client_dialog_finalize;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_HEARTBEAT_LANE);
  g_type_ensure (SBX_TYPE_PLAIN_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-client-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, connection_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, type_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, user_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, dialect_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, capabilities_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, connected_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, activity_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, heartbeat_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, missed_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, faults_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, lane);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, received_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, sent_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, subscriptions_group);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, all_row);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, metadata_group);
  gtk_widget_class_bind_template_child (widget_class, SbxClientDialog, metadata);
}

static void
sbx_client_dialog_init (SbxClientDialog *self)
{
  self->subscription_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sbx_client_dialog_new:
 * @peer: a client, who may leave meanwhile
 */
GtkWindow *
sbx_client_dialog_new (SbxPeer *peer)
{
  SbxClientDialog *self;

  g_return_val_if_fail (SBX_IS_PEER (peer), NULL);

  self = g_object_new (SBX_TYPE_CLIENT_DIALOG, NULL);
  self->peer = g_object_ref (peer);
  sbx_heartbeat_lane_set_peer (self->lane, peer);
  sbx_client_dialog_show_identity (self);
  sbx_client_dialog_update (self);
  self->tick = g_timeout_add_seconds (1, sbx_client_dialog_update, self);

  return GTK_WINDOW (self);
}
