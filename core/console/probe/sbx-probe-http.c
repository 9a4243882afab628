/* sbx-probe-http.c — HTTP as it is, for a probe: libmbm's client would not send what is wrong
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-certificate.h"
#include "mbm-error.h"
#include "sbx-probe-http-private.h"

struct _SbxProbeHttp
{
  SbxProbeRun *run;
  guint connection;
  SoupSession *session;
  GUri *base;
  GTlsDatabase *database; /* (nullable): of ca-file */
  GCancellable *cancellable;
  guint n_calls; /* under way */
};

/* One request under way. */
typedef struct
{
  SbxProbeHttp *http;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  gboolean is_cut;
  SbxProbeHttpFunc func;
  gpointer user_data;
} Call;

void
sbx_probe_reply_free (SbxProbeReply *self)
{
  g_free (self->content_type);
  g_free (self->allow_origin);
  g_bytes_unref (self->body);
  g_free (self);
}

SbxProbeHttp *
sbx_probe_http_new (SbxProbeRun *run, guint connection, GError **error)
{
  g_autoptr (SbxProbeHttp) self = g_new0 (SbxProbeHttp, 1);

  self->run = run;
  self->connection = connection;
  self->cancellable = g_cancellable_new ();
  self->session = soup_session_new_with_options ("max-conns-per-host", 16, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  self->base = g_uri_parse (run->settings->url, SOUP_HTTP_URI_FLAGS, NULL);
  if (self->base == NULL || g_uri_get_host (self->base) == NULL || *g_uri_get_host (self->base) == '\0')
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI, _ ("“%s” is no address of a service"),
                   run->settings->url);
      return NULL;
    }
  if (run->settings->ca_file != NULL)
    {
      self->database = g_tls_file_database_new (run->settings->ca_file, error);
      if (self->database == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
sbx_probe_http_free (SbxProbeHttp *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    soup_session_abort (self->session);
  /* Each call ends by itself, and frees what it holds. */
  while (self->n_calls > 0)
    g_main_context_iteration (self->run->context, TRUE);
  g_clear_object (&self->session);
  g_clear_pointer (&self->base, g_uri_unref);
  g_clear_object (&self->database);
  g_clear_object (&self->cancellable);
  g_free (self);
}

SoupSession *
sbx_probe_http_get_session (SbxProbeHttp *self)
{
  return self->session;
}

GCancellable *
sbx_probe_http_get_cancellable (SbxProbeHttp *self)
{
  return self->cancellable;
}

/* People write it with colons or without, in capitals or not. */
static gboolean
is_trusted (SbxProbeHttp *self, GTlsCertificate *certificate)
{
  const char *trusted = self->run->settings->trusted_fingerprint;
  g_autofree char *shown = mbm_certificate_dup_fingerprint (certificate);
  const char *c = shown;

  if (trusted == NULL || shown == NULL)
    return FALSE;
  for (; *trusted != '\0'; trusted++)
    {
      if (*trusted == ':' || g_ascii_isspace (*trusted))
        continue;
      while (*c == ':')
        c++;
      if (g_ascii_toupper (*trusted) != g_ascii_toupper (*c))
        return FALSE;
      c++;
    }
  return *c == '\0';
}

/* What the system does not know may be in the file that the user gave. */
static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  SbxProbeHttp *self = user_data;
  g_autoptr (GSocketConnectable) identity = NULL;

  if (is_trusted (self, certificate))
    return TRUE;
  if (self->database == NULL)
    return FALSE;

  identity = g_network_address_new (g_uri_get_host (self->base), (guint16) g_uri_get_port (self->base));
  return g_tls_database_verify_chain (self->database, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                      identity, NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, NULL) == 0;
}

/* Asked for again where libsoup makes another connection by itself. */
static gboolean
request_certificate_cb (SoupMessage *message, GTlsClientConnection *connection, gpointer user_data)
{
  SbxProbeHttp *self = user_data;

  soup_message_set_tls_client_certificate (message, self->run->settings->certificate);
  return TRUE;
}

static void
add_headers (SoupMessage *message, char **headers)
{
  SoupMessageHeaders *to = soup_message_get_request_headers (message);

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      const char *colon = strchr (headers[i], ':');
      g_autofree char *name = NULL;

      if (colon == NULL || colon == headers[i])
        continue;
      name = g_strndup (headers[i], (gsize) (colon - headers[i]));
      soup_message_headers_replace (to, g_strstrip (name), colon + 1 + strspn (colon + 1, " \t"));
    }
}

/* What is behind the base; (transfer full). */
static GUri *
make_uri (SbxProbeHttp *self, const char *path)
{
  const char *base = g_uri_get_path (self->base);
  g_autofree char *prefix = g_strndup (base, strlen (base) - (g_str_has_suffix (base, "/") ? 1 : 0));
  g_autofree char *whole = g_strconcat (prefix, path, NULL);

  if (*path == '\0' && *base != '\0')
    return g_uri_ref (self->base);

  return g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (self->base), NULL, g_uri_get_host (self->base),
                      g_uri_get_port (self->base), *whole != '\0' ? whole : "/", NULL, NULL);
}

