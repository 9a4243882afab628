/* mbm-server-request-private.h — how a server makes and answers its requests
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-answer.h"
#include "mbm-server-connection-private.h"
#include "mbm-server-request.h"

G_BEGIN_DECLS

struct _MbmServerRequest
{
  guint ref_count;
  gboolean answered;
  gboolean refused; /* middleware made an error of what was a good answer */
  MbmServerConnection *connection;
  MbmServerClient *client; /* NULL for system requests of those who have not registered */
  MbmMessage *message;     /* as middleware may have changed it */
  MbmMessage *received;    /* as it came in, if that was another one */
  MbmContext *context;     /* made when somebody asks */
  MbmUser *user;
  gint64 received_time; /* monotonic, µs */
  MbmServerWalk *walk;  /* NULL: there is no middleware */
  GData *data;
  char *note; /* for who monitors */
};

/* What is answered: the request as it came in, whatever middleware made of it. */
static inline MbmMessage *
mbm_server_request_get_received (MbmServerRequest *self)
{
  return self->received != NULL ? self->received : self->message;
}

/* mbm-server-request.c */
MbmServerRequest *mbm_server_request_new (MbmServerConnection *connection, MbmMessage *message);
MbmServerConnection *mbm_server_request_get_connection (MbmServerRequest *self);

/* mbm-server-request-answer.c */
void mbm_server_request_withhold (MbmServerRequest *self, const char *note);
void mbm_server_request_respond_json (MbmServerRequest *self, GString *object);
void mbm_server_request_fail (MbmServerRequest *self, const char *code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* mbm-server-request-chain.c */
void mbm_server_request_enter (MbmServerRequest *self, MbmServer *server);
void mbm_server_request_review (MbmServerRequest *self, MbmServerAnswer *answer);

G_END_DECLS
