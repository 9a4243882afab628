/* mbm-server-answer-private.h — how an answer is made for those who look at it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-answer.h"

G_BEGIN_DECLS

/* Texts are known to be UTF-8, and @data and @details JSON. */
MbmServerAnswer *mbm_server_answer_new (GBytes *data);
MbmServerAnswer *mbm_server_answer_new_error (const char *code, const char *message, GBytes *details);
/* Whether somebody has set something else. */
gboolean mbm_server_answer_is_changed (MbmServerAnswer *self);

G_END_DECLS
