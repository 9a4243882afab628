/* sbx-users-group.c — the users of a hosted server, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-users-group.h"

#include <glib/gi18n.h>

#include "sbx-user-row.h"

struct _SbxUsersGroup
{
  AdwPreferencesGroup parent_instance;

  GListStore *users;
  GPtrArray *rows; /* of SbxUserRow, as the users */
  GPtrArray *gone; /* names of users that had a password */
  char **roles;    /* (nullable): those that are offered */
  char *description;
  char *error;
};

enum
{
  PROP_0,
  PROP_ERROR,
  PROP_COMPLETE,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxUsersGroup, sbx_users_group, ADW_TYPE_PREFERENCES_GROUP)

static void
sbx_users_group_changed (SbxUsersGroup *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remove_cb (SbxUsersGroup *self, SbxUserRow *row)
{
  guint position;

  if (!g_ptr_array_find (self->rows, row, &position))
    return;

  if (sbx_user_row_get_old_name (row) != NULL)
    g_ptr_array_add (self->gone, g_strdup (sbx_user_row_get_old_name (row)));
  g_ptr_array_remove_index (self->rows, position);
  g_list_store_remove (self->users, position);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (row));
  sbx_users_group_changed (self);
}

static char **
suggest_roles (gpointer user_data)
{
  return g_strdupv (SBX_USERS_GROUP (user_data)->roles);
}

static GtkWidget *
sbx_users_group_add_row (SbxUsersGroup *self, SbxUserConfig *user, gboolean known)
{
  GtkWidget *row = sbx_user_row_new (user, known);

  sbx_user_row_set_roles_func (SBX_USER_ROW (row), suggest_roles, self);
  g_signal_connect_object (row, "changed", G_CALLBACK (sbx_users_group_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);

  return row;
}

static void
add_cb (SbxUsersGroup *self)
{
  g_autoptr (SbxUserConfig) user = sbx_user_config_new ("", NULL);
  GtkWidget *row;

  g_list_store_append (self->users, user);
  row = sbx_users_group_add_row (self, user, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
  gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

static void
sbx_users_group_set_error (SbxUsersGroup *self, const char *error)
{
  if (g_strcmp0 (self->error, error) == 0)
    return;

  g_free (self->error);
  self->error = g_strdup (error);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         error != NULL ? error : self->description);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
sbx_users_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxUsersGroup *self = SBX_USERS_GROUP (object);

  switch (prop_id)
    {
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, sbx_users_group_get_complete (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_users_group_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxUsersGroup *self = SBX_USERS_GROUP (object);

  switch (prop_id)
    {
    case PROP_ERROR:
      sbx_users_group_set_error (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_users_group_finalize (GObject *object)
{
  SbxUsersGroup *self = SBX_USERS_GROUP (object);

  g_clear_object (&self->users);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->gone);
  g_strfreev (self->roles);
  g_free (self->description);
  g_free (self->error);

  G_OBJECT_CLASS (sbx_users_group_parent_class)->finalize (object);
}

static void
sbx_users_group_class_init (SbxUsersGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_users_group_get_property;
  object_class->set_property = sbx_users_group_set_property;
  object_class->finalize = sbx_users_group_finalize;

  properties[PROP_ERROR] =
    g_param_spec_string ("error", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_USERS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-users-group.ui");
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
sbx_users_group_init (SbxUsersGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->gone = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->description = g_strdup (adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (self)));
}

void
sbx_users_group_set_users (SbxUsersGroup *self, GListStore *users, gboolean known)
{
  g_return_if_fail (SBX_IS_USERS_GROUP (self));
  g_return_if_fail (G_IS_LIST_STORE (users));
  g_return_if_fail (self->users == NULL);

  self->users = g_object_ref (users);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (users)); i++)
    {
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (G_LIST_MODEL (users), i);

      sbx_users_group_add_row (self, user, known);
    }
}

void
sbx_users_group_set_roles (SbxUsersGroup *self, const char *const *roles)
{
  g_return_if_fail (SBX_IS_USERS_GROUP (self));

  g_strfreev (self->roles);
  self->roles = g_strdupv ((char **) roles);
}

gboolean
sbx_users_group_get_complete (SbxUsersGroup *self)
{
  g_return_val_if_fail (SBX_IS_USERS_GROUP (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    if (!sbx_user_row_get_complete (g_ptr_array_index (self->rows, i)))
      return FALSE;

  return TRUE;
}

typedef struct
{
  guint n_pending;
  GError *error;
} SaveData;

static void
save_data_free (SaveData *data)
{
  g_clear_error (&data->error);
  g_free (data);
}

static void
save_done (GTask *task)
{
  SaveData *data = g_task_get_task_data (task);

  if (--data->n_pending > 0)
    return;

  if (data->error != NULL)
    g_task_return_error (task, g_steal_pointer (&data->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SaveData *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!sbx_secrets_store_finish (SBX_SECRETS (source), result, &error) && data->error == NULL)
    data->error = g_steal_pointer (&error);
  save_done (task);
}

static void
store_password (GTask *task,
                SbxSecrets *secrets,
                const char *server_id,
                const char *username,
                const char *password)
{
  SaveData *data = g_task_get_task_data (task);
  g_autofree char *key = g_strdup_printf ("server:%s:user:%s", server_id, username);
  /* Translators: how a password is named in the keyring; %s is a user name */
  g_autofree char *label = g_strdup_printf (_ ("Signalbox: password of “%s” at a hosted server"), username);

  data->n_pending++;
  sbx_secrets_store_async (secrets, key, label, password, NULL, stored_cb, g_object_ref (task));
}

void
sbx_users_group_save_passwords_async (SbxUsersGroup *self,
                                      SbxSecrets *secrets,
                                      const char *server_id,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SaveData *data = g_new0 (SaveData, 1);

  g_return_if_fail (SBX_IS_USERS_GROUP (self));
  g_return_if_fail (SBX_IS_SECRETS (secrets));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sbx_users_group_save_passwords_async);
  g_task_set_task_data (task, data, (GDestroyNotify) save_data_free);

  /* Held until all are on their way, so that it is not done before. */
  data->n_pending = 1;

  for (guint i = 0; i < self->gone->len; i++)
    store_password (task, secrets, server_id, g_ptr_array_index (self->gone, i), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      SbxUserRow *row = g_ptr_array_index (self->rows, i);
      const char *old_name = sbx_user_row_get_old_name (row);
      g_autofree char *username = NULL;

      g_object_get (sbx_user_row_get_user (row), "username", &username, NULL);
      if (old_name != NULL && !g_str_equal (old_name, username))
        store_password (task, secrets, server_id, old_name, NULL);
    }

  /* After the removals: a name may have gone from one user to another. */
  for (guint i = 0; i < self->rows->len; i++)
    {
      SbxUserRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *username = NULL;

      g_object_get (sbx_user_row_get_user (row), "username", &username, NULL);
      if (sbx_user_row_get_password (row)[0] != '\0')
        store_password (task, secrets, server_id, username, sbx_user_row_get_password (row));
    }

  save_done (task);
}

gboolean
sbx_users_group_save_passwords_finish (SbxUsersGroup *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
