/* mbm-stream-writer-private.h — what the parts of a stream's writer share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-streams-private.h"

G_BEGIN_DECLS

struct _MbmStreamWriter
{
  GObject parent_instance;

  GMainContext *context;
  MbmServerStream *stream;
  MbmStreamState state;
  char *client_id;
  char *reason;
  gsize high;
  gsize low;
  gboolean writable;

  GTask *write_task; /* waits for room; its data is the message */
  GSource *cancelled_source;
};

/* mbm-stream-writer-properties.c */
void mbm_stream_writer_install_properties (GObjectClass *object_class);
void mbm_stream_writer_update_writable (MbmStreamWriter *self);
void mbm_stream_writer_set_state (MbmStreamWriter *self, MbmStreamState state);

G_END_DECLS
