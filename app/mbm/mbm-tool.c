/* mbm-tool.c — what all commands of the mbm tool stand on
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mbm-error.h"
#include "mbm-tool.h"

/* The first time everything is ended in order; who asks again does not want to wait for that. */
static gboolean
sbx_tool_interrupted_cb (gpointer user_data)
{
  SbxTool *self = user_data;

  if (self->interrupted)
    _exit (SBX_TOOL_INTERRUPTED);

  self->interrupted = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

/* `mbm listen | head -1`: nobody reads on, and that is no error. */
static void
sbx_tool_output_closed (gpointer user_data)
{
  SbxTool *self = user_data;

  g_cancellable_cancel (self->cancellable);
}

/**
 * sbx_tool_new: (skip)
 *
 * Prepares a run: from now on Ctrl+C and SIGTERM end it in order.
 *
 * Returns: (transfer full): a run
 */
SbxTool *
sbx_tool_new (void)
{
  SbxTool *self = g_new0 (SbxTool, 1);

  signal (SIGPIPE, SIG_IGN);
  self->cancellable = g_cancellable_new ();
  self->output = sbx_tool_output_new (STDOUT_FILENO, sbx_tool_output_closed, self);
  self->interrupt_source = g_unix_signal_add (SIGINT, sbx_tool_interrupted_cb, self);
  self->terminate_source = g_unix_signal_add (SIGTERM, sbx_tool_interrupted_cb, self);

  return self;
}

/**
 * sbx_tool_finish: (skip)
 * @self: (transfer full): a run
 * @status: what its command ended with
 *
 * Ends a run, when everything that was printed is written.
 *
 * Returns: what the program ends with
 */
SbxToolExit
sbx_tool_finish (SbxTool *self, SbxToolExit status)
{
  /* First: whoever reads the output may have stopped, and then Ctrl+C has to work as it always does. */
  g_source_remove (self->interrupt_source);
  g_source_remove (self->terminate_source);

  if (!sbx_tool_output_finish (self->output, self->interrupted) && status == SBX_TOOL_DONE)
    status = SBX_TOOL_UNREACHED;
  g_object_unref (self->cancellable);
  g_free (self);

  return status;
}

/* --- waiting ------------------------------------------------------------ */

/**
 * sbx_tool_keep_result: (skip)
 * @source: the object
 * @result: the result
 * @user_data: where to keep it: a #GAsyncResult **
 *
 * Is the callback of everything that is waited for.
 */
void
sbx_tool_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/**
 * sbx_tool_wait_result: (skip)
 * @self: a run
 * @result: where sbx_tool_keep_result() keeps what is waited for
 *
 * Waits for a call to end. A call that should end when the user has enough takes the run's cancellable.
 */
void
sbx_tool_wait_result (SbxTool *self, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
sbx_tool_wake_up (GCancellable *cancellable, gpointer user_data)
{
  g_main_context_wakeup (NULL);
}

/**
 * sbx_tool_wait_while: (skip)
 * @self: a run
 * @flag: something that a callback changes
 *
 * Waits until @flag is %FALSE or the run is to end.
 *
 * Returns: %TRUE if @flag is %FALSE
 */
gboolean
sbx_tool_wait_while (SbxTool *self, const gboolean *flag)
{
  gulong handler = g_cancellable_connect (self->cancellable, G_CALLBACK (sbx_tool_wake_up), NULL, NULL);

  while (*flag && !sbx_tool_is_ended (self))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_disconnect (self->cancellable, handler);

  return !*flag;
}

static gboolean
sbx_tool_pause_over (gpointer user_data)
{
  *(gboolean *) user_data = FALSE;
  return G_SOURCE_CONTINUE;
}

/**
 * sbx_tool_pause: (skip)
 * @self: a run
 * @milliseconds: how long
 *
 * Waits for some time, while everything else goes on.
 *
 * Returns: %FALSE if the run is to end
 */
gboolean
sbx_tool_pause (SbxTool *self, guint milliseconds)
{
  gboolean waiting = TRUE;
  guint timer = g_timeout_add (milliseconds, sbx_tool_pause_over, &waiting);

  sbx_tool_wait_while (self, &waiting);
  g_source_remove (timer);
  return !sbx_tool_is_ended (self);
}

/**
 * sbx_tool_is_ended: (skip)
 * @self: a run
 *
 * Returns: %TRUE if the user, or the reader of the output, has enough
 */
gboolean
sbx_tool_is_ended (SbxTool *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/**
 * sbx_tool_get_ending: (skip)
 * @self: a run that has done what it should, or is to end
 *
 * Returns: what to end with
 */
SbxToolExit
sbx_tool_get_ending (SbxTool *self)
{
  return self->interrupted ? SBX_TOOL_INTERRUPTED : SBX_TOOL_DONE;
}

/* --- talking ------------------------------------------------------------ */

/* As it was on the wire, unless that was on several lines. */
static char *
sbx_tool_dup_line (MbmJsonValue json)
{
  if (memchr (json.text, '\n', json.length) == NULL && memchr (json.text, '\r', json.length) == NULL)
    return g_strndup (json.text, json.length);

  return mbm_json_compact (json.text, (gssize) json.length);
}

/**
 * sbx_tool_print: (skip)
 * @self: a run
 * @json: a JSON document
 *
 * Prints it on one line of the output.
 */
void
sbx_tool_print (SbxTool *self, MbmJsonValue json)
{
  g_autofree char *line = sbx_tool_dup_line (json);

  sbx_tool_output_write_line (self->output, line);
}

/**
 * sbx_tool_complain: (skip)
 * @format: words for people, translated
 * @...: what they are about
 *
 * Says something where it does not mix with the output.
 */
void
sbx_tool_complain (const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  fprintf (stderr, "mbm: %s\n", words);
}

static SbxToolExit
sbx_tool_get_exit (const GError *error)
{
  if (error->domain != MBM_ERROR)
    return SBX_TOOL_UNREACHED;

  switch ((MbmError) error->code)
    {
    case MBM_ERROR_REMOTE:
    case MBM_ERROR_LOGIN_FAILED:
    case MBM_ERROR_INVALID_PAYLOAD:
      return SBX_TOOL_REFUSED;
    case MBM_ERROR_INVALID_ARGUMENT:
    case MBM_ERROR_INVALID_CONTRACT:
    case MBM_ERROR_INVALID_JSON:
    case MBM_ERROR_INVALID_SCHEMA:
    case MBM_ERROR_INVALID_URI:
    case MBM_ERROR_UNKNOWN_SCHEME:
    case MBM_ERROR_PERMISSION:
      return SBX_TOOL_USAGE;
    case MBM_ERROR_FAILED:
    case MBM_ERROR_INVALID_UTF8:
    case MBM_ERROR_TOO_DEEP:
    case MBM_ERROR_INVALID_FRAME:
    case MBM_ERROR_UNSUPPORTED_DATA:
    case MBM_ERROR_MESSAGE_TOO_LARGE:
    case MBM_ERROR_PROTOCOL:
    case MBM_ERROR_ADDRESS_IN_USE:
    case MBM_ERROR_REFUSED:
    case MBM_ERROR_UNREACHABLE:
    case MBM_ERROR_HANDSHAKE:
    case MBM_ERROR_ORIGIN_REFUSED:
    case MBM_ERROR_TIMED_OUT:
    case MBM_ERROR_CLOSED:
    case MBM_ERROR_NOT_CONNECTED:
    case MBM_ERROR_WRONG_STATE:
    case MBM_ERROR_LIMIT:
    case MBM_ERROR_QUEUE_FULL:
    case MBM_ERROR_UNKNOWN_CLIENT:
    case MBM_ERROR_REPLACED:
    default:
      return SBX_TOOL_UNREACHED;
    }
}

/**
 * sbx_tool_fail: (skip)
 * @self: a run
 * @error: what went wrong
 *
 * Says what went wrong: as JSON if the service said so, else in words; not at all if it is that the run was
 * interrupted.
 *
 * Returns: what to end with
 */
SbxToolExit
sbx_tool_fail (SbxTool *self, const GError *error)
{
  SbxToolExit status = sbx_tool_get_exit (error);
  g_autoptr (GString) json = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && sbx_tool_is_ended (self))
    return sbx_tool_get_ending (self);

  if (status != SBX_TOOL_REFUSED)
    {
      sbx_tool_complain ("%s", error->message);
      if (g_error_matches (error, MBM_ERROR, MBM_ERROR_CERTIFICATE))
        sbx_tool_complain ("%s",
                           _ ("--ca-file FILE trusts an authority, --fingerprint SHA256 one certificate"));
      return status;
    }

  json = g_string_new ("{\"code\":");
  mbm_json_append_string (json, mbm_error_to_code ((MbmError) error->code), -1);
  g_string_append (json, ",\"message\":");
  mbm_json_append_string (json, error->message, -1);
  g_string_append_c (json, '}');
  return sbx_tool_refuse (mbm_json_value (json->str, (gssize) json->len));
}

/**
 * sbx_tool_refuse: (skip)
 * @error: what the service answered instead
 *
 * Says it, as JSON.
 *
 * Returns: what to end with
 */
SbxToolExit
sbx_tool_refuse (MbmJsonValue error)
{
  g_autofree char *line = sbx_tool_dup_line (error);

  fprintf (stderr, "%s\n", line);
  return SBX_TOOL_REFUSED;
}
