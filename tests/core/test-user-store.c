/* test-user-store.c — users, their passwords, and files of them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "mbm-password-private.h"
#include "mbm-test-peer.h"

static void
result_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static MbmUser *
verify (MbmUserStore *store, const char *username, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_user_store_verify_async (store, username, password, NULL, result_cb, &result);
  mbm_test_wait_until (result != NULL);
  return mbm_user_store_verify_finish (store, result, error);
}

static void
test_user (void)
{
  char *roles[] = { g_strdup ("admin"), g_strdup ("clerk"), NULL };
  g_autoptr (MbmUser) user = mbm_user_new ("u-1", "anna", (const char *const *) roles);
  g_autoptr (MbmUser) plain = mbm_user_new ("u-2", "bert", NULL);
  g_autoptr (MbmUser) copy = g_boxed_copy (MBM_TYPE_USER, user);

  g_free (roles[0]);
  g_free (roles[1]);
  g_assert_true (copy == user);
  g_assert_cmpstr (mbm_user_get_id (user), ==, "u-1");
  g_assert_cmpstr (mbm_user_get_username (user), ==, "anna");
  g_assert_cmpstrv (mbm_user_get_roles (user), ((const char *[]){ "admin", "clerk", NULL }));
  g_assert_true (mbm_user_has_role (user, "clerk"));
  g_assert_false (mbm_user_has_role (user, "cler"));
  g_assert_nonnull (mbm_user_get_roles (plain));
  g_assert_null (mbm_user_get_roles (plain)[0]);
  g_assert_false (mbm_user_has_role (plain, "admin"));
}

static void
test_password (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *one = mbm_password_hash ("secret123", &error);
  g_autofree char *two = mbm_password_hash ("secret123", &error);
  g_autofree char *setting = mbm_password_new_setting ();
  g_autofree char *too_long = g_strnfill (512, 'p');
  g_autofree char *longest = g_strnfill (511, 'p');
  g_autofree char *of_longest = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (one, "$y$"));
  g_assert_null (strstr (one, "secret123"));
  g_assert_cmpstr (one, !=, two); /* each has a salt of its own */
  g_assert_true (mbm_password_verify ("secret123", one));
  g_assert_true (mbm_password_verify ("secret123", two));
  g_assert_false (mbm_password_verify ("secret124", one));
  g_assert_false (mbm_password_verify ("", one));
  g_assert_false (mbm_password_verify (too_long, one));
  g_assert_false (mbm_password_verify ("secret123", "nonsense"));
  g_assert_false (mbm_password_verify ("secret123", ""));

  /* What the password of nobody is tried on: no password fits, and it is real work. */
  g_assert_true (g_str_has_prefix (setting, "$y$"));
  g_assert_false (mbm_password_verify ("secret123", setting));
  g_assert_false (mbm_password_verify ("", setting));

  of_longest = mbm_password_hash (longest, &error);
  g_assert_no_error (error);
  g_assert_true (mbm_password_verify (longest, of_longest));
  g_assert_null (mbm_password_hash (too_long, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
}

static void
test_verify (void)
{
  g_autoptr (MbmUserStore) store = mbm_user_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmUser) user = NULL;

  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 0);
  g_assert_true (
    mbm_user_store_add (store, "anna", "secret123", ((const char *[]){ "admin", NULL }), &error));
  g_assert_true (mbm_user_store_add (store, "bert", "pässwörd", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 2);

  user = verify (store, "anna", "secret123", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_user_get_username (user), ==, "anna");
  g_assert_cmpstr (mbm_user_get_id (user), ==, "anna");
  g_assert_true (mbm_user_has_role (user, "admin"));
  g_clear_pointer (&user, mbm_user_unref);
  user = verify (store, "bert", "pässwörd", &error);
  g_assert_nonnull (user);

  /* Wrong in any way: the same words. */
  g_assert_null (verify (store, "anna", "Secret123", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);
  {
    g_autofree char *words = g_strdup (error->message);

    g_clear_error (&error);
    g_assert_null (verify (store, "nobody", "secret123", &error));
    g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);
    g_assert_cmpstr (error->message, ==, words);
  }
  g_clear_error (&error);
  g_assert_null (verify (store, "", "", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);

  /* Replaced. */
  g_clear_error (&error);
  g_assert_true (mbm_user_store_add (store, "anna", "other", NULL, &error));
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 2);
  g_assert_null (verify (store, "anna", "secret123", &error));
  g_clear_error (&error);
  g_clear_pointer (&user, mbm_user_unref);
  user = verify (store, "anna", "other", &error);
  g_assert_no_error (error);
  g_assert_false (mbm_user_has_role (user, "admin"));
}

