/* mbm-user-store.c — users with passwords and roles
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-password-private.h"
#include "mbm-user-store.h"
#include "mbm-user-file-private.h"

/* A flood of logins must take neither every thread of the program nor every core of the machine: the others
 * wait for their turn. */
#define MBM_USER_STORE_MAX_THREADS 2

/**
 * MbmUserStore:
 *
 * Users with passwords and roles, behind a server's `$login`: the [iface@Mbm.AuthProvider] that comes with
 * the library. It takes the credentials `username` and `password`.
 *
 * Of a password only its yescrypt hash is kept, in memory. A store belongs to the thread-default main context
 * of the thread that made it.
 *
 * Since: 0.1
 */
struct _MbmUserStore
{
  GObject parent_instance;

  GHashTable *records; /* user name → MbmUserRecord */
  GQueue waiting;      /* GTask of those who wait for a thread */
  guint n_running;
  guint max_running;
  char *nobody; /* what the password of a user who does not exist is tried on */
};

static void mbm_user_store_provider_init (MbmAuthProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbmUserStore,
                               mbm_user_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MBM_TYPE_AUTH_PROVIDER, mbm_user_store_provider_init))

typedef struct
{
  MbmUser *user;
  char *hash;
} MbmUserRecord;

typedef struct
{
  MbmUser *user; /* NULL: nobody of that name */
  char *hash;
  char *password;
} MbmVerification;

static void mbm_user_store_start_next (MbmUserStore *self);

static void
mbm_user_record_free (MbmUserRecord *record)
{
  mbm_user_unref (record->user);
  g_free (record->hash);
  g_free (record);
}

static void
mbm_verification_free (MbmVerification *verification)
{
  g_clear_pointer (&verification->user, mbm_user_unref);
  g_free (verification->hash);
  mbm_password_free (verification->password);
  g_free (verification);
}

static void
mbm_user_store_finalize (GObject *object)
{
  MbmUserStore *self = MBM_USER_STORE (object);

  /* Each task holds a reference on the store. */
  g_assert (g_queue_is_empty (&self->waiting));
  g_hash_table_unref (self->records);
  g_free (self->nobody);

  G_OBJECT_CLASS (mbm_user_store_parent_class)->finalize (object);
}

static void
mbm_user_store_class_init (MbmUserStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mbm_user_store_finalize;
}

static void
mbm_user_store_init (MbmUserStore *self)
{
  self->records =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mbm_user_record_free);
  self->nobody = mbm_password_new_setting ();
  self->max_running = CLAMP (g_get_num_processors () / 2, 1, MBM_USER_STORE_MAX_THREADS);
  g_queue_init (&self->waiting);
}

/**
 * mbm_user_store_new:
 *
 * Makes a store with nobody in it.
 *
 * Returns: (transfer full): a new store
 *
 * Since: 0.1
 */
MbmUserStore *
mbm_user_store_new (void)
{
  return g_object_new (MBM_TYPE_USER_STORE, NULL);
}

static void
mbm_user_store_take (MbmUserStore *self, const char *username, char *hash, const char *const *roles)
{
  MbmUserRecord *record = g_new0 (MbmUserRecord, 1);

  record->user = mbm_user_new (username, username, roles);
  record->hash = hash;
  g_hash_table_replace (self->records, g_strdup (username), record);
}

static void
mbm_user_store_take_entries (MbmUserStore *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      MbmUserFileEntry *entry = g_ptr_array_index (entries, i);

      mbm_user_store_take (self, entry->username, g_steal_pointer (&entry->hash),
                           (const char *const *) entry->roles);
    }
}

/**
 * mbm_user_store_add:
 * @self: a user store
 * @username: the name to log in with, which is the user's id too; not empty
 * @password: the password; not empty
 * @roles: (nullable) (array zero-terminated=1): names of the user's roles
 * @error: (nullable): return location
 *
 * Adds a user; one of the same name is replaced. Hashing the password takes about 20 ms.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] for an empty name, or a password that is empty or too long.
 *
 * Returns: %TRUE if the user was added
 *
 * Since: 0.1
 */
