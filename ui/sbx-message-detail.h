/* sbx-message-detail.h — one record of traffic, whole
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-store.h"

G_BEGIN_DECLS

#define SBX_TYPE_MESSAGE_DETAIL (sbx_message_detail_get_type ())
G_DECLARE_FINAL_TYPE (SbxMessageDetail, sbx_message_detail, SBX, MESSAGE_DETAIL, GtkWidget)

void sbx_message_detail_show (SbxMessageDetail *self, SbxStore *store, SbxTraceRow *row);

G_END_DECLS
