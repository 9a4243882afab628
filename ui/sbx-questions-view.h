/* sbx-questions-view.h — what a service asked and the user is to answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/**
 * SbxQuestionsView:
 *
 * The requests of a service that wait for the user's answer, with the time that is left for each; hidden
 * while there are none.
 */
#define SBX_TYPE_QUESTIONS_VIEW (sbx_questions_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxQuestionsView, sbx_questions_view, SBX, QUESTIONS_VIEW, GtkWidget)

void sbx_questions_view_set_connection (SbxQuestionsView *self, SbxConnection *connection);

G_END_DECLS
