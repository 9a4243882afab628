/* mbm-http-channel-state-private.h — what the parts of an HTTP client's connection share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-call-private.h"
#include "mbm-http-channel-private.h"
#include "mbm-http-stream-private.h"
#include "mbm-message.h"

G_BEGIN_DECLS

/* A message on its way. */
typedef struct
{
  MbmHttpChannel *channel;
  MbmMessage *message;
  MbmHttpCall *call; /* NULL: it waits */
} MbmHttpLetter;

/* Requests go side by side, so that one may overtake the other. Events go one after the other, and a request
 * waits for the events before it: what was told before is known when something is asked. What comes in on the
 * event stream keeps its order; an answer and an event that were sent at the same time may come either way.
 *
 * Owned by the client; lives on the context it was made on. */
struct _MbmHttpChannel
{
  MbmChannel parent_instance;

  MbmHttpService service;
  guint64 max_queue_size;
  gboolean api_form;

  GQueue waiting;       /* MbmHttpLetter */
  GPtrArray *under_way; /* MbmHttpLetter */
  guint n_events;       /* of these */
  gsize queued;         /* bytes of both */
  MbmHttpStream *stream;
  GQueue kept;           /* GBytes: frames that came while nobody received */
  GSource *close_source; /* while it closes */
  gboolean is_over;
};

/* mbm-http-channel.c: what a letter came to. */
void mbm_http_channel_answered_cb (MbmHttpCall *call,
                                   guint status,
                                   const char *reason,
                                   GBytes *body,
                                   const GError *error,
                                   gpointer letter);

/* mbm-http-channel-out.c */
void mbm_http_letter_free (MbmHttpLetter *letter);
gsize mbm_http_letter_get_size (MbmHttpLetter *letter);
gboolean mbm_http_letter_is_event (MbmHttpLetter *letter);
/* Sends what may be sent. */
void mbm_http_channel_pump (MbmHttpChannel *self);
gboolean mbm_http_channel_send (MbmChannel *channel, GBytes *text, GError **error);
void mbm_http_channel_forget (MbmChannel *channel, const char *request_id);

G_END_DECLS
