/* sbx-answers-group.h — several answers, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-handler-config.h"
#include "sbx-server.h"

G_BEGIN_DECLS

/* A list of SbxAnswerConfig that is edited in place: add, remove (with undo), reorder.
 *
 * Properties: is-items (boolean, construct-only: they are items of a stream, which are templates); error
 * (string, nullable). Signal `changed`: something of the list or of one in it. */
#define SBX_TYPE_ANSWERS_GROUP (sbx_answers_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxAnswersGroup, sbx_answers_group, SBX, ANSWERS_GROUP, AdwPreferencesGroup)

/* @answers: (nullable): of SbxAnswerConfig; @request: what they answer */
void sbx_answers_group_set_answers (SbxAnswersGroup *self,
                                    GListStore *answers,
                                    SbxServer *server,
                                    const char *request);

G_END_DECLS
