/* test-own-certificate.c — certificates that are made on the spot
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "mbm-certificate.h"
#include "mbm-test-peer.h"
#include "sbx-own-certificate.h"

static char *folder;

static char *
load (const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = sbx_own_certificate_load (folder, uri, &error);

  g_assert_no_error (error);
  return mbm_certificate_dup_fingerprint (certificate);
}

static guint
get_mode (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

/* The next start shows the same; another host has another; and only its owner reads the key. */
static void
test_kept (void)
{
  g_autofree char *first = load ("wss://127.0.0.1:8443");
  g_autofree char *again = load ("https://127.0.0.1:0/x");
  g_autofree char *named = load ("wss://service.example:1");
  g_autofree char *any = load ("wss://0.0.0.0:1");
  g_autofree char *six = load ("wss://[::1]:1");

  g_assert_cmpuint (strlen (first), ==, 95);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, named);
  g_assert_cmpstr (first, !=, any);
  g_assert_cmpstr (first, !=, six);
  g_assert_cmpuint (get_mode ("127.0.0.1.pem"), ==, 0600);
  g_assert_cmpuint (get_mode ("service.example.pem"), ==, 0600);
  g_assert_cmpuint (get_mode ("any.pem"), ==, 0600);
  g_assert_cmpuint (get_mode ("."), ==, 0700);
}

/* GIO finds nothing wrong with it but who signed it, for each name of this machine and the one that is
 * served. */
static void
test_names (void)
{
  static const char *const names[] = { "localhost", "127.0.0.1", "::1", "service.example" };
  g_autoptr (GTlsCertificate) certificate =
    sbx_own_certificate_load (folder, "wss://service.example:1", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSocketConnectable) identity = g_network_address_new (names[i], 1);
      g_autoptr (GSocketConnectable) other = g_network_address_new ("other.example", 1);

      g_assert_cmpint (g_tls_certificate_verify (certificate, identity, certificate), ==, 0);
      g_assert_cmpint (g_tls_certificate_verify (certificate, other, certificate), ==,
                       G_TLS_CERTIFICATE_BAD_IDENTITY);
    }
}

/* What cannot be used any more is made anew; what others could read is not left so. */
static void
test_renewed (void)
{
  g_autofree char *path = g_build_filename (folder, "127.0.0.1.pem", NULL);
  g_autofree char *first = load ("wss://127.0.0.1:1");
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *kept = NULL;

  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  kept = load ("wss://127.0.0.1:1");
  g_assert_cmpstr (kept, ==, first);
  g_assert_cmpuint (get_mode ("127.0.0.1.pem"), ==, 0600);

  g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
  second = load ("wss://127.0.0.1:1");
  g_assert_cmpstr (second, !=, first);

  /* One for another host, under this one's name. */
  {
    g_autofree char *other = g_build_filename (folder, "elsewhere.example.pem", NULL);
    g_autofree char *text = NULL;
    g_autofree char *local = g_build_filename (folder, "localhost.pem", NULL);
    g_autofree char *served = load ("wss://localhost:1");
    gsize length;

    g_assert_true (g_file_get_contents (local, &text, &length, NULL));
    g_assert_true (g_file_set_contents (other, text, (gssize) length, NULL));
    third = load ("wss://elsewhere.example:1");
    g_assert_cmpstr (third, !=, served);
  }
}

/* One that has ended: made by hand, since ours are good for long. */
static void
test_expired (void)
{
  g_autofree char *directory = g_dir_make_tmp ("mbm-certificates-XXXXXX", NULL);
  const char *argv[] = { MAKE_CERTIFICATES, directory, NULL };
  g_autofree char *path = g_build_filename (folder, "localhost.pem", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -r %s", directory);
  g_autofree char *text = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  int status;

  g_assert_true (
    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  {
    g_autofree char *pem = g_build_filename (directory, "expired.pem", NULL);
    g_autofree char *key = g_build_filename (directory, "expired.key", NULL);
    g_autofree char *one = NULL;
    g_autofree char *other = NULL;

    g_assert_true (g_file_get_contents (pem, &one, NULL, NULL));
    g_assert_true (g_file_get_contents (key, &other, NULL, NULL));
    text = g_strconcat (one, other, NULL);
  }
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  certificate = mbm_certificate_load (path, NULL, NULL);
  g_assert_nonnull (certificate);
  before = mbm_certificate_dup_fingerprint (certificate);
  after = load ("wss://localhost:1");
  g_assert_cmpstr (after, !=, before);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

static void
test_nowhere (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sbx_own_certificate_load ("/dev/null/x", "wss://localhost:1", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "/dev/null/x"));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
try_to_connect (const char *uri, const char *fingerprint, GError **error)
{
  g_autoptr (MbmClient) client = mbm_client_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_object_set (client, "auto-reconnect", FALSE, "trusted-fingerprint", fingerprint, NULL);
  mbm_client_connect_async (client, uri, NULL, on_connected, &result);
  mbm_test_wait_until (result != NULL);
  return mbm_client_connect_finish (client, result, error);
}

/* Nobody trusts it by itself; the words have the sum, and whoever gives that gets in, however it is written
 * and whatever the host is called. */
static void
test_trusted (gconstpointer scheme)
{
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:0", (const char *) scheme);
  g_autoptr (GTlsCertificate) certificate = sbx_own_certificate_load (folder, "wss://other.example:1", NULL);
  g_autofree char *fingerprint = mbm_certificate_dup_fingerprint (certificate);
  g_autofree char *plain = g_ascii_strdown (fingerprint, -1);
  g_autofree char *wrong = g_strdup (fingerprint);
  GString *digits = g_string_new (plain);
  g_autoptr (GError) error = NULL;

  g_string_replace (digits, ":", "", 0);
  wrong[0] = wrong[0] == '0' ? '1' : '0';
  g_object_set (server, "certificate", certificate, NULL);
  mbm_test_server_start (server, uri);

  g_assert_false (try_to_connect (mbm_server_get_uri (server), NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, fingerprint));
  g_clear_error (&error);
  g_assert_false (try_to_connect (mbm_server_get_uri (server), wrong, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CERTIFICATE);
  g_clear_error (&error);
  g_assert_false (try_to_connect (mbm_server_get_uri (server), "12:34", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  g_assert_true (try_to_connect (mbm_server_get_uri (server), fingerprint, &error));
  g_assert_no_error (error);
  g_assert_true (try_to_connect (mbm_server_get_uri (server), digits->str, &error));
  g_assert_no_error (error);
  g_string_free (digits, TRUE);
  mbm_test_server_stop (server, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *parent = g_dir_make_tmp ("signalbox-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -r %s", parent);
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_build_filename (parent, "made", "here", NULL);

  g_test_add_func ("/own-certificate/kept", test_kept);
  g_test_add_func ("/own-certificate/names", test_names);
  g_test_add_func ("/own-certificate/renewed", test_renewed);
  g_test_add_func ("/own-certificate/expired", test_expired);
  g_test_add_func ("/own-certificate/nowhere", test_nowhere);
  g_test_add_data_func ("/own-certificate/trusted/wss", "wss", test_trusted);
  g_test_add_data_func ("/own-certificate/trusted/https", "https", test_trusted);

  status = g_test_run ();
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
