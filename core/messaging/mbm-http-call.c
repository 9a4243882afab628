/* mbm-http-call.c — one HTTP request of a client, and its whole answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-call-private.h"

#include "mbm-tls-private.h"

#define READ_SIZE (64 * 1024)

/* What was wrong with the certificate that a message met. */
#define FAULT_KEY "mbm-tls-fault"

typedef struct
{
  GTlsCertificate *certificate;
  GTlsCertificateFlags flags;
} Fault;

struct _MbmHttpCall
{
  MbmHttpService *service; /* NULL once cancelled: only the callback is awaited */
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  GCancellable *cancellable;
  gboolean is_written;    /* the server may have it */
  gboolean is_unanswered; /* and its connection ended before it said anything */
  MbmHttpCallFunc func;
  gpointer user_data;
};

/* --- the service -------------------------------------------------------------------- */

void
mbm_http_service_clear (MbmHttpService *self)
{
  g_clear_object (&self->session);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->base, g_uri_unref);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->headers, g_strfreev);
  g_clear_pointer (&self->connection_id, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_object (&self->certificate);
}

static void
fault_free (gpointer data)
{
  Fault *fault = data;

  g_clear_object (&fault->certificate);
  g_free (fault);
}

/* Nothing is accepted here; it is kept to be told. */
static gboolean
mbm_http_service_accept_certificate_cb (SoupMessage *message,
                                        GTlsCertificate *certificate,
                                        GTlsCertificateFlags flags,
                                        gpointer user_data)
{
  Fault *fault = g_new0 (Fault, 1);

  fault->certificate = g_object_ref (certificate);
  fault->flags = flags;
  g_object_set_data_full (G_OBJECT (message), FAULT_KEY, fault, fault_free);
  return FALSE;
}

static gboolean
mbm_http_service_request_certificate_cb (SoupMessage *message,
                                         GTlsClientConnection *connection,
                                         gpointer user_data)
{
  /* Without one the handshake goes on, and the server decides. */
  soup_message_set_tls_client_certificate (message, user_data);
  return TRUE;
}

/* A token goes to whom it is meant for only: nothing is followed anywhere, and cookies are not kept. */
SoupMessage *
mbm_http_service_make_message (MbmHttpService *self, const char *method, const char *path, const char *query)
{
  g_autofree char *whole = g_strconcat (g_uri_get_path (self->base), "/", path, NULL);
  g_autoptr (GUri) uri =
    g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (self->base), NULL, g_uri_get_host (self->base),
                 g_uri_get_port (self->base), whole, query, NULL);
  SoupMessage *message = soup_message_new_from_uri (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (mbm_http_service_accept_certificate_cb), NULL);
  if (self->certificate != NULL)
    g_signal_connect_object (message, "request-certificate",
                             G_CALLBACK (mbm_http_service_request_certificate_cb), self->certificate, 0);

  for (guint i = 0; self->headers != NULL && self->headers[i] != NULL; i++)
    {
      const char *colon = strchr (self->headers[i], ':');
      g_autofree char *name = g_strndup (self->headers[i], colon - self->headers[i]);
      g_autofree char *value = g_strstrip (g_strdup (colon + 1));

      soup_message_headers_append (headers, name, value);
    }
  if (self->connection_id != NULL)
    soup_message_headers_replace (headers, "X-Connection-Id", self->connection_id);
  if (self->token != NULL && soup_message_headers_get_one (headers, "Authorization") == NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", self->token, NULL);

      soup_message_headers_append (headers, "Authorization", value);
    }
  return message;
}

GError *
mbm_http_service_describe_error (MbmHttpService *self, SoupMessage *message, const GError *error)
{
  Fault *fault = message != NULL ? g_object_get_data (G_OBJECT (message), FAULT_KEY) : NULL;
  MbmTlsFault tls = { .address = self->uri, .name = self->host, .own = self->certificate };

  if (error->domain == MBM_ERROR)
    return g_error_copy (error);
  if (error->domain == G_TLS_ERROR)
    {
      tls.certificate = fault != NULL ? fault->certificate : NULL;
      tls.flags = fault != NULL ? fault->flags : 0;
      return mbm_tls_describe_error (&tls, error);
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (MBM_ERROR, MBM_ERROR_REFUSED,
                        _ ("Nobody serves at %s: start the service, or check the address"), self->uri);
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (MBM_ERROR, MBM_ERROR_UNREACHABLE,
                        _ ("The host of %s cannot be found: check its name"), self->uri);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT, _ ("No answer from %s in time"), self->uri);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      error->domain == SOUP_SESSION_ERROR)
    return g_error_new (MBM_ERROR, MBM_ERROR_UNREACHABLE, _ ("%s cannot be reached: %s"), self->uri,
                        error->message);

  return g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The connection to %s was lost: %s"), self->uri,
                      error->message);
}