gboolean
mbm_user_store_add (MbmUserStore *self,
                    const char *username,
                    const char *password,
                    const char *const *roles,
                    GError **error)
{
  char *hash;

  g_return_val_if_fail (MBM_IS_USER_STORE (self), FALSE);
  g_return_val_if_fail (username != NULL, FALSE);
  g_return_val_if_fail (password != NULL, FALSE);

  if (username[0] == '\0' || password[0] == '\0')
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                           username[0] == '\0' ? _ ("A user needs a name") : _ ("A user needs a password"));
      return FALSE;
    }

  hash = mbm_password_hash (password, error);
  if (hash == NULL)
    return FALSE;

  mbm_user_store_take (self, username, hash, roles);
  return TRUE;
}

/**
 * mbm_user_store_load_file:
 * @self: a user store
 * @file: a JSON file `{"users":[{"username","password","roles":[]}]}`; `roles` may be missing
 * @error: (nullable): return location
 *
 * Adds all users of a file, or none of them. Takes about 20 ms a user.
 *
 * The error says which file, and where in it: `users.json: $.users[0].password: must be a string`. Apart from
 * the errors of reading: [error@Mbm.Error.INVALID_JSON] and its kin, and [error@Mbm.Error.INVALID_ARGUMENT]
 * for a file that does not have the form above, names a user twice, or has members that are not known.
 *
 * Returns: %TRUE if the users were added
 *
 * Since: 0.1
 */
gboolean
mbm_user_store_load_file (MbmUserStore *self, GFile *file, GError **error)
{
  g_autoptr (GPtrArray) users = NULL;

  g_return_val_if_fail (MBM_IS_USER_STORE (self), FALSE);
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  users = mbm_user_file_load (file, error);
  if (users == NULL)
    return FALSE;

  mbm_user_store_take_entries (self, users);
  return TRUE;
}

static void
mbm_user_store_load_thread (GTask *task,
                            gpointer source_object,
                            gpointer task_data,
                            GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *users = mbm_user_file_load (task_data, &error);

  if (users != NULL)
    g_task_return_pointer (task, users, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mbm_user_store_load_file_async:
 * @self: a user store
 * @file: a JSON file as for mbm_user_store_load_file()
 * @cancellable: (nullable): to give up; the users are not added then
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Adds all users of a file, or none of them. The passwords are hashed in a thread.
 *
 * Since: 0.1
 */
void
mbm_user_store_load_file_async (MbmUserStore *self,
                                GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MBM_IS_USER_STORE (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_user_store_load_file_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, mbm_user_store_load_thread);
}

/**
 * mbm_user_store_load_file_finish:
 * @self: a user store
 * @result: what the callback got
 * @error: (nullable): return location
 *
 * Ends mbm_user_store_load_file_async(): the users are there from now on. Errors are those of
 * mbm_user_store_load_file().
 *
 * Returns: %TRUE if the users were added
 *
 * Since: 0.1
 */
gboolean
mbm_user_store_load_file_finish (MbmUserStore *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) users = NULL;

  g_return_val_if_fail (MBM_IS_USER_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  users = g_task_propagate_pointer (G_TASK (result), error);
  if (users == NULL)
    return FALSE;

  mbm_user_store_take_entries (self, users);
  return TRUE;
}

/**
 * mbm_user_store_get_n_users:
 * @self: a user store
 *
 * How many users there are.
 *
 * Returns: a number of users
 *
 * Since: 0.1
 */
guint
mbm_user_store_get_n_users (MbmUserStore *self)
{
  g_return_val_if_fail (MBM_IS_USER_STORE (self), 0);

  return g_hash_table_size (self->records);
}

static void
mbm_user_store_verify_thread (GTask *task,
                              gpointer source_object,
                              gpointer task_data,
                              GCancellable *cancellable)
{
  MbmVerification *verification = task_data;
  gboolean right =
    verification->hash != NULL && mbm_password_verify (verification->password, verification->hash);

  if (right && verification->user != NULL)
    g_task_return_pointer (task, mbm_user_ref (verification->user), (GDestroyNotify) mbm_user_unref);
  else
    g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, _ ("Invalid user name or password"));
}

static void
mbm_user_store_completed_cb (MbmUserStore *self)
{
  self->n_running--;
  mbm_user_store_start_next (self);
}

static void
mbm_user_store_start_next (MbmUserStore *self)
{
  while (self->n_running < self->max_running && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

      if (g_task_return_error_if_cancelled (task))
        continue;

      self->n_running++;
      g_signal_connect_object (task, "notify::completed", G_CALLBACK (mbm_user_store_completed_cb), self,
                               G_CONNECT_SWAPPED);
      g_task_run_in_thread (task, mbm_user_store_verify_thread);
    }
}

/**
 * mbm_user_store_verify_async:
 * @self: a user store
 * @username: a user name
 * @password: the password to try
 * @cancellable: (nullable): to give up
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Finds out whether a password is a user's.
 *
 * The hash is computed in a thread, two at a time in each store at most; what comes meanwhile waits. It takes
 * the same time whether there is a user of that name or not. The copies that the store makes of @password are
 * wiped.
 *
 * Since: 0.1
 */
void
mbm_user_store_verify_async (MbmUserStore *self,
                             const char *username,
                             const char *password,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  MbmVerification *verification;
  MbmUserRecord *record;
  GTask *task;

  g_return_if_fail (MBM_IS_USER_STORE (self));
  g_return_if_fail (username != NULL);
  g_return_if_fail (password != NULL);

  record = g_hash_table_lookup (self->records, username);
  verification = g_new0 (MbmVerification, 1);
  verification->user = record != NULL ? mbm_user_ref (record->user) : NULL;
  verification->hash = g_strdup (record != NULL ? record->hash : self->nobody);
  verification->password = g_strdup (password);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_user_store_verify_async);
  g_task_set_task_data (task, verification, (GDestroyNotify) mbm_verification_free);

  g_queue_push_tail (&self->waiting, task);
  mbm_user_store_start_next (self);
}

