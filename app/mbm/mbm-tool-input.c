/* mbm-tool-input.c — what the user gives: JSON, tokens, passwords
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "mbm-error.h"
#include "mbm-tool-input.h"

#define MAX_PASSWORD_LENGTH 4096

/**
 * sbx_tool_check_json: (skip)
 * @what: what it is, translated, such as "The payload"
 * @text: what the user gave
 * @length: its length in bytes
 * @object: whether it has to be an object
 * @error: return location: %MBM_ERROR_INVALID_ARGUMENT, with line and column
 *
 * Returns: (transfer full): the text, if it is JSON
 */
GBytes *
sbx_tool_check_json (const char *what, const char *text, gsize length, gboolean object, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!mbm_json_check (text, (gssize) length, &cause))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   /* Translators: the first %s is "The payload" or the like, the second says where and why */
                   _ ("%s is not JSON: %s"), what, cause->message);
      return NULL;
    }
  if (object && mbm_json_value_get_type (mbm_json_value (text, (gssize) length)) != MBM_JSON_OBJECT)
    {
      /* Translators: %s is "The context" or the like */
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("%s must be a JSON object"), what);
      return NULL;
    }

  return g_bytes_new (text, length);
}

/* All of standard input; Ctrl+C ends that as it ends everything else. */
static GBytes *
sbx_tool_read_standard_input (SbxTool *tool, GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) all = g_memory_output_stream_new_resizable ();
  g_autoptr (GAsyncResult) result = NULL;

  g_output_stream_splice_async (all, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT,
                                tool->cancellable, sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  if (g_output_stream_splice_finish (all, result, error) < 0)
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (all));
}

/**
 * sbx_tool_read_json: (skip)
 * @tool: the run
 * @what: what it is, translated
 * @argument: JSON text, or `-` for what is on standard input
 * @error: return location
 *
 * Returns: (transfer full): JSON text
 */
GBytes *
sbx_tool_read_json (SbxTool *tool, const char *what, const char *argument, GError **error)
{
  g_autoptr (GBytes) input = NULL;

  if (!g_str_equal (argument, "-"))
    return sbx_tool_check_json (what, argument, strlen (argument), FALSE, error);

  input = sbx_tool_read_standard_input (tool, error);
  if (input == NULL)
    return NULL;

  return sbx_tool_check_json (what, g_bytes_get_data (input, NULL), g_bytes_get_size (input), FALSE, error);
}

/**
 * sbx_tool_read_secret_file: (skip)
 * @path: a file name
 * @error: return location: %MBM_ERROR_INVALID_ARGUMENT
 *
 * Reads a token from a file.
 *
 * Returns: (transfer full): the text without white space around it
 */
char *
sbx_tool_read_secret_file (const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, &cause))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The token cannot be read: %s"),
                   cause->message);
      return NULL;
    }

  g_strstrip (text);
  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("There is no token in “%s”"), path);
      return NULL;
    }
  return g_steal_pointer (&text);
}

/* Reads up to the end of the line. */
static char *
sbx_tool_read_line (SbxTool *tool, int fd, GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (fd, FALSE);
  g_autoptr (GString) line = g_string_new (NULL);

  while (line->len < MAX_PASSWORD_LENGTH)
    {
      g_autoptr (GAsyncResult) result = NULL;
      char c;
      gssize n;

      g_input_stream_read_async (input, &c, 1, G_PRIORITY_DEFAULT, tool->cancellable, sbx_tool_keep_result,
                                 &result);
      sbx_tool_wait_result (tool, &result);
      n = g_input_stream_read_finish (input, result, error);
      if (n < 0)
        return NULL;
      if (n == 0 || c == '\n')
        break;
      g_string_append_c (line, c);
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
sbx_tool_ask_password (SbxTool *tool, int fd, const char *username, GError **error)
{
  g_autofree char *prompt = NULL;
  g_autofree char *password = NULL;
  struct termios before;
  struct termios silent;

  if (tcgetattr (fd, &before) != 0)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("The terminal cannot be told to hide a password"));
      return NULL;
    }

  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fd, TCSAFLUSH, &silent);

  prompt = g_strdup_printf (_ ("Password of %s: "), username);
  if (write (fd, prompt, strlen (prompt)) >= 0)
    password = sbx_tool_read_line (tool, fd, error);
  else
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The terminal cannot be used: %s"),
                 g_strerror (errno));

  tcsetattr (fd, TCSAFLUSH, &before);
  if (write (fd, "\n", 1) < 0)
    g_debug ("The terminal is gone");

  return g_steal_pointer (&password);
}

/**
 * sbx_tool_read_password: (skip)
 * @tool: the run
 * @username: whose it is
 * @error: return location
 *
 * Takes the password from `MBM_PASSWORD`, or asks for it on the terminal; never from the command line, where
 * everybody on the machine can read it.
 *
 * Returns: (transfer full): the password
 */
char *
sbx_tool_read_password (SbxTool *tool, const char *username, GError **error)
{
  const char *given = g_getenv ("MBM_PASSWORD");
  g_autofree char *password = NULL;
  int fd;

  if (given != NULL)
    {
      password = g_strdup (given);
    }
  else
    {
      fd = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
      if (fd < 0)
        {
          g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                       _ ("There is no terminal to ask for the password of %s: set MBM_PASSWORD"), username);
          return NULL;
        }
      password = sbx_tool_ask_password (tool, fd, username, error);
      close (fd);
    }

  if (password != NULL && !g_utf8_validate (password, -1, NULL))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The password is not UTF-8"));
      return NULL;
    }
  return g_steal_pointer (&password);
}
