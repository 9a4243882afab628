/* sbx-answer.h — the answer to a request
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-message.h"

#include "sbx-stream.h"

G_BEGIN_DECLS

/**
 * SbxAnswer:
 * @message: the response
 * @latency: from sending the request to having the answer, in microseconds
 * @sequence: the number of the request's row in the traffic, 0 if it is not known
 * @stream: (nullable): what the answer began, if that was asked for and it seems to have begun a stream
 *
 * An answer, with what the screen wants to know of it.
 */
typedef struct
{
  MbmMessage *message;
  gint64 latency;
  gint64 sequence;
  SbxStream *stream;

  /*< private >*/
  gpointer feed;
} SbxAnswer;

void sbx_answer_free (SbxAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxAnswer, sbx_answer_free)

G_END_DECLS
