/* mbm-http-request-private.h — what an HTTP request asks for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-error.h"
#include "mbm-http-head-private.h"

G_BEGIN_DECLS

/* Why a request is refused: a status, a code and words. All zero is no refusal. */
typedef struct
{
  guint status;
  const char *code;
  GError *error;
} MbmHttpRefusal;

/* Always FALSE. */
gboolean mbm_http_refuse (MbmHttpRefusal *refusal,
                          guint status,
                          const char *code,
                          MbmError error_code,
                          const char *format,
                          ...) G_GNUC_PRINTF (5, 6);

typedef enum
{
  MBM_HTTP_ROUTE_NONE,
  MBM_HTTP_ROUTE_REQUEST, /* …/requests/NAME */
  MBM_HTTP_ROUTE_API,     /* …/api/NAME */
  MBM_HTTP_ROUTE_EVENTS,  /* …/events */
  MBM_HTTP_ROUTE_ANSWERS, /* …/responses */
  MBM_HTTP_ROUTE_LOGIN,   /* …/auth/login */
  MBM_HTTP_ROUTE_LOGOUT,  /* …/auth/logout */
} MbmHttpRoute;

typedef struct
{
  char *method;
  char *target; /* as it came, for people */
  SoupHTTPVersion version;
  SoupMessageHeaders *headers;
  char **shown_headers; /* `Name: value` each */
  MbmHttpRoute route;
  char *name;          /* of the request; NULL but for REQUEST and API */
  char *connection_id; /* (nullable) */
  char *last_event_id; /* (nullable) */
  char *origin;        /* (nullable): as the Origin header says */
  char *token;         /* (nullable): as the Authorization header says */
  gint64 length;       /* of the body; -1: in chunks */
  gboolean keeps_alive;
  gboolean expects_continue;
} MbmHttpRequest;

/* What a service is, as far as a request has to fit it. */
typedef struct
{
  const char *scheme;
  const char *base;       /* the path in front of `/requests`; NULL: any */
  const char *host;       /* that is served, without brackets */
  const char *local_host; /* where the connection came in: an IP address without brackets */
  gboolean is_loopback;   /* that is only reached from this machine */
  guint16 port;
  const char *const *allowed_hosts;
  const char *const *allowed_origins;
  guint64 max_body;
} MbmHttpRules;

/* Never NULL: what could not be read of a request is NULL, and @refusal says why. @head: with the empty line
 * at its end. */
MbmHttpRequest *
mbm_http_request_new (const guint8 *head, gsize length, const MbmHttpRules *rules, MbmHttpRefusal *refusal);
void mbm_http_request_free (MbmHttpRequest *self);

/* Whether the origin, if there is one, may see the answer. */
gboolean mbm_http_request_origin_is_allowed (MbmHttpRequest *self, const MbmHttpRules *rules);

/* The methods of the route, as the header Allow has them; NULL if there is no such route. */
const char *mbm_http_request_get_allow (MbmHttpRequest *self);

static inline gboolean
mbm_http_request_is (MbmHttpRequest *self, const char *method)
{
  return g_strcmp0 (self->method, method) == 0;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmHttpRequest, mbm_http_request_free)

G_END_DECLS
