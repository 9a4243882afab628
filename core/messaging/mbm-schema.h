/* mbm-schema.h — what JSON values have to look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-json.h"
#include "mbm-violation.h"

G_BEGIN_DECLS

/**
 * MBM_SCHEMA_DEFAULT_MAX_VIOLATIONS:
 *
 * How many violations of one value a schema reports, unless it is told otherwise.
 *
 * Since: 0.1
 */
#define MBM_SCHEMA_DEFAULT_MAX_VIOLATIONS 100

/**
 * MBM_SCHEMA_DEFAULT_MAX_WORK:
 *
 * How many steps a schema spends on one value, unless it is told otherwise. For each byte of the value it may
 * spend %MBM_SCHEMA_WORK_PER_BYTE more.
 *
 * Since: 0.1
 */
#define MBM_SCHEMA_DEFAULT_MAX_WORK 2000000

/**
 * MBM_SCHEMA_WORK_PER_BYTE:
 *
 * How many steps a schema may spend on each byte of a value, beside its fixed amount.
 *
 * Since: 0.1
 */
#define MBM_SCHEMA_WORK_PER_BYTE 16

/**
 * MBM_SCHEMA_MAX_DEPTH:
 *
 * How deep schemas may apply other schemas while a value is validated, references included.
 *
 * Since: 0.1
 */
#define MBM_SCHEMA_MAX_DEPTH 2048

/**
 * MBM_SCHEMA_MAX_PATTERN:
 *
 * How long a regular expression of a schema may be, in bytes.
 *
 * Since: 0.1
 */
#define MBM_SCHEMA_MAX_PATTERN 8192

#define MBM_TYPE_SCHEMA (mbm_schema_get_type ())
typedef struct _MbmSchema MbmSchema;

MBM_AVAILABLE_IN_ALL
GType mbm_schema_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_schema_new (GBytes *text, GError **error);
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_schema_new_with_documents (GBytes *text, GHashTable *documents, GError **error);
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_schema_new_from_node (JsonNode *node, GError **error);
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_schema_ref (MbmSchema *self);
MBM_AVAILABLE_IN_ALL
void mbm_schema_unref (MbmSchema *self);

MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_schema_with_limits (MbmSchema *self, guint max_violations, guint64 max_work);
MBM_AVAILABLE_IN_ALL
guint mbm_schema_get_max_violations (MbmSchema *self);
MBM_AVAILABLE_IN_ALL
guint64 mbm_schema_get_max_work (MbmSchema *self);

MBM_AVAILABLE_IN_ALL
GPtrArray *mbm_schema_validate (MbmSchema *self, MbmJsonValue instance, GError **error);
MBM_AVAILABLE_IN_ALL
GPtrArray *mbm_schema_validate_bytes (MbmSchema *self, GBytes *instance, GError **error);
MBM_AVAILABLE_IN_ALL
GPtrArray *mbm_schema_validate_node (MbmSchema *self, JsonNode *instance, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_schema_check (MbmSchema *self, MbmJsonValue instance, GError **error);

MBM_AVAILABLE_IN_ALL
MbmJsonValue mbm_schema_get_value (MbmSchema *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_schema_dup_bytes (MbmSchema *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_schema_get_dialect (MbmSchema *self);
MBM_AVAILABLE_IN_ALL
char *mbm_schema_dup_path (MbmSchema *self);
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_schema_lookup (MbmSchema *self, const char *pointer);
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_schema_resolve (MbmSchema *self);

MBM_AVAILABLE_IN_ALL
GBytes *mbm_schema_generate (MbmSchema *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmSchema, mbm_schema_unref)

G_END_DECLS
