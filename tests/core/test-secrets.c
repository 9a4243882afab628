/* test-secrets.c — passwords in the Secret Service, or in memory
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"
#include "secret-service-mock.h"

#define KEY "connection:1:password"

static void
assert_secret (SbxSecrets *secrets, const char *expected)
{
  char *found = lookup_secret (secrets, KEY);

  g_assert_cmpstr (found, ==, expected);
  sbx_secrets_free_secret (found);
}

/* No bus at all: in memory, for as long as the object lives. */
static void
test_no_bus (void)
{
  SbxSecrets *secrets = sbx_secrets_new ();

  assert_secret (secrets, NULL);
  store_secret (secrets, KEY, "one");
  g_assert_false (sbx_secrets_get_persistent (secrets));
  assert_secret (secrets, "one");
  store_secret (secrets, KEY, "two");
  assert_secret (secrets, "two");
  store_secret (secrets, KEY, NULL);
  assert_secret (secrets, NULL);
  store_secret (secrets, KEY, NULL);
  store_secret (secrets, KEY, "three");
  wait_until (G_OBJECT (secrets)->ref_count == 1);
  g_assert_finalize_object (secrets);

  secrets = sbx_secrets_new ();
  assert_secret (secrets, NULL);
  wait_until (G_OBJECT (secrets)->ref_count == 1);
  g_assert_finalize_object (secrets);
}

static void
test_cancel (void)
{
  g_autoptr (SbxSecrets) secrets = sbx_secrets_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  g_cancellable_cancel (cancellable);
  sbx_secrets_lookup_async (secrets, KEY, cancellable, take_result, &result);
  done = wait_for_result (&result);
  g_assert_null (sbx_secrets_lookup_finish (secrets, done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A bus without the service. */
static void
test_no_service (void)
{
  SbxSecrets *secrets = sbx_secrets_new ();

  store_secret (secrets, KEY, "one");
  g_assert_false (sbx_secrets_get_persistent (secrets));
  assert_secret (secrets, "one");
  wait_until (G_OBJECT (secrets)->ref_count == 1);
  g_assert_finalize_object (secrets);
}

static void
test_service (gconstpointer address)
{
  SecretServiceMock *service = secret_service_mock_new (address);
  SbxSecrets *secrets = sbx_secrets_new ();

  wait_until (sbx_secrets_get_persistent (secrets));
  assert_secret (secrets, NULL);
  store_secret (secrets, KEY, "pass wörd");
  g_assert_cmpstr (secret_service_mock_get_secret (service, KEY), ==, "pass wörd");
  g_assert_cmpstr (secret_service_mock_get_label (service, KEY), ==, "Signalbox test");
  g_assert_cmpstr (secret_service_mock_get_schema (service, KEY), ==, "org.signalbox.Signalbox");
  store_secret (secrets, KEY, "two");
  g_assert_cmpuint (secret_service_mock_get_n_items (service), ==, 1);
  wait_until (G_OBJECT (secrets)->ref_count == 1);
  g_assert_finalize_object (secrets);

  /* There again at the next start. */
  secrets = sbx_secrets_new ();
  assert_secret (secrets, "two");
  store_secret (secrets, KEY, NULL);
  g_assert_cmpuint (secret_service_mock_get_n_items (service), ==, 0);
  assert_secret (secrets, NULL);

  /* The service goes away: what comes now stays in memory. */
  secret_service_mock_free (service);
  store_secret (secrets, KEY, "three");
  g_assert_false (sbx_secrets_get_persistent (secrets));
  assert_secret (secrets, "three");
  wait_until (G_OBJECT (secrets)->ref_count == 1);
  g_assert_finalize_object (secrets);
}

/* A keyring that is locked, and whose user does not unlock it. */
static void
test_locked (gconstpointer address)
{
  SecretServiceMock *service = secret_service_mock_new (address);
  SbxSecrets *secrets = sbx_secrets_new ();

  wait_until (sbx_secrets_get_persistent (secrets));
  secret_service_mock_set_locked (service, TRUE);
  store_secret (secrets, KEY, "one");
  g_assert_cmpuint (secret_service_mock_get_n_prompts (service), ==, 1);
  g_assert_cmpuint (secret_service_mock_get_n_items (service), ==, 0);
  g_assert_false (sbx_secrets_get_persistent (secrets));
  assert_secret (secrets, "one");
  wait_until (G_OBJECT (secrets)->ref_count == 1);
  g_assert_finalize_object (secrets);
  secret_service_mock_free (service);
}

int
main (int argc, char **argv)
{
  static GTestDBus *bus; /* not freed: that would wait for libsecret to let go of its connection */
  g_autoptr (GDBusConnection) connection = NULL;
  int status;

  console_fixture_init (&argc, &argv);

  /* One program for each state of the bus: the process knows but one session bus. */
  if (g_strcmp0 (g_getenv ("SECRETS_TEST_BUS"), "1") != 0)
    {
      g_test_add_func ("/secrets/no-bus", test_no_bus);
      g_test_add_func ("/secrets/cancel", test_cancel);
      return g_test_run ();
    }

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add_func ("/secrets/no-service", test_no_service);
  g_test_add_data_func ("/secrets/service", g_test_dbus_get_bus_address (bus), test_service);
  g_test_add_data_func ("/secrets/locked", g_test_dbus_get_bus_address (bus), test_locked);
  status = g_test_run ();

  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (connection != NULL)
    g_dbus_connection_set_exit_on_close (connection, FALSE);
  g_test_dbus_stop (bus);
  return status;
}
