/* sbx-answer.c — the answer to a request
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-answer-private.h"

SbxAnswer *
sbx_answer_new (MbmMessage *message, gint64 latency, gint64 sequence)
{
  SbxAnswer *self = g_new0 (SbxAnswer, 1);

  self->message = message;
  self->latency = latency;
  self->sequence = sequence;
  return self;
}

SbxAnswer *
sbx_answer_receive (SbxAnswer *self)
{
  SbxStreamFeed *feed;

  if (self == NULL || self->feed == NULL)
    return self;

  feed = g_steal_pointer (&self->feed);
  self->stream = sbx_stream_new (feed);
  sbx_stream_feed_unref (feed);
  return self;
}

/**
 * sbx_answer_free:
 *
 * Frees an answer. A stream that nobody else holds is cancelled.
 */
void
sbx_answer_free (SbxAnswer *self)
{
  if (self->feed != NULL)
    {
      sbx_stream_feed_cancel (self->feed);
      sbx_stream_feed_unref (self->feed);
    }
  g_clear_object (&self->stream);
  mbm_message_unref (self->message);
  g_free (self);
}

void
sbx_answer_destroy (gpointer answer)
{
  sbx_answer_free (answer);
}
