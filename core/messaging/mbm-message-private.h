/* mbm-message-private.h — what a server's and client's way of every message needs
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-json-private.h"
#include "mbm-message.h"

G_BEGIN_DECLS

/* `requestId` or `id` as it is in the frame, quotes and escapes included; text NULL if there is none.
 * Borrowed. */
MbmJsonValue mbm_message_get_id_value (MbmMessage *self);

/* The same decoded: unlike mbm_message_get_id() for an event too, if its dialect gives it one. */
const char *mbm_message_peek_id (MbmMessage *self);

/* As mbm_message_new_request() and mbm_message_new_event(), written in a dialect at once. */
MbmMessage *mbm_message_new_request_in (MbmDialect dialect,
                                        const char *id,
                                        const char *name,
                                        GBytes *payload,
                                        MbmContext *context,
                                        GError **error);
MbmMessage *mbm_message_new_event_in (MbmDialect dialect,
                                      const char *name,
                                      GBytes *payload,
                                      MbmContext *context,
                                      GError **error);

/* A new message for mbm_message_to_dialect(). */
MbmMessage *mbm_message_translate (MbmMessage *self, MbmDialect dialect);

/* What a server of the dialect `magic-server` says of itself: a frame whose whole type is @type, such as
 * `system.shutdown`. @payload is known to be JSON. */
MbmMessage *mbm_message_new_magic_system (const char *type, GBytes *payload);

/* A frame of the dialect `magic-server` that came in, as the answer to the request whose id it has, whatever
 * its type says: only who asked can know. */
MbmMessage *mbm_message_new_magic_answer (MbmMessage *self);

/* What of a context the dialect `magic-server` has a place for. (transfer full) */
MbmContext *mbm_message_make_magic_context (MbmContext *context);

/* The frame of an answer without a message around it, for a server that nobody monitors. Arguments and errors
 * as for mbm_message_new_response() and mbm_message_new_error_response(). (transfer full) (nullable) */
GBytes *mbm_message_write_response (MbmMessage *request, GBytes *data, MbmContext *context, GError **error);
GBytes *mbm_message_write_error_response (MbmMessage *request,
                                          const char *code,
                                          const char *message,
                                          GBytes *details,
                                          MbmContext *context,
                                          GError **error);

/* What the context says of who sends a message, found without parsing the rest; text NULL if it does not. */
typedef struct
{
  MbmJsonValue source;
  MbmJsonValue auth;
} MbmMessageSender;

MbmMessageSender mbm_message_find_sender (MbmMessage *self);

/* Where the members of a frame lie; those that it does not have have the text NULL. In the dialect
 * `magic-server` the name is the end of `type`: `name` is all of that, and `name_offset` says how many
 * characters of it to leave out. */
typedef struct
{
  MbmDialect dialect;
  guint name_offset;
  MbmJsonValue id;
  MbmJsonValue name;
  MbmJsonValue payload;
  MbmJsonValue context;
  MbmJsonValue error;
} MbmMessageSpans;

/* Makes a message of a frame whose members were found, and which is taken over. Id or name are NULL if they
 * contain U+0000. */
MbmMessage *mbm_message_new_from_spans (MbmMessageKind kind,
                                        GBytes *bytes,
                                        const MbmMessageSpans *spans,
                                        gboolean success);

/* Reads a frame of the dialect `magic-server`: as mbm_message_new_for_dialect(). */
MbmMessage *mbm_message_new_from_magic (GBytes *bytes, GError **error);

/* The error for a member @value that is missing or not what it has to be, which @wanted says. FALSE. */
gboolean mbm_message_refuse_member (const char *name, MbmJsonValue value, const char *wanted, GError **error);

/* The members of a frame that is a JSON object; else what is wrong with it. */
gboolean mbm_message_find_members (GBytes *bytes,
                                   const MbmJsonName *names,
                                   guint n_names,
                                   MbmJsonValue *values,
                                   GError **error);

G_END_DECLS
