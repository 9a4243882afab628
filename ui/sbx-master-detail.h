/* sbx-master-detail.h — a list, and beside it or in its place what is selected
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_TYPE_MASTER_DETAIL (sbx_master_detail_get_type ())
G_DECLARE_FINAL_TYPE (SbxMasterDetail, sbx_master_detail, SBX, MASTER_DETAIL, GtkWidget)

gboolean sbx_master_detail_get_narrow (SbxMasterDetail *self);
void sbx_master_detail_set_in_detail (SbxMasterDetail *self, gboolean in_detail);

G_END_DECLS
