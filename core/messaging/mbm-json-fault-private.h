/* mbm-json-fault-private.h — what is wrong with a text that is not JSON
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-error.h"

G_BEGIN_DECLS

/* What was wrong, where, and what would have been right. */
typedef struct
{
  const guchar *at;
  MbmError code;
  const char *expected; /* untranslated; of MBM_ERROR_INVALID_JSON alone */
} MbmJsonFault;

/* @end is what is behind the text. */
void mbm_json_fault_set_error (const MbmJsonFault *self, const guchar *end, GError **error);
/* Says line and column in @text before what was set. */
void mbm_json_fault_prefix_place (const MbmJsonFault *self, const guchar *text, GError **error);

G_END_DECLS