static void
test_add_refused (void)
{
  g_autoptr (MbmUserStore) store = mbm_user_store_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *too_long = g_strnfill (512, 'p');

  g_assert_false (mbm_user_store_add (store, "", "x", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (mbm_user_store_add (store, "anna", "", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (mbm_user_store_add (store, "anna", too_long, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 0);
}

/* The time for somebody who does not exist is that of a hash, not that of a look-up. */
static void
test_same_time (void)
{
  g_autoptr (MbmUserStore) store = mbm_user_store_new ();
  gint64 begin, known = G_MAXINT64, unknown = G_MAXINT64;

  g_assert_true (mbm_user_store_add (store, "anna", "secret123", NULL, NULL));
  for (guint i = 0; i < 5; i++)
    {
      begin = g_get_monotonic_time ();
      g_assert_null (verify (store, "anna", "wrong", NULL));
      known = MIN (known, g_get_monotonic_time () - begin);
      begin = g_get_monotonic_time ();
      g_assert_null (verify (store, "nobody", "wrong", NULL));
      unknown = MIN (unknown, g_get_monotonic_time () - begin);
    }

  g_test_message ("known %" G_GINT64_FORMAT " µs, unknown %" G_GINT64_FORMAT " µs", known, unknown);
  g_assert_cmpint (unknown, >, known / 3);
  g_assert_cmpint (known, >, unknown / 3);
}

static void
count_result_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  guint *counts = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmUser) user = mbm_user_store_verify_finish (MBM_USER_STORE (source_object), result, &error);

  if (user != NULL)
    counts[0]++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    counts[1]++;
  else
    g_assert_not_reached ();
}

static void
test_flood (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  MbmUserStore *store = mbm_user_store_new ();
  gpointer weak = store;
  guint counts[2] = { 0, 0 };

  g_object_add_weak_pointer (G_OBJECT (store), &weak);
  g_assert_true (mbm_user_store_add (store, "anna", "secret123", NULL, NULL));
  for (guint i = 0; i < 6; i++)
    mbm_user_store_verify_async (store, "anna", "secret123", NULL, count_result_cb, counts);
  for (guint i = 0; i < 500; i++)
    mbm_user_store_verify_async (store, "anna", "secret123", cancellable, count_result_cb, counts);

  /* Those that were cancelled while they waited cost nothing, and the store lives until the last one is told.
   */
  g_cancellable_cancel (cancellable);
  g_object_unref (store);
  mbm_test_wait_until (counts[0] + counts[1] == 506);
  g_assert_cmpuint (counts[0], ==, 6);
  mbm_test_wait_until (weak == NULL);
}

static GFile *
write_file (const char *text)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("users-XXXXXX.json", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static void
test_load (void)
{
  g_autoptr (MbmUserStore) store = mbm_user_store_new ();
  g_autoptr (GFile) file = write_file ("{\"users\":[{\"username\":\"admin\",\"password\":\"secret123\","
                                       "\"roles\":[\"admin\",\"x\"]},\n"
                                       "{\"password\":\"viewer123\",\"username\":\"viewer\"}]}");
  g_autoptr (GFile) empty = write_file ("{\"users\":[]}");
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmUser) admin = NULL;
  g_autoptr (MbmUser) viewer = NULL;

  g_assert_true (mbm_user_store_load_file (store, empty, &error));
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 0);
  g_assert_true (mbm_user_store_load_file (store, file, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 2);
  admin = verify (store, "admin", "secret123", &error);
  g_assert_cmpstrv (mbm_user_get_roles (admin), ((const char *[]){ "admin", "x", NULL }));
  viewer = verify (store, "viewer", "viewer123", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length ((char **) mbm_user_get_roles (viewer)), ==, 0);

  g_file_delete (file, NULL, NULL);
  g_file_delete (empty, NULL, NULL);
}

static gboolean
load_async (MbmUserStore *store, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_user_store_load_file_async (store, file, cancellable, result_cb, &result);
  g_assert_null (result); /* nothing waits for the hashes */
  mbm_test_wait_until (result != NULL);
  return mbm_user_store_load_file_finish (store, result, error);
}

static void
test_load_async (void)
{
  g_autoptr (MbmUserStore) store = mbm_user_store_new ();
  g_autoptr (GFile) file = write_file ("{\"users\":[{\"username\":\"ann\",\"password\":\"secret123\"}]}");
  g_autoptr (GFile) wrong = write_file ("{\"users\":[{\"username\":\"bert\",\"password\":\"x\"},7]}");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (MbmUser) ann = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (load_async (store, file, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 0);

  g_assert_true (load_async (store, file, NULL, &error));
  g_assert_no_error (error);
  ann = verify (store, "ann", "secret123", &error);
  g_assert_no_error (error);

  g_assert_false (load_async (store, wrong, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "$.users[1]: must be an object"));
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 1);

  g_file_delete (file, NULL, NULL);
  g_file_delete (wrong, NULL, NULL);
}

static void
test_load_long_password (void)
{
  g_autofree char *password = g_strnfill (512, 'p');
  g_autofree char *text =
    g_strdup_printf ("{\"users\":[{\"username\":\"a\",\"password\":\"%s\"}]}", password);
  g_autoptr (MbmUserStore) store = mbm_user_store_new ();
  g_autoptr (GFile) file = write_file (text);
  g_autoptr (GError) error = NULL;

  g_assert_false (mbm_user_store_load_file (store, file, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "$.users[0].password: "));
  g_file_delete (file, NULL, NULL);
}

static void
test_load_refused (void)
{
  static const struct
  {
    const char *text;
    MbmError code;
    const char *words;
  } cases[] = {
    { "", MBM_ERROR_INVALID_JSON, NULL },
    { "{\"users\":[}", MBM_ERROR_INVALID_JSON, NULL },
    { "[]", MBM_ERROR_INVALID_ARGUMENT, "$: must be an object" },
    { "{}", MBM_ERROR_INVALID_ARGUMENT, "$.users: is missing" },
    { "{\"users\":{}}", MBM_ERROR_INVALID_ARGUMENT, "$.users: must be an array" },
    { "{\"users\":[7]}", MBM_ERROR_INVALID_ARGUMENT, "$.users[0]: must be an object" },
    { "{\"users\":[{}]}", MBM_ERROR_INVALID_ARGUMENT, "$.users[0].username: is missing" },
    { "{\"users\":[{\"username\":\"a\"}]}", MBM_ERROR_INVALID_ARGUMENT, "$.users[0].password: is missing" },
    { "{\"users\":[{\"username\":7}]}", MBM_ERROR_INVALID_ARGUMENT, "$.users[0].username: must be a string" },
    { "{\"users\":[{\"username\":\"\"}]}", MBM_ERROR_INVALID_ARGUMENT,
      "$.users[0].username: must not be empty" },
    { "{\"users\":[{\"username\":\"a\",\"password\":\"b\"},{\"username\":\"c\",\"password\":null}]}",
      MBM_ERROR_INVALID_ARGUMENT, "$.users[1].password: must be a string" },
    { "{\"users\":[{\"username\":\"a\",\"password\":\"b\",\"roles\":\"c\"}]}", MBM_ERROR_INVALID_ARGUMENT,
      "$.users[0].roles: must be an array of strings" },
    { "{\"users\":[{\"username\":\"a\",\"password\":\"b\",\"roles\":[\"c\",1]}]}", MBM_ERROR_INVALID_ARGUMENT,
      "$.users[0].roles[1]: must be a string" },
    { "{\"users\":[{\"username\":\"a\",\"password\":\"b\",\"role\":\"c\"}]}", MBM_ERROR_INVALID_ARGUMENT,
      "$.users[0].role: is not a member of a user" },
    { "{\"users\":[{\"username\":\"a\",\"password\":\"b\"},{\"username\":\"a\",\"password\":\"b\"}]}",
      MBM_ERROR_INVALID_ARGUMENT, "$.users[1].username: names a user who is in the list already" },
  };
  g_autoptr (MbmUserStore) store = mbm_user_store_new ();
  g_autoptr (GFile) missing = g_file_new_for_path ("/nonexistent/users.json");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) file = write_file (cases[i].text);
      g_autofree char *name = g_file_get_parse_name (file);
      g_autofree char *words = g_strdup_printf ("%s: %s", name, cases[i].words);

      g_assert_false (mbm_user_store_load_file (store, file, &error));
      g_assert_error (error, MBM_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_prefix (error->message, name));
      if (cases[i].words != NULL)
        g_assert_cmpstr (error->message, ==, words);
      g_clear_error (&error);
      g_file_delete (file, NULL, NULL);
    }

  g_assert_false (mbm_user_store_load_file (store, missing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (mbm_user_store_get_n_users (store), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/user-store/user", test_user);
  g_test_add_func ("/user-store/password", test_password);
  g_test_add_func ("/user-store/verify", test_verify);
  g_test_add_func ("/user-store/add-refused", test_add_refused);
  g_test_add_func ("/user-store/same-time", test_same_time);
  g_test_add_func ("/user-store/flood", test_flood);
  g_test_add_func ("/user-store/load", test_load);
  g_test_add_func ("/user-store/load-refused", test_load_refused);
  g_test_add_func ("/user-store/load-async", test_load_async);
  g_test_add_func ("/user-store/load-long-password", test_load_long_password);

  return g_test_run ();
}