SoupMessage *
sbx_probe_http_make (SbxProbeHttp *self, const char *method, const char *path)
{
  g_autoptr (GUri) uri = make_uri (self, path);
  SoupMessage *message = soup_message_new_from_uri (method, uri);

  /* What is asked here does no harm when it is sent twice; without that libsoup makes a new connection for
   * each POST, and a handshake with it. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  add_headers (message, self->run->settings->headers);
  if (self->run->settings->certificate != NULL)
    g_signal_connect (message, "request-certificate", G_CALLBACK (request_certificate_cb), self);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self);
  return message;
}

/* --- one request ------------------------------------------------------------- */

/* The line and the headers that matter, and the body: what the user would write with curl. */
static void
note_sent (SbxProbeHttp *self, SoupMessage *message, const char *body)
{
  static const char *const shown[] = { "Host", "Origin", "X-Connection-Id", "Last-Event-ID", "Content-Type" };
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *uri = g_uri_to_string (soup_message_get_uri (message));
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s %s\n", soup_message_get_method (message), uri);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      const char *value = soup_message_headers_get_one (headers, shown[i]);

      if (value != NULL)
        g_string_append_printf (text, "%s: %s\n", shown[i], value);
    }
  if (body != NULL)
    g_string_append_printf (text, "\n%s", body);
  sbx_probe_step (self->run, SBX_PROBE_SENT, self->connection, text->str, text->len);
}

static void
note_got (SbxProbeHttp *self, SoupMessage *message, GBytes *body)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *type =
    soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  g_string_printf (text, "%u %s\n", soup_message_get_status (message),
                   soup_message_get_reason_phrase (message));
  if (type != NULL)
    g_string_append_printf (text, "Content-Type: %s\n", type);
  if (g_bytes_get_size (body) > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_len (text, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
    }
  sbx_probe_step (self->run, SBX_PROBE_GOT, self->connection, text->str, text->len);
}

static void
call_end (Call *call, SbxProbeReply *reply, const GError *error)
{
  gboolean is_wanted = !g_cancellable_is_cancelled (call->http->cancellable);

  if (is_wanted && error != NULL)
    sbx_probe_happened (call->http->run, call->http->connection, _ ("The request failed: %s"),
                        error->message);
  call->func (is_wanted ? reply : NULL, is_wanted ? error : NULL, call->user_data);
  call->http->n_calls--;

  g_clear_object (&call->stream);
  g_clear_object (&call->message);
  g_byte_array_unref (call->body);
  g_free (call);
}

static void
call_reply (Call *call)
{
  g_autoptr (SbxProbeReply) reply = g_new0 (SbxProbeReply, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);

  reply->status = soup_message_get_status (call->message);
  reply->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  reply->allow_origin = g_strdup (soup_message_headers_get_one (headers, "Access-Control-Allow-Origin"));
  reply->body = g_bytes_new (call->body->data, call->body->len);
  reply->is_cut = call->is_cut;
  if (!g_cancellable_is_cancelled (call->http->cancellable))
    note_got (call->http, call->message, reply->body);
  call_end (call, reply, NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL)
    {
      call_end (call, NULL, error);
      return;
    }

  g_byte_array_append (call->body, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  call->is_cut = call->body->len > SBX_PROBE_MAX_BODY;
  if (g_bytes_get_size (bytes) == 0 || call->is_cut)
    call_reply (call);
  else
    g_input_stream_read_bytes_async (call->stream, 65536, G_PRIORITY_DEFAULT, call->http->cancellable,
                                     read_cb, call);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  call->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (call->stream == NULL)
    call_end (call, NULL, error);
  else
    g_input_stream_read_bytes_async (call->stream, 65536, G_PRIORITY_DEFAULT, call->http->cancellable,
                                     read_cb, call);
}

static void
set_body (SoupMessage *message, const char *body)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  soup_message_set_request_body_from_bytes (message, type, bytes);
}

void
sbx_probe_http_send (SbxProbeHttp *self,
                     SoupMessage *message,
                     const char *body,
                     SbxProbeHttpFunc func,
                     gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->http = self;
  call->message = message;
  call->body = g_byte_array_new ();
  call->func = func;
  call->user_data = user_data;
  self->n_calls++;
  note_sent (self, message, body);
  if (body != NULL)
    set_body (message, body);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->cancellable, sent_cb, call);
}

/* --- and the same, waited for ----------------------------------------------- */

/* Its own life: whoever waits may have gone when the answer comes. */
typedef struct
{
  gboolean is_done;
  gboolean is_left;
  SbxProbeReply *reply;
  GError *error;
} Outcome;

static SbxProbeReply *
copy_reply (const SbxProbeReply *reply)
{
  SbxProbeReply *copy = g_new (SbxProbeReply, 1);

  *copy = *reply;
  copy->content_type = g_strdup (reply->content_type);
  copy->allow_origin = g_strdup (reply->allow_origin);
  g_bytes_ref (copy->body);
  return copy;
}

static void
done_cb (SbxProbeReply *reply, const GError *error, gpointer user_data)
{
  Outcome *outcome = user_data;

  if (outcome->is_left)
    {
      g_free (outcome);
      return;
    }
  outcome->is_done = TRUE;
  outcome->reply = reply != NULL ? copy_reply (reply) : NULL;
  outcome->error = error != NULL ? g_error_copy (error) : NULL;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Outcome *) user_data)->is_done;
}

SbxProbeReply *
sbx_probe_http_call (SbxProbeHttp *self, SoupMessage *message, const char *body, GError **error)
{
  Outcome *outcome = g_new0 (Outcome, 1);
  SbxProbeReply *reply;

  sbx_probe_http_send (self, message, body, done_cb, outcome);
  if (!sbx_probe_wait (self->run, G_MAXUINT, is_done, outcome))
    {
      outcome->is_left = TRUE;
      g_set_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT, _ ("No answer came within %u ms"),
                   self->run->settings->timeout);
      return NULL;
    }

  reply = outcome->reply;
  if (outcome->error != NULL)
    g_propagate_error (error, outcome->error);
  g_free (outcome);
  return reply;
}
