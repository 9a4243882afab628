/* mbm-stream-private.h — what a client and its streams share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-stream.h"

G_BEGIN_DECLS

struct _MbmStream
{
  GObject parent_instance;

  GMainContext *context;
  MbmClient *client; /* borrowed; NULL once it is not open any more */
  char *id;
  MbmStreamState state;
  GError *error;
  MbmMessage *end;
  guint64 n_items;
  gboolean flowing;
  gboolean claimed; /* an answer has named it: until then it may be somebody else's business */

  /* What came in and was not taken yet. */
  GQueue items; /* GBytes */
  gsize size;
  guint max_items;
  guint64 max_size;

  GTask *next_task;
  GSource *cancelled_source;

  guint idle_timeout; /* milliseconds, 0: none */
  GSource *idle_timer;
  gint64 activity_time; /* monotonic microseconds */
};

/* mbm-stream.c */
MbmStream *mbm_stream_new (MbmClient *client, const char *id);
void mbm_stream_take_item (MbmStream *self, MbmMessage *event);
void mbm_stream_take_end (MbmStream *self, MbmMessage *event);
void mbm_stream_fail (MbmStream *self, const GError *error);
void mbm_stream_deliver (MbmStream *self);

/* mbm-stream-properties.c */
void mbm_stream_install_properties (GObjectClass *object_class);
void mbm_stream_set_state (MbmStream *self, MbmStreamState state);

/* mbm-client-streams.c */
void mbm_client_streams_remove (MbmClient *self, MbmStream *stream, gboolean tell);

G_END_DECLS
