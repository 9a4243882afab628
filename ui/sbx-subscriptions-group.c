/* sbx-subscriptions-group.c — what a connection has subscribed to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-subscriptions-group.h"

#include <glib/gi18n.h>

#include "mbm-json.h"
#include "sbx-entry-row.h"
#include "sbx-format.h"
#include "sbx-shapes.h"

struct _SbxSubscriptionsGroup
{
  AdwPreferencesGroup parent_instance;

  GtkMenuButton *add_button;
  GtkPopover *popover;
  GtkListBox *list;
  SbxEntryRow *events_row;
  SbxEntryRow *filter_row;

  SbxConnection *connection;
};

G_DEFINE_FINAL_TYPE (SbxSubscriptionsGroup, sbx_subscriptions_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
is_running (SbxSubscriptionsGroup *self)
{
  return self->connection != NULL &&
         sbx_endpoint_get_state (SBX_ENDPOINT (self->connection)) == SBX_ENDPOINT_RUNNING;
}

/* What is wrong with the filter, in words; NULL if nothing is. */
static char *
check_filter (const char *filter)
{
  g_autoptr (GError) error = NULL;

  if (filter[0] == '\0')
    return NULL;

  if (!mbm_json_check (filter, -1, &error))
    return g_strdup (error->message);

  if (mbm_json_value_get_type (mbm_json_value (filter, -1)) != MBM_JSON_OBJECT)
    return g_strdup (_ ("A filter is a JSON object"));

  return NULL;
}

static void
edited_cb (SbxSubscriptionsGroup *self)
{
  g_auto (GStrv) events = sbx_split_list (sbx_entry_row_get_text (self->events_row));
  g_autofree char *wrong = check_filter (sbx_entry_row_get_text (self->filter_row));

  sbx_entry_row_set_error (self->filter_row, wrong);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "subscription.add",
                                 events[0] != NULL && wrong == NULL && is_running (self));
}

static void
state_changed_cb (SbxSubscriptionsGroup *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), is_running (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "subscription.remove", is_running (self));
  edited_cb (self);
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxSubscriptionsGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sbx_connection_subscribe_finish (SBX_CONNECTION (source), result, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
      return;
    }

  sbx_entry_row_set_text (self->events_row, "");
  sbx_entry_row_set_text (self->filter_row, "");
}

static void
add_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxSubscriptionsGroup *self = SBX_SUBSCRIPTIONS_GROUP (widget);
  g_auto (GStrv) events = sbx_split_list (sbx_entry_row_get_text (self->events_row));
  const char *filter = sbx_entry_row_get_text (self->filter_row);

  gtk_popover_popdown (self->popover);
  sbx_connection_subscribe_async (self->connection, (const char *const *) events,
                                  filter[0] != '\0' ? filter : NULL, NULL, subscribed_cb,
                                  g_object_ref (self));
}

static void
unsubscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxSubscriptionsGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sbx_connection_unsubscribe_finish (SBX_CONNECTION (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxSubscriptionsGroup *self = SBX_SUBSCRIPTIONS_GROUP (widget);
  GListModel *subscriptions = sbx_connection_get_subscriptions (self->connection);

  for (guint i = 0; i < g_list_model_get_n_items (subscriptions); i++)
    {
      g_autoptr (SbxSubscription) subscription = g_list_model_get_item (subscriptions, i);
      g_autofree char *id = NULL;

      g_object_get (subscription, "id", &id, NULL);
      if (g_strcmp0 (id, g_variant_get_string (parameter, NULL)) == 0)
        {
          sbx_connection_unsubscribe_async (self->connection, subscription, NULL, unsubscribed_cb,
                                            g_object_ref (self));
          return;
        }
    }
}

static gboolean
count_to_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_take_string (to, sbx_format_count (g_value_get_uint64 (from)));

  return TRUE;
}

static GtkWidget *
create_remove_button (const char *id)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_tooltip_text (button, _ ("Unsubscribe"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Unsubscribe"),
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "subscription.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id != NULL ? id : "");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *count = gtk_label_new (NULL);
  g_autofree char *id = NULL;
  g_auto (GStrv) events = NULL;
  g_autofree char *filter = NULL;
  g_autofree char *names = NULL;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  g_object_get (item, "id", &id, "events", &events, "filter", &filter, NULL);
  names = sbx_format_list ((const char *const *) events);
  title = g_markup_escape_text (names, -1);
  subtitle = g_markup_escape_text (filter != NULL ? filter : "", -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  g_object_bind_property_full (item, "n-received", count, "label", G_BINDING_SYNC_CREATE, count_to_text, NULL,
                               NULL, NULL);
  gtk_widget_set_tooltip_text (count, _ ("Events received"));
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), count);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_remove_button (id));

  return row;
}

static void
sbx_subscriptions_group_dispose (GObject *object)
{
  SbxSubscriptionsGroup *self = SBX_SUBSCRIPTIONS_GROUP (object);

  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sbx_subscriptions_group_parent_class)->dispose (object);
}

static void
sbx_subscriptions_group_class_init (SbxSubscriptionsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_subscriptions_group_dispose;

  gtk_widget_class_install_action (widget_class, "subscription.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "subscription.remove", "s", remove_action);

  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-subscriptions-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSubscriptionsGroup, add_button);
  gtk_widget_class_bind_template_child (widget_class, SbxSubscriptionsGroup, popover);
  gtk_widget_class_bind_template_child (widget_class, SbxSubscriptionsGroup, list);
  gtk_widget_class_bind_template_child (widget_class, SbxSubscriptionsGroup, events_row);
  gtk_widget_class_bind_template_child (widget_class, SbxSubscriptionsGroup, filter_row);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
}

static void
sbx_subscriptions_group_init (SbxSubscriptionsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What stands before the last comma stays. */
static char **
suggest_events (gpointer user_data)
{
  SbxSubscriptionsGroup *self = user_data;
  g_auto (GStrv) names =
    sbx_shapes_dup_names (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->connection)), SBX_SHAPE_EVENT);
  const char *text = sbx_entry_row_get_text (self->events_row);
  const char *comma = strrchr (text, ',');
  gsize length = comma != NULL ? comma + 1 - text + strspn (comma + 1, " ") : 0;
  g_autofree char *before = g_strndup (text, length);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *whole = g_strconcat (before, names[i], NULL);

      g_strv_builder_add (builder, whole);
    }
  return g_strv_builder_end (builder);
}

GtkWidget *
sbx_subscriptions_group_new (SbxConnection *connection)
{
  SbxSubscriptionsGroup *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_SUBSCRIPTIONS_GROUP, NULL);
  self->connection = g_object_ref (connection);
  gtk_list_box_bind_model (self->list, sbx_connection_get_subscriptions (connection), create_row, NULL, NULL);
  sbx_entry_row_set_suggestions (self->events_row, suggest_events, self, NULL);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);

  return GTK_WIDGET (self);
}
