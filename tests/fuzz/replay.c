/* replay.c — runs a fuzz target over the files of its corpus, without a fuzzer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
replay_file (gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (data, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const guint8 *) contents, length), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  directory = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; (name = g_dir_read_name (directory)) != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/corpus/%s", name);

      g_test_add_data_func_full (path, g_build_filename (argv[1], name, NULL), replay_file, g_free);
    }

  return g_test_run ();
}
