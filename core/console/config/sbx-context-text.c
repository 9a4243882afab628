/* sbx-context-text.c — a context that somebody wrote
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-context-text.h"

#include <string.h>

#include "mbm-json.h"

/* A token that is null is left out, and none is put in its place. */
static void
leave_token_out (MbmContext *context)
{
  g_autoptr (GBytes) auth = mbm_context_dup_member (context, "auth");
  MbmJsonValue token;

  if (auth == NULL ||
      !mbm_json_value_get_member (mbm_json_value (g_bytes_get_data (auth, NULL), g_bytes_get_size (auth)),
                                  "token", &token) ||
      mbm_json_value_get_type (token) != MBM_JSON_NULL)
    return;

  mbm_context_set_anonymous (context, TRUE);
  mbm_context_set_token (context, NULL);
}

/**
 * sbx_context_from_text:
 * @text: a JSON object
 * @error: return location for an error, as of mbm_context_new_from_json()
 *
 * Reads a context. One whose `auth.token` is null goes without a token, also when somebody is logged in.
 *
 * Returns: (transfer full) (nullable): the context; %NULL with an error
 */
MbmContext *
sbx_context_from_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MbmContext *context = mbm_context_new_from_json (bytes, error);

  if (context != NULL)
    leave_token_out (context);
  return context;
}