/* --- a call ---------------------------------------------------------------------------- */

static void
mbm_http_call_free (MbmHttpCall *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_object (&self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmHttpCall, mbm_http_call_free)

void
mbm_http_call_cancel (MbmHttpCall *self)
{
  self->service = NULL;
  g_cancellable_cancel (self->cancellable);
}

static void
mbm_http_call_fail (MbmHttpCall *self, const GError *cause)
{
  g_autoptr (GError) error = NULL;

  if (self->is_unanswered)
    error = g_error_new (MBM_ERROR, MBM_ERROR_CLOSED,
                         _ ("%s ended the connection before it answered, and may have done what was asked"),
                         self->service->uri);
  else
    error = mbm_http_service_describe_error (self->service, self->message, cause);

  self->func (self, 0, NULL, NULL, error, self->user_data);
}

static void mbm_http_call_read (MbmHttpCall *self);

static void
mbm_http_call_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbmHttpCall) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize length = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  if (self->service == NULL)
    return;

  if (bytes != NULL && length > self->service->max_size - self->body->len)
    g_set_error (&error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE,
                 _ ("An answer of %s is over the limit of %zu bytes"), self->service->uri,
                 self->service->max_size);

  if (error != NULL)
    {
      mbm_http_call_fail (self, error);
    }
  else if (length > 0)
    {
      g_byte_array_append (self->body, g_bytes_get_data (bytes, NULL), (guint) length);
      mbm_http_call_read (g_steal_pointer (&self));
    }
  else
    {
      g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));

      self->func (self, soup_message_get_status (self->message),
                  soup_message_get_reason_phrase (self->message), body, NULL, self->user_data);
    }
}

static void
mbm_http_call_read (MbmHttpCall *self)
{
  g_input_stream_read_bytes_async (self->stream, READ_SIZE, G_PRIORITY_DEFAULT, self->cancellable,
                                   mbm_http_call_read_cb, self);
}

static void
mbm_http_call_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbmHttpCall) self = user_data;
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->service == NULL)
    return;

  if (self->stream != NULL)
    mbm_http_call_read (g_steal_pointer (&self));
  else
    mbm_http_call_fail (self, error);
}

static void
mbm_http_call_wrote_headers_cb (SoupMessage *message, gpointer user_data)
{
  ((MbmHttpCall *) user_data)->is_written = TRUE;
}

/* What may have been done already is not asked for again. */
static void
mbm_http_call_restarted_cb (SoupMessage *message, gpointer user_data)
{
  MbmHttpCall *self = user_data;

  self->is_unanswered = self->is_written;
  if (self->is_written)
    g_cancellable_cancel (self->cancellable);
}

MbmHttpCall *
mbm_http_call_new (MbmHttpService *service,
                   const char *path,
                   GBytes *body,
                   MbmHttpCallFunc func,
                   gpointer user_data)
{
  MbmHttpCall *self = g_new0 (MbmHttpCall, 1);

  self->service = service;
  self->message = mbm_http_service_make_message (service, "POST", path, NULL);
  self->body = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  self->func = func;
  self->user_data = user_data;

  /* libsoup makes a new connection for each POST, unless it is told that it may send it twice. That it does
   * not is seen to here. */
  soup_message_add_flags (self->message, SOUP_MESSAGE_IDEMPOTENT);
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (mbm_http_call_wrote_headers_cb), self);
  g_signal_connect (self->message, "restarted", G_CALLBACK (mbm_http_call_restarted_cb), self);
  soup_message_headers_replace (soup_message_get_request_headers (self->message), "Accept",
                                "application/json");
  soup_message_set_request_body_from_bytes (self->message, "application/json", body);
  soup_session_send_async (service->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           mbm_http_call_sent_cb, self);
  return self;
}
