/* mbm-message-error.c — what an answer says that failed
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-message.h"

static gboolean
says_something (const char *text)
{
  return text != NULL && text[0] != '\0';
}

/**
 * mbm_message_get_useful_error:
 * @self: a message
 *
 * Gets what says more, `error.code` or `error.message`: handlers in the field throw `new
 * Error("ORDER_NOT_FOUND")`, which arrives as the code `UNKNOWN_ERROR` with the useful word as its message.
 *
 * Returns: (transfer none) (nullable): the code or the message; %NULL if there is neither
 *
 * Since: 0.1
 */
const char *
mbm_message_get_useful_error (MbmMessage *self)
{
  const char *code, *message;

  g_return_val_if_fail (self != NULL, NULL);

  code = mbm_message_get_error_code (self);
  message = mbm_message_get_error_message (self);
  if (says_something (message) && (!says_something (code) || g_str_equal (code, "UNKNOWN_ERROR")))
    return message;
  return says_something (code) ? code : NULL;
}

/**
 * mbm_message_check_success:
 * @self: a message
 * @error: return location for an error
 *
 * Makes an error of a response that says that its request failed. The error's message has both the response's
 * code and message.
 *
 * Returns: %FALSE with @error set to %MBM_ERROR_REMOTE if this is such a response; else %TRUE
 *
 * Since: 0.1
 */
gboolean
mbm_message_check_success (MbmMessage *self, GError **error)
{
  const char *code, *message;

  g_return_val_if_fail (self != NULL, FALSE);

  if (mbm_message_is_success (self))
    return TRUE;

  code = mbm_message_get_error_code (self);
  message = mbm_message_get_error_message (self);
  if (says_something (code) && says_something (message))
    g_set_error (error, MBM_ERROR, MBM_ERROR_REMOTE, "%s: %s", code, message);
  else
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_REMOTE,
                         mbm_message_get_useful_error (self)
                           ?: _ ("The service answered with an error that has neither code nor message"));
  return FALSE;
}
