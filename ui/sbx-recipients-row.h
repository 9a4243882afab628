/* sbx-recipients-row.h — clients, types of clients or users, to be chosen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-field-row.h"
#include "sbx-server.h"

G_BEGIN_DECLS

/* A row whose button opens a list of who is there, with a mark at those who are chosen. Who is chosen and not
 * there is listed as well.
 *
 * Properties: kind (SbxRecipients); recipients (strv). */
#define SBX_TYPE_RECIPIENTS_ROW (sbx_recipients_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxRecipientsRow, sbx_recipients_row, SBX, RECIPIENTS_ROW, SbxFieldRow)

void sbx_recipients_row_set_server (SbxRecipientsRow *self, SbxServer *server);

G_END_DECLS
