/* tls-fixture.c — certificates that are good, and others that are not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>

#include "mbm-certificate.h"
#include "tls-fixture.h"

static char *directory;
static GHashTable *paths;

static void
tls_fixture_remove (void)
{
  const char *argv[] = { "rm", "-rf", "--", directory, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_hash_table_unref (paths);
  g_free (directory);
}

static void
tls_fixture_ensure (void)
{
  g_autoptr (GError) error = NULL;
  const char *argv[] = { MAKE_CERTIFICATES, NULL, NULL };
  int status;

  if (directory != NULL)
    return;

  directory = g_dir_make_tmp ("mbm-tls-XXXXXX", &error);
  g_assert_no_error (error);
  paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  atexit (tls_fixture_remove);

  argv[1] = directory;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

const char *
tls_fixture_path (const char *name)
{
  const char *path;

  tls_fixture_ensure ();
  path = g_hash_table_lookup (paths, name);
  if (path == NULL)
    {
      char *built = g_build_filename (directory, name, NULL);

      g_hash_table_insert (paths, g_strdup (name), built);
      path = built;
    }
  return path;
}

GTlsCertificate *
tls_fixture_load (const char *name)
{
  g_autofree char *certificate_name = g_strconcat (name, ".pem", NULL);
  g_autofree char *key_name = g_strconcat (name, ".key", NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate =
    mbm_certificate_load (tls_fixture_path (certificate_name), tls_fixture_path (key_name), &error);

  g_assert_no_error (error);
  return certificate;
}

void
tls_fixture_prepare (MbmTransport *transport)
{
  static GTlsCertificate *certificate;

  if (certificate == NULL)
    certificate = tls_fixture_load ("server");
  mbm_transport_set_certificate (transport, certificate);
  mbm_transport_set_ca_file (transport, tls_fixture_path ("ca.pem"));
}