/**
 * mbm_user_store_verify_finish:
 * @self: a user store
 * @result: what the callback got
 * @error: (nullable): return location
 *
 * Ends mbm_user_store_verify_async().
 *
 * Errors: [error@Mbm.Error.LOGIN_FAILED] if there is no such user or the password is wrong: the error does
 * not say which.
 *
 * Returns: (transfer full): the user
 *
 * Since: 0.1
 */
MbmUser *
mbm_user_store_verify_finish (MbmUserStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_USER_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mbm_user_store_authenticated_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbmAuthAttempt) attempt = user_data;
  g_autoptr (MbmUser) user = mbm_user_store_verify_finish (MBM_USER_STORE (source_object), result, NULL);

  if (user != NULL)
    mbm_auth_attempt_succeed (attempt, user, NULL, 0);
  else
    mbm_auth_attempt_fail (attempt, "invalid_credentials", "Invalid user name or password");
}

static void
mbm_user_store_authenticate (MbmAuthProvider *provider, MbmAuthAttempt *attempt)
{
  MbmUserStore *self = MBM_USER_STORE (provider);
  char *token = mbm_auth_attempt_dup_credential (attempt, "token");
  g_autofree char *username = NULL;
  char *password = NULL;

  if (token != NULL)
    {
      mbm_auth_attempt_fail (attempt, "invalid_token", "The token is not valid");
    }
  else if (mbm_auth_attempt_require (attempt, "username") && mbm_auth_attempt_require (attempt, "password"))
    {
      username = mbm_auth_attempt_dup_credential (attempt, "username");
      password = mbm_auth_attempt_dup_credential (attempt, "password");
      if (mbm_user_store_get_n_users (self) == 0)
        mbm_auth_attempt_fail (attempt, "user_not_found", "This server has no users");
      else
        mbm_user_store_verify_async (self, username, password, mbm_auth_attempt_get_cancellable (attempt),
                                     mbm_user_store_authenticated_cb, g_object_ref (attempt));
    }

  mbm_password_free (token);
  mbm_password_free (password);
}

static void
mbm_user_store_provider_init (MbmAuthProviderInterface *iface)
{
  iface->authenticate = mbm_user_store_authenticate;
}
