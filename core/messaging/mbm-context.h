/* mbm-context.h — the context that travels with a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "mbm-error.h"

G_BEGIN_DECLS

/**
 * MbmContext:
 *
 * The context of a message: who sent it, on whose behalf, as part of which trace.
 * Reference-counted. Members that the library does not know are kept, in order and with their own text.
 * Getters return %NULL or 0 for a member that is missing or of the wrong type. A context is filled by its
 * maker and not changed afterwards; then it may be read from any thread.
 *
 * Since: 0.1
 */
#define MBM_TYPE_CONTEXT (mbm_context_get_type ())
typedef struct _MbmContext MbmContext;

MBM_AVAILABLE_IN_ALL
GType mbm_context_get_type (void) G_GNUC_CONST;

MBM_AVAILABLE_IN_ALL
MbmContext *mbm_context_new (void);
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_context_new_from_json (GBytes *json, GError **error);
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_context_copy (MbmContext *self);
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_context_ref (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_unref (MbmContext *self);

MBM_AVAILABLE_IN_ALL
GBytes *mbm_context_to_json (MbmContext *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_context_is_empty (MbmContext *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_context_get_id (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_set_id (MbmContext *self, const char *id);
MBM_AVAILABLE_IN_ALL
gint64 mbm_context_get_timestamp (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_set_timestamp (MbmContext *self, gint64 timestamp);
MBM_AVAILABLE_IN_ALL
const char *mbm_context_get_source (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_set_source (MbmContext *self, const char *source);
MBM_AVAILABLE_IN_ALL
const char *mbm_context_get_target (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_set_target (MbmContext *self, const char *target);
MBM_AVAILABLE_IN_ALL
const char *mbm_context_get_token (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_set_token (MbmContext *self, const char *token);
MBM_AVAILABLE_IN_ALL
gboolean mbm_context_get_anonymous (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_set_anonymous (MbmContext *self, gboolean anonymous);
MBM_AVAILABLE_IN_ALL
const char *mbm_context_get_trace_id (MbmContext *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_context_get_span_id (MbmContext *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_context_get_parent_span_id (MbmContext *self);
MBM_AVAILABLE_IN_ALL
void mbm_context_set_trace (MbmContext *self,
                            const char *trace_id,
                            const char *span_id,
                            const char *parent_span_id);

MBM_AVAILABLE_IN_ALL
void mbm_context_start_trace (MbmContext *self);
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_context_new_child (MbmContext *self);

MBM_AVAILABLE_IN_ALL
GBytes *mbm_context_dup_member (MbmContext *self, const char *name);
MBM_AVAILABLE_IN_ALL
gboolean mbm_context_set_member (MbmContext *self, const char *name, GBytes *json, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmContext, mbm_context_unref)

G_END_DECLS
