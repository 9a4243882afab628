/* mbm-fault.h — what is wrong in a document, and where
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

#include "mbm-version-macros.h"

G_BEGIN_DECLS

#define MBM_TYPE_FAULT (mbm_fault_get_type ())
typedef struct _MbmFault MbmFault;

MBM_AVAILABLE_IN_ALL
GType mbm_fault_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmFault *mbm_fault_new (gboolean warning, const char *path, guint line, guint column, const char *message);

MBM_AVAILABLE_IN_ALL
MbmFault *mbm_fault_ref (MbmFault *self);
MBM_AVAILABLE_IN_ALL
void mbm_fault_unref (MbmFault *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_fault_is_warning (MbmFault *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_fault_get_path (MbmFault *self);
MBM_AVAILABLE_IN_ALL
guint mbm_fault_get_line (MbmFault *self);
MBM_AVAILABLE_IN_ALL
guint mbm_fault_get_column (MbmFault *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_fault_get_message (MbmFault *self);
MBM_AVAILABLE_IN_ALL
char *mbm_fault_to_string (MbmFault *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmFault, mbm_fault_unref)

G_END_DECLS
