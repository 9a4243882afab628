/* node-server.c — the server of Node.js, as a program that a test talks to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "node-server.h"

static void read_line (NodeServer *self);

static void
line_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, &length, &error);
  NodeServer *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (line == NULL)
    {
      self->ended = TRUE;
      return;
    }
  g_ptr_array_add (self->lines, line);
  read_line (self);
}

static void
read_line (NodeServer *self)
{
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, self->cancellable, line_read, self);
}

/* A test that is aborted leaves no server behind. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static char *
dup_member (const char *line, const char *name)
{
  MbmJsonValue value;

  if (!mbm_json_value_get_member (mbm_json_value (line, -1), name, &value))
    return NULL;
  return mbm_json_value_dup_string (value);
}

NodeServer *
node_server_new (const char *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "interop", "server.mjs", NULL);
  g_autofree char *command = g_strdup_printf ("'%s' '%s' %s", g_getenv ("NODE") ?: "node", script, arguments);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  NodeServer *self = g_new0 (NodeServer, 1);

  g_shell_parse_argv (command, NULL, &argv, &error);
  g_assert_no_error (error);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->cancellable = g_cancellable_new ();
  self->lines = g_ptr_array_new_with_free_func (g_free);
  read_line (self);

  self->url = dup_member (node_server_expect (self, "listening", NULL, NULL), "url");
  return self;
}

void
node_server_free (NodeServer *self)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->cancellable);
  fixture_drain ();
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);

  g_object_unref (self->process);
  g_object_unref (self->output);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->lines);
  g_free (self->url);
  g_free (self);
}

static gboolean
is_wanted (const char *line, const char *event, const char *name, const char *value)
{
  g_autofree char *line_event = dup_member (line, "event");
  g_autofree char *line_value = name != NULL ? dup_member (line, name) : NULL;

  return g_strcmp0 (line_event, event) == 0 && (name == NULL || g_strcmp0 (line_value, value) == 0);
}

const char *
node_server_expect (NodeServer *self, const char *event, const char *name, const char *value)
{
  for (;;)
    {
      const char *line;

      fixture_wait_until (self->next < self->lines->len || self->ended);
      if (self->next == self->lines->len)
        g_error ("The server ended before it reported %s", event);
      line = self->lines->pdata[self->next++];
      if (is_wanted (line, event, name, value))
        return line;
    }
}

void
node_server_command (NodeServer *self, const char *format, ...)
{
  g_autofree char *command = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (command, "\n", NULL);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line, strlen (line), NULL, NULL,
                             &error);
  g_assert_no_error (error);
}
