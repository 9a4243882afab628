/* mbm-channel-state-private.h — what the parts of a channel share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-channel-private.h"

G_BEGIN_DECLS

typedef struct
{
  MbmChannelReceiver receiver;
  gpointer user_data;
  char *address;
  char **headers;

  /* An end that nobody has been told of yet; the source tells it once there is a receiver. */
  GSource *closed_source;
  char *closed_reason;
  GError *closed_error;
  guint closed_code;

  gsize queue_mark;

  char *id;
  gint64 attended_time;
  MbmChannelStatusFunc status_func;
  gpointer status_data;

  guint has_receiver : 1;
  guint watches_queue : 1; /* until no more than the mark waits */
  guint closing : 1;       /* close or abort was called: nothing more is sent */
  guint aborted : 1;
  guint closed : 1;      /* the connection ended */
  guint closed_told : 1; /* and the receiver knows */
  guint transient : 1;
  guint attended : 1;
  guint needs_registration : 1;
} MbmChannelPrivate;

MbmChannelPrivate *mbm_channel_get_private (MbmChannel *self);

/* mbm-channel-end.c: has the receiver told from the main context. */
void mbm_channel_schedule_closed (MbmChannel *self);

G_END_DECLS
