/* mbm-message-private.h — what a server's and client's way of every message needs
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message.h"

G_BEGIN_DECLS

/* `requestId` as it is in the frame, quotes and escapes included; text NULL for an event. Borrowed. */
MbmJsonValue mbm_message_get_id_value (MbmMessage *self);

/* The frame of an answer without a message around it, for a server that nobody monitors. Arguments and errors
 * as for mbm_message_new_response() and mbm_message_new_error_response(). (transfer full) (nullable) */
GBytes *mbm_message_write_response (MbmMessage *request, GBytes *data, MbmContext *context, GError **error);
GBytes *mbm_message_write_error_response (MbmMessage *request,
                                          const char *code,
                                          const char *message,
                                          GBytes *details,
                                          MbmContext *context,
                                          GError **error);

/* A member of the context without parsing the rest of it: whether it is a string of these characters. */
gboolean mbm_message_context_has (MbmMessage *self, const char *member, const char *text);

/* Where the members of a frame lie; those that it does not have have the text NULL. */
typedef struct
{
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

G_END_DECLS
