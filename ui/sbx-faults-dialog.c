/* sbx-faults-dialog.c — a dialog that lets things go wrong for clients of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-faults-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-number-row.h"
#include "sbx-switch-row.h"

struct _SbxFaultsDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  SbxBanner *banner;
  AdwPreferencesGroup *answers_group;
  SbxNumberRow *delay_row;
  SbxNumberRow *jitter_row;
  SbxNumberRow *drop_row;
  SbxNumberRow *duplicate_row;
  SbxSwitchRow *mute_row;
  GtkWidget *clear_button;
  GtkWidget *cut_button;

  SbxServer *server;
  char **client_ids; /* nullable: all */
  GCancellable *cancellable;
  SbxFaults wanted; /* what is being applied */
};

G_DEFINE_FINAL_TYPE (SbxFaultsDialog, sbx_faults_dialog, ADW_TYPE_WINDOW)

static const char *const actions[] = { "faults.apply",      "faults.clear",  "faults.cut-now",
                                       "faults.cut-answer", "faults.expire", NULL };

/* --- whom it is about ---------------------------------------------------------- */

/* The ids of the clients, of all that are there if none are told; (transfer full) */
static char **
sbx_faults_dialog_dup_ids (SbxFaultsDialog *self)
{
  GListModel *peers = sbx_endpoint_get_peers (SBX_ENDPOINT (self->server));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (self->client_ids != NULL)
    return g_strdupv (self->client_ids);

  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, i);

      g_strv_builder_add (builder, sbx_peer_get_id (peer));
    }

  return g_strv_builder_end (builder);
}

static gboolean
has_faults (SbxFaultsDialog *self)
{
  g_auto (GStrv) ids = sbx_faults_dialog_dup_ids (self);

  if (self->client_ids == NULL && sbx_server_get_faults (self->server, NULL) != NULL)
    return TRUE;

  for (guint i = 0; ids[i] != NULL; i++)
    if (!sbx_faults_is_none (sbx_server_get_faults (self->server, ids[i])))
      return TRUE;

  return FALSE;
}

static void
sbx_faults_dialog_update_actions (SbxFaultsDialog *self)
{
  g_auto (GStrv) ids = sbx_faults_dialog_dup_ids (self);
  gboolean idle = self->cancellable == NULL;

  for (guint i = 0; actions[i] != NULL; i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], idle && ids[0] != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "faults.apply", idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "faults.clear", idle && has_faults (self));
}

static void
set_number (SbxNumberRow *row, double value)
{
  gtk_adjustment_set_value (sbx_number_row_get_adjustment (row), value);
}

static double
get_number (SbxNumberRow *row)
{
  return gtk_adjustment_get_value (sbx_number_row_get_adjustment (row));
}

static gboolean
faults_equal (const SbxFaults *a, const SbxFaults *b)
{
  return a->delay == b->delay && a->jitter == b->jitter && a->drop == b->drop &&
         a->duplicate == b->duplicate && a->mute == b->mute;
}

/* What goes wrong already; where that is not the same for all, it is said and nothing is shown. */
static void
sbx_faults_dialog_show_faults (SbxFaultsDialog *self)
{
  static const SbxFaults none = { 0 };
  g_auto (GStrv) ids = sbx_faults_dialog_dup_ids (self);
  const SbxFaults *common = NULL;
  gboolean differ = FALSE;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      const SbxFaults *faults = sbx_server_get_faults (self->server, ids[i]);

      faults = faults != NULL ? faults : &none;
      differ |= common != NULL && !faults_equal (common, faults);
      common = faults;
    }

  if (differ)
    adw_preferences_group_set_description (
      self->answers_group, _ ("They do not all have the same faults now; applying gives them the same"));
  if (differ || common == NULL)
    common = &none;

  set_number (self->delay_row, common->delay);
  set_number (self->jitter_row, common->jitter);
  set_number (self->drop_row, common->drop * 100);
  set_number (self->duplicate_row, common->duplicate * 100);
  g_object_set (self->mute_row, "active", common->mute, NULL);
}

/* --- doing it ------------------------------------------------------------------ */

static void
sbx_faults_dialog_done (SbxFaultsDialog *self, const char *text, GError *error)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  g_clear_object (&self->cancellable);
  if (self->server == NULL)
    return; /* the window is gone */

  if (error != NULL)
    {
      g_object_set (self->banner, "text", error->message, NULL);
      sbx_faults_dialog_update_actions (self);
      return;
    }

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", text);
  gtk_window_close (GTK_WINDOW (self));
}

static GCancellable *
sbx_faults_dialog_begin (SbxFaultsDialog *self)
{
  self->cancellable = g_cancellable_new ();
  g_object_set (self->banner, "text", NULL, NULL);
  sbx_faults_dialog_update_actions (self);

  return self->cancellable;
}

static void sbx_faults_dialog_apply (SbxFaultsDialog *self);

/* All are those who come later, too; they are told first, and then those who are there. */
static void
newcomers_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxFaultsDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sbx_server_set_faults_finish (SBX_SERVER (source), result, &error))
    sbx_faults_dialog_done (self, NULL, error);
  else if (self->server != NULL)
    sbx_faults_dialog_apply (self);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxFaultsDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  sbx_server_set_faults_finish (SBX_SERVER (source), result, &error);
  sbx_faults_dialog_done (self,
                          sbx_faults_is_none (&self->wanted) ? _ ("Faults cleared") : _ ("Faults applied"),
                          error);
}

