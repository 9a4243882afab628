/* mbm-server-answer.h — an answer on its way back through the middleware
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

#define MBM_TYPE_SERVER_ANSWER (mbm_server_answer_get_type ())
typedef struct _MbmServerAnswer MbmServerAnswer;

MBM_AVAILABLE_IN_ALL
GType mbm_server_answer_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmServerAnswer *mbm_server_answer_ref (MbmServerAnswer *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_answer_unref (MbmServerAnswer *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_answer_is_success (MbmServerAnswer *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_server_answer_get_data (MbmServerAnswer *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_answer_get_code (MbmServerAnswer *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_answer_get_message (MbmServerAnswer *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_server_answer_get_details (MbmServerAnswer *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_answer_set_data (MbmServerAnswer *self, GBytes *data, GError **error);
MBM_AVAILABLE_IN_ALL
void
mbm_server_answer_set_error (MbmServerAnswer *self, const char *code, const char *message, GBytes *details);

MBM_AVAILABLE_IN_ALL
void mbm_server_answer_set_delay (MbmServerAnswer *self, guint delay);
MBM_AVAILABLE_IN_ALL
guint mbm_server_answer_get_delay (MbmServerAnswer *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_answer_set_copies (MbmServerAnswer *self, guint copies);
MBM_AVAILABLE_IN_ALL
guint mbm_server_answer_get_copies (MbmServerAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerAnswer, mbm_server_answer_unref)

G_END_DECLS
