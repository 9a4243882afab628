/* mbm-violation.h — where a value breaks a schema, and how
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

#include "mbm-version-macros.h"

G_BEGIN_DECLS

#define MBM_TYPE_VIOLATION (mbm_violation_get_type ())
typedef struct _MbmViolation MbmViolation;

MBM_AVAILABLE_IN_ALL
GType mbm_violation_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmViolation *mbm_violation_new (const char *instance_path,
                                 const char *schema_path,
                                 const char *keyword,
                                 const char *message);
MBM_AVAILABLE_IN_ALL
MbmViolation *mbm_violation_ref (MbmViolation *self);
MBM_AVAILABLE_IN_ALL
void mbm_violation_unref (MbmViolation *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_violation_get_instance_path (MbmViolation *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_violation_get_schema_path (MbmViolation *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_violation_get_keyword (MbmViolation *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_violation_get_message (MbmViolation *self);
MBM_AVAILABLE_IN_ALL
char *mbm_violation_to_string (MbmViolation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmViolation, mbm_violation_unref)

G_END_DECLS
