/* sbx-console-captures.c — captures that are open
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-console-private.h"

/**
 * sbx_console_get_captures:
 *
 * Returns: (transfer none): GListModel of SbxCapture, in the order they were opened
 */
GListModel *
sbx_console_get_captures (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return G_LIST_MODEL (self->captures);
}

/**
 * sbx_console_lookup_capture:
 * @path: a file's path
 *
 * Returns: (nullable) (transfer none): the capture of that file, if it is open
 */
SbxCapture *
sbx_console_lookup_capture (SbxConsole *self, const char *path)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->captures)); i++)
    {
      g_autoptr (SbxCapture) capture = g_list_model_get_item (G_LIST_MODEL (self->captures), i);

      if (g_str_equal (sbx_capture_get_path (capture), path))
        return capture;
    }
  return NULL;
}

/**
 * sbx_console_open_capture:
 * @path: a file's path
 *
 * Adds a capture to those that are open, if it is not there. It is read when somebody calls
 * sbx_capture_load().
 *
 * Returns: (transfer none): the capture
 */
SbxCapture *
sbx_console_open_capture (SbxConsole *self, const char *path)
{
  g_autoptr (SbxCapture) made = NULL;
  SbxCapture *capture;

  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  capture = sbx_console_lookup_capture (self, path);
  if (capture != NULL)
    return capture;

  made = sbx_capture_new (path);
  g_list_store_append (self->captures, made);
  return made;
}

/**
 * sbx_console_close_capture:
 *
 * Takes a capture out of those that are open. The file stays as it is.
 */
void
sbx_console_close_capture (SbxConsole *self, SbxCapture *capture)
{
  guint position;

  g_return_if_fail (SBX_IS_CONSOLE (self));
  g_return_if_fail (SBX_IS_CAPTURE (capture));

  if (g_list_store_find (self->captures, capture, &position))
    g_list_store_remove (self->captures, position);
}