static void
sbx_faults_dialog_apply (SbxFaultsDialog *self)
{
  g_auto (GStrv) ids = sbx_faults_dialog_dup_ids (self);

  sbx_server_set_faults_async (self->server, (const char *const *) ids, &self->wanted, self->cancellable,
                               applied_cb, g_object_ref (self));
}

static void
apply_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxFaultsDialog *self = SBX_FAULTS_DIALOG (widget);

  self->wanted = (SbxFaults){ 0 };
  if (!g_str_equal (action_name, "faults.clear"))
    {
      self->wanted.delay = (guint) get_number (self->delay_row);
      self->wanted.jitter = (guint) get_number (self->jitter_row);
      self->wanted.drop = get_number (self->drop_row) / 100;
      self->wanted.duplicate = get_number (self->duplicate_row) / 100;
      g_object_get (self->mute_row, "active", &self->wanted.mute, NULL);
    }

  sbx_faults_dialog_begin (self);
  if (self->client_ids == NULL)
    sbx_server_set_faults_async (self->server, NULL, &self->wanted, self->cancellable, newcomers_cb,
                                 g_object_ref (self));
  else
    sbx_faults_dialog_apply (self);
}

static void
cut_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxFaultsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  int n = sbx_server_cut_clients_finish (SBX_SERVER (source), result, &error);
  g_autofree char *text = g_strdup_printf (ngettext ("%d client is cut off", "%d clients are cut off", n), n);

  sbx_faults_dialog_done (self, text, error);
}

static void
cut_next_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxFaultsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  int n = sbx_server_cut_clients_finish (SBX_SERVER (source), result, &error);
  g_autofree char *text = g_strdup_printf (ngettext ("The next answer cuts %d client off",
                                                     "The next answers cut %d clients off", n),
                                           n);

  sbx_faults_dialog_done (self, text, error);
}

static void
cut_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxFaultsDialog *self = SBX_FAULTS_DIALOG (widget);
  g_auto (GStrv) ids = sbx_faults_dialog_dup_ids (self);
  gboolean now = g_str_equal (action_name, "faults.cut-now");

  sbx_server_cut_clients_async (self->server, (const char *const *) ids,
                                now ? SBX_CUT_NOW : SBX_CUT_MID_ANSWER, sbx_faults_dialog_begin (self),
                                now ? cut_cb : cut_next_cb, g_object_ref (self));
}

static void
expired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxFaultsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  int n = sbx_server_expire_tokens_finish (SBX_SERVER (source), result, &error);
  g_autofree char *text = n == 0 ? g_strdup (_ ("Nobody of them is logged in"))
                                 : g_strdup_printf (ngettext ("%d token expired", "%d tokens expired", n), n);

  sbx_faults_dialog_done (self, text, error);
}

static void
expire_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxFaultsDialog *self = SBX_FAULTS_DIALOG (widget);
  g_auto (GStrv) ids = sbx_faults_dialog_dup_ids (self);

  sbx_server_expire_tokens_async (self->server, (const char *const *) ids, sbx_faults_dialog_begin (self),
                                  expired_cb, g_object_ref (self));
}

/* --- life ---------------------------------------------------------------------- */

static void
sbx_faults_dialog_dispose (GObject *object)
{
  SbxFaultsDialog *self = SBX_FAULTS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->server);
  g_clear_pointer (&self->client_ids, g_strfreev);

  G_OBJECT_CLASS (sbx_faults_dialog_parent_class)->dispose (object);
}

static void
sbx_faults_dialog_finalize (GObject *object)
{
  g_clear_object (&SBX_FAULTS_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (sbx_faults_dialog_parent_class)->finalize (object);
}

static void
sbx_faults_dialog_class_init (SbxFaultsDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_faults_dialog_dispose;
  object_class->finalize = sbx_faults_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "faults.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "faults.clear", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "faults.cut-now", NULL, cut_action);
  gtk_widget_class_install_action (widget_class, "faults.cut-answer", NULL, cut_action);
  gtk_widget_class_install_action (widget_class, "faults.expire", NULL, expire_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-faults-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, answers_group);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, delay_row);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, jitter_row);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, drop_row);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, duplicate_row);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, mute_row);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, clear_button);
  gtk_widget_class_bind_template_child (widget_class, SbxFaultsDialog, cut_button);
}

static void
sbx_faults_dialog_init (SbxFaultsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe_clients (const char *const *client_ids)
{
  guint n = client_ids != NULL ? g_strv_length ((char **) client_ids) : 0;

  if (client_ids == NULL)
    return g_strdup (_ ("All clients"));

  return n == 1 ? g_strdup (client_ids[0])
                : g_strdup_printf (ngettext ("%u selected client", "%u selected clients", n), n);
}

GtkWindow *
sbx_faults_dialog_new (SbxServer *server, const char *const *client_ids)
{
  SbxFaultsDialog *self;
  g_autofree char *whom = NULL;

  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);

  self = g_object_new (SBX_TYPE_FAULTS_DIALOG, NULL);
  self->server = g_object_ref (server);
  self->client_ids = g_strdupv ((char **) client_ids);
  whom = describe_clients (client_ids);
  adw_window_title_set_subtitle (self->window_title, whom);

  sbx_faults_dialog_show_faults (self);
  sbx_faults_dialog_update_actions (self);
  g_signal_connect_object (server, "faults-changed", G_CALLBACK (sbx_faults_dialog_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sbx_endpoint_get_peers (SBX_ENDPOINT (server)), "items-changed",
                           G_CALLBACK (sbx_faults_dialog_update_actions), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->delay_row));

  return GTK_WINDOW (self);
}
