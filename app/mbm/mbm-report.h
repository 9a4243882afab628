/* mbm-report.h — what happens on a server, as lines of JSON
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-server.h"
#include "mbm-tool.h"

G_BEGIN_DECLS

/* Prints what happens on a server, from its tap and signals. Must be freed before the run ends; takes the
 * tap. */
typedef struct _SbxReport SbxReport;

SbxReport *sbx_report_new (SbxTool *tool, MbmServer *server);
void sbx_report_free (SbxReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxReport, sbx_report_free)

G_END_DECLS
