/* mbm-http-stream-private.h — the event stream of a client, opened again whenever it ends
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-call-private.h"

G_BEGIN_DECLS

typedef struct _MbmHttpStream MbmHttpStream;

/* All from the main context; each may free the stream. */
typedef struct
{
  void (*event) (const char *type, GBytes *data, gpointer user_data);
  /* An event that cannot be read, or a server that has no events: the stream goes on, or is not tried again.
   */
  void (*refused) (GBytes *bytes, const GError *error, gpointer user_data);
  /* There is no use in trying again. */
  void (*lost) (const GError *error, gpointer user_data);
} MbmHttpStreamFuncs;

/* The service has to stay for as long as the stream does. */
MbmHttpStream *
mbm_http_stream_new (MbmHttpService *service, const MbmHttpStreamFuncs *funcs, gpointer user_data);
void mbm_http_stream_free (MbmHttpStream *self);
/* While it does not flow nothing is read, and the server has to wait. */
void mbm_http_stream_set_flowing (MbmHttpStream *self, gboolean flowing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmHttpStream, mbm_http_stream_free)

G_END_DECLS
