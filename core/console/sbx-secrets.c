/* sbx-secrets.c — passwords and tokens
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include <libsecret/secret.h>

#include "sbx-secrets.h"

struct _SbxSecrets
{
  GObject parent_instance;

  GHashTable *memory; /* key → secret that the service did not take, or has not taken yet */
  gboolean persistent;
};

/* A secret on its way to the service. */
typedef struct
{
  char *key;
  const char *kept; /* in memory meanwhile: only to be compared */
} Storing;

enum
{
  PROP_0,
  PROP_PERSISTENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxSecrets, sbx_secrets, G_TYPE_OBJECT)

static const SecretSchema schema = {
  .name = "org.signalbox.Signalbox",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "key", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void
storing_free (gpointer data)
{
  Storing *storing = data;

  g_free (storing->key);
  g_free (storing);
}

static void
free_secret (gpointer data)
{
  sbx_secrets_free_secret (data);
}

static void
sbx_secrets_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PERSISTENT:
      g_value_set_boolean (value, sbx_secrets_get_persistent (SBX_SECRETS (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_secrets_finalize (GObject *object)
{
  SbxSecrets *self = SBX_SECRETS (object);

  g_hash_table_unref (self->memory);

  G_OBJECT_CLASS (sbx_secrets_parent_class)->finalize (object);
}

static void
sbx_secrets_class_init (SbxSecretsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_secrets_get_property;
  object_class->finalize = sbx_secrets_finalize;

  properties[PROP_PERSISTENT] =
    g_param_spec_boolean ("persistent", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_secrets_init (SbxSecrets *self)
{
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);
}

static void
set_persistent (SbxSecrets *self, gboolean persistent)
{
  if (self->persistent == persistent)
    return;

  self->persistent = persistent;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSISTENT]);
}

/**
 * sbx_secrets_new:
 *
 * Also begins to find out whether there is a Secret Service: see the property `persistent`.
 *
 * Returns: (transfer full): a place for secrets
 */
SbxSecrets *
sbx_secrets_new (void)
{
  SbxSecrets *self = g_object_new (SBX_TYPE_SECRETS, NULL);

  /* There is none, and so nothing is unlocked for it. */
  sbx_secrets_lookup_async (self, "probe", NULL, NULL, NULL);
  return self;
}

/**
 * sbx_secrets_get_persistent:
 *
 * Returns: whether secrets are there again at the next start
 */
gboolean
sbx_secrets_get_persistent (SbxSecrets *self)
{
  g_return_val_if_fail (SBX_IS_SECRETS (self), FALSE);

  return self->persistent;
}

/**
 * sbx_secrets_free_secret:
 * @secret: (nullable) (transfer full): what sbx_secrets_lookup_finish() gave
 *
 * Overwrites a secret and frees it.
 */
void
sbx_secrets_free_secret (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static GHashTable *
make_attributes (const char *key)
{
  return secret_attributes_build (&schema, "key", key, NULL);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SbxSecrets *self = g_task_get_source_object (task);
  Storing *storing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      set_persistent (self, TRUE);
      if (g_hash_table_lookup (self->memory, storing->key) == storing->kept)
        g_hash_table_remove (self->memory, storing->key);
    }
  else
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      g_info ("A password is kept in memory only: %s", error->message);
      set_persistent (self, FALSE);
    }
  g_task_return_boolean (task, TRUE);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* FALSE without an error: there was none. */
  secret_password_clear_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  set_persistent (g_task_get_source_object (task), error == NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * sbx_secrets_store_async:
 * @key: which one
 * @label: what people see in a password manager
 * @secret: (nullable): the secret; %NULL removes it
 *
 * Keeps a secret, in place of an earlier one: in the Secret Service, else in memory. Fails only if it is
 * cancelled.
 */
void
sbx_secrets_store_async (SbxSecrets *self,
                         const char *key,
                         const char *label,
                         const char *secret,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  Storing *storing;
  char *kept;

  g_return_if_fail (SBX_IS_SECRETS (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_secrets_store_async);
  attributes = make_attributes (key);
  g_hash_table_remove (self->memory, key);

  if (secret == NULL)
    {
      secret_password_clearv (&schema, attributes, cancellable, on_cleared, g_steal_pointer (&task));
      return;
    }

  /* Who asks for it before the service has it gets it from here. */
  kept = g_strdup (secret);
  g_hash_table_replace (self->memory, g_strdup (key), kept);
  storing = g_new (Storing, 1);
  storing->key = g_strdup (key);
  storing->kept = kept;
  g_task_set_task_data (task, storing, storing_free);
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret, cancellable,
                          on_stored, g_steal_pointer (&task));
}

/**
 * sbx_secrets_store_finish:
 *
 * Returns: %TRUE if the secret is kept; %FALSE if the call was cancelled
 */
gboolean
sbx_secrets_store_finish (SbxSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *found = secret_password_lookup_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    g_info ("Passwords are kept in memory only: %s", error->message);

  set_persistent (g_task_get_source_object (task), error == NULL);
  g_task_return_pointer (task, g_strdup (found), free_secret);
  secret_password_free (found);
}

/**
 * sbx_secrets_lookup_async:
 * @key: which one
 *
 * Looks for a secret. A locked keyring asks the user first.
 */
void
sbx_secrets_lookup_async (SbxSecrets *self,
                          const char *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  const char *kept;

  g_return_if_fail (SBX_IS_SECRETS (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_secrets_lookup_async);

  kept = g_hash_table_lookup (self->memory, key);
  if (kept != NULL)
    {
      g_task_return_pointer (task, g_strdup (kept), free_secret);
      return;
    }

  attributes = make_attributes (key);
  secret_password_lookupv (&schema, attributes, cancellable, on_looked_up, g_steal_pointer (&task));
}

/**
 * sbx_secrets_lookup_finish:
 *
 * Returns: (nullable) (transfer full): the secret, for sbx_secrets_free_secret(); %NULL without an error:
 * there is none
 */
char *
sbx_secrets_lookup_finish (SbxSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
