/* mbm-http-call-private.h — one HTTP request of a client, and its whole answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "mbm-error.h"

G_BEGIN_DECLS

typedef struct _MbmHttpCall MbmHttpCall;

/* Called once, from the main context, unless the call is cancelled before. @error: no answer came, or too
 * large a one. */
typedef void (*MbmHttpCallFunc) (MbmHttpCall *call,
                                 guint status,
                                 const char *reason,
                                 GBytes *body,
                                 const GError *error,
                                 gpointer user_data);

/* What all requests of one client have in common. */
typedef struct
{
  SoupSession *session;
  char *uri;      /* as it is shown */
  GUri *base;     /* its path ends with no slash */
  char *host;     /* for certificates */
  char **headers; /* `Name: value` each */
  char *connection_id;
  char *token;
  GTlsCertificate *certificate;
  gsize max_size;
} MbmHttpService;

void mbm_http_service_clear (MbmHttpService *self);
/* A message for @path below the base, with the headers that all have. */
SoupMessage *
mbm_http_service_make_message (MbmHttpService *self, const char *method, const char *path, const char *query);
/* In words that say what is wrong at which address. @message: (nullable): that failed. */
GError *mbm_http_service_describe_error (MbmHttpService *self, SoupMessage *message, const GError *error);

/* Posts @body. The service has to stay until the call is over or cancelled. */
MbmHttpCall *mbm_http_call_new (MbmHttpService *service,
                                const char *path,
                                GBytes *body,
                                MbmHttpCallFunc func,
                                gpointer user_data);
/* Ends it without a word; afterwards it may not be used. */
void mbm_http_call_cancel (MbmHttpCall *self);

G_END_DECLS
