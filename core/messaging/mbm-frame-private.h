/* mbm-frame-private.h — writes the frames of both dialects
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message-private.h"

G_BEGIN_DECLS

/* All texts are UTF-8 and all values JSON: who calls has seen to that. Where the members were written to goes
 * to @spans, which is empty before. All (transfer full). */

/* A request, or an event. An event of `magic-server` gets an id; one of `messaging` has none. */
GBytes *mbm_frame_new_call (MbmDialect dialect,
                            MbmMessageKind kind,
                            const char *id,
                            const char *name,
                            MbmJsonValue payload,
                            MbmContext *context,
                            MbmMessageSpans *spans);

/* A response; @id as it is in the request's frame, @name the request's, or NULL if it is not known. */
GBytes *mbm_frame_new_answer (MbmDialect dialect,
                              MbmJsonValue id,
                              const char *name,
                              MbmJsonValue data,
                              MbmContext *context,
                              MbmMessageSpans *spans);

/* The same with an error: @object is what has the members `code` and `message`. */
GBytes *mbm_frame_new_failure (MbmDialect dialect,
                               MbmJsonValue id,
                               const char *name,
                               MbmJsonValue object,
                               MbmContext *context,
                               MbmMessageSpans *spans);

/* A frame of `magic-server` whose whole type is @type. */
GBytes *mbm_frame_new_magic_system (const char *type, MbmJsonValue payload, MbmMessageSpans *spans);

G_END_DECLS
