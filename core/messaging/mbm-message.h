/* mbm-message.h — one message: its bytes, and where its members lie
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-context.h"
#include "mbm-json.h"

G_BEGIN_DECLS

/**
 * MbmMessageKind:
 * @MBM_MESSAGE_REQUEST: asks for an answer
 * @MBM_MESSAGE_RESPONSE: answers a request, well or with an error
 * @MBM_MESSAGE_EVENT: tells, and expects nothing
 *
 * What a message is.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_MESSAGE_REQUEST,
  MBM_MESSAGE_RESPONSE,
  MBM_MESSAGE_EVENT,
} MbmMessageKind;

/**
 * MbmDialect:
 * @MBM_DIALECT_MESSAGING: `{type, requestId, requestType, payload, context}` and its kin; clients register
 * @MBM_DIALECT_MAGIC_SERVER: `{id, type:"request.NAME", payload, timestamp, context}` and its kin; connecting
 *   is registering
 *
 * What the frames of a connection look like. The nicks are the dialects' names: `messaging`, `magic-server`.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_DIALECT_MESSAGING,
  MBM_DIALECT_MAGIC_SERVER,
} MbmDialect;

/**
 * MbmMessage:
 *
 * A message is its bytes: immutable, reference-counted, and what is shown of it is what was on the wire. The
 * envelope's members are found in one pass when it is made; payload and context are parsed when somebody
 * asks, once. May be used from any thread.
 *
 * Since: 0.1
 */
#define MBM_TYPE_MESSAGE (mbm_message_get_type ())
typedef struct _MbmMessage MbmMessage;

MBM_AVAILABLE_IN_ALL
GType mbm_message_get_type (void) G_GNUC_CONST;

MBM_AVAILABLE_IN_ALL
gboolean mbm_dialect_recognize (GBytes *bytes, MbmDialect *dialect);

MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_new_from_bytes (GBytes *bytes, GError **error);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_new_for_dialect (MbmDialect dialect, GBytes *bytes, GError **error);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_new_for_any_dialect (GBytes *bytes, GError **error);

MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_new_request (const char *id,
                                     const char *name,
                                     GBytes *payload,
                                     MbmContext *context,
                                     GError **error);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_new_event (const char *name, GBytes *payload, MbmContext *context, GError **error);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_new_response (MbmMessage *request, GBytes *data, MbmContext *context, GError **error);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_new_error_response (MbmMessage *request,
                                            const char *code,
                                            const char *message,
                                            GBytes *details,
                                            MbmContext *context,
                                            GError **error);

MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_ref (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
void mbm_message_unref (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
GBytes *mbm_message_get_bytes (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
MbmMessageKind mbm_message_get_kind (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
MbmDialect mbm_message_get_dialect (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_message_to_dialect (MbmMessage *self, MbmDialect dialect);

MBM_AVAILABLE_IN_ALL
const char *mbm_message_get_id (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_message_get_name (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_message_is_system (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
MbmJsonValue mbm_message_get_payload_value (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_message_dup_payload (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
JsonNode *mbm_message_get_payload (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
MbmContext *mbm_message_get_context (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
MbmJsonValue mbm_message_get_context_value (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_message_is_success (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_message_get_error_code (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_message_get_error_message (MbmMessage *self);
MBM_AVAILABLE_IN_ALL
MbmJsonValue mbm_message_get_error_value (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_message_get_useful_error (MbmMessage *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_message_check_success (MbmMessage *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmMessage, mbm_message_unref)

G_END_DECLS
