/* mbm-http-stream.c — the event stream of a client, opened again whenever it ends
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-stream-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-sse-private.h"

#define READ_SIZE (16 * 1024)

/* What a server says that wants nothing more to be tried. */
#define MAX_ANSWER (64 * 1024)

/* How soon it is opened again unless the server says otherwise, and within which limits it may; milliseconds.
 */
#define DEFAULT_RETRY 2000
#define MIN_RETRY     50
#define MAX_RETRY     30000

/* Attempts in a row that come to nothing, after which the server is held for gone. */
#define MAX_FAILURES 3

/*   OPENING ▶ READING ▶ WAITING ▶ OPENING …      any ▶ STOPPED */
typedef enum
{
  STATE_OPENING,
  STATE_READING,
  STATE_WAITING,
  STATE_STOPPED,
} State;

/* One attempt; an asynchronous call may outlive the stream that wanted it. */
typedef struct
{
  MbmHttpStream *stream; /* NULL once nobody cares */
  SoupMessage *message;
  GInputStream *input;
  GByteArray *answer; /* what came instead of events */
} Attempt;

struct _MbmHttpStream
{
  MbmHttpService *service;
  const MbmHttpStreamFuncs *funcs;
  gpointer user_data;
  State state;
  Attempt *attempt;
  GCancellable *cancellable;
  MbmSseParser parser;
  GSource *timer;
  guint retry;
  guint n_failures;
  gboolean was_open;
  gboolean flowing;
  gboolean is_reading; /* a read is under way */
  gboolean *freed;     /* set when it is freed while it tells something */
};

static void mbm_http_stream_open (MbmHttpStream *self);
static void mbm_http_stream_read (MbmHttpStream *self);

static void
attempt_free (Attempt *attempt)
{
  g_clear_object (&attempt->message);
  g_clear_object (&attempt->input);
  g_clear_pointer (&attempt->answer, g_byte_array_unref);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

/* --- the end of an attempt --------------------------------------------------------------- */

static void
mbm_http_stream_clear_timer (MbmHttpStream *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/* Nothing more comes of the attempt; whoever finishes its call frees it. */
static void
mbm_http_stream_drop_attempt (MbmHttpStream *self)
{
  if (self->attempt == NULL)
    return;

  self->attempt->stream = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->state == STATE_READING && !self->is_reading)
    attempt_free (self->attempt);
  self->attempt = NULL;
}

static gboolean
mbm_http_stream_again_cb (gpointer user_data)
{
  MbmHttpStream *self = user_data;

  mbm_http_stream_clear_timer (self);
  mbm_http_stream_open (self);
  return G_SOURCE_REMOVE;
}

static void
mbm_http_stream_wait (MbmHttpStream *self)
{
  /* Clients that lost the same server must not all come back at the same moment. */
  guint delay = (guint) (self->retry * g_random_double_range (0.9, 1.1));

  self->state = STATE_WAITING;
  self->timer = g_timeout_source_new (MAX (delay, 1));
  g_source_set_static_name (self->timer, "[mbm] event stream");
  g_source_set_callback (self->timer, mbm_http_stream_again_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* May free the stream. */
static void
mbm_http_stream_failed (MbmHttpStream *self, const GError *error)
{
  mbm_http_stream_drop_attempt (self);
  if (++self->n_failures < MAX_FAILURES)
    {
      mbm_http_stream_wait (self);
      return;
    }

  self->state = STATE_STOPPED;
  self->funcs->lost (error, self->user_data);
}

/* --- events --------------------------------------------------------------------------------- */

/* FALSE if the stream is gone, or cannot be read on. */
static gboolean
mbm_http_stream_take_item (MbmHttpStream *self, MbmSseItem *item)
{
  gboolean freed = FALSE;
  g_autoptr (GError) error = NULL;

  self->freed = &freed;
  switch (item->kind)
    {
    case MBM_SSE_ITEM_EVENT:
      self->funcs->event (item->type, item->data, self->user_data);
      break;
    case MBM_SSE_ITEM_RETRY:
      self->retry = (guint) CLAMP (item->retry, MIN_RETRY, MAX_RETRY);
      break;
    case MBM_SSE_ITEM_FAILED:
      error = g_error_copy (item->error);
      self->funcs->refused (item->data, item->error, self->user_data);
      if (!freed)
        {
          self->freed = NULL;
          mbm_http_stream_drop_attempt (self);
          self->state = STATE_STOPPED;
          self->funcs->lost (error, self->user_data);
        }
      return FALSE;
    case MBM_SSE_ITEM_NONE:
    default:
      g_assert_not_reached ();
    }

  if (!freed)
    self->freed = NULL;
  return !freed;
}

static gboolean
mbm_http_stream_take_in (MbmHttpStream *self, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (;;)
    {
      g_auto (MbmSseItem) item = { MBM_SSE_ITEM_NONE };

      if (mbm_sse_parser_next (&self->parser, &data, &length, &item) == MBM_SSE_ITEM_NONE)
        return TRUE;
      if (!mbm_http_stream_take_item (self, &item))
        return FALSE;
    }
}

/* --- what is no stream ------------------------------------------------------------------------ */

/* The whole answer is there, or as much of it as is of interest. May free the stream. */
static void
mbm_http_stream_take_answer (MbmHttpStream *self)
{
  Attempt *attempt = self->attempt;
  guint status = soup_message_get_status (attempt->message);
  g_autoptr (GBytes) body = g_bytes_new (attempt->answer->data, attempt->answer->len);
  g_autofree char *phrase = g_utf8_make_valid (soup_message_get_reason_phrase (attempt->message) != NULL
                                                 ? soup_message_get_reason_phrase (attempt->message)
                                                 : "",
                                               -1);
  g_autoptr (GError) error = NULL;

  if (self->service->connection_id != NULL && status == SOUP_STATUS_NOT_FOUND &&
      (self->was_open || mbm_http_body_has_code (body, "UNKNOWN_CONNECTION")))
    {
      error = g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("%s does not know this client any more"),
                           self->service->uri);
      mbm_http_stream_drop_attempt (self);
      self->state = STATE_STOPPED;
      self->funcs->lost (error, self->user_data);
      return;
    }

  error = g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE, _ ("%s has no event stream for us: it answered %u %s"),
                       self->service->uri, status, phrase);
  if (status >= 500 || self->was_open)
    {
      mbm_http_stream_failed (self, error);
      return;
    }

  /* A service without events can be used all the same. */
  mbm_http_stream_drop_attempt (self);
  self->state = STATE_STOPPED;
  self->funcs->refused (body, error, self->user_data);
}

/* --- reading ------------------------------------------------------------------------------------- */

static gboolean
attempt_is_stream (Attempt *attempt)
{
  const char *type =
    soup_message_headers_get_content_type (soup_message_get_response_headers (attempt->message), NULL);

  return soup_message_get_status (attempt->message) == SOUP_STATUS_OK && type != NULL &&
         g_ascii_strcasecmp (type, "text/event-stream") == 0;
}

static void
mbm_http_stream_read_end (MbmHttpStream *self, GBytes *bytes, const GError *cause)
{
  g_autoptr (GError) error = NULL;

  if (self->attempt->answer != NULL)
    {
      gsize length = bytes != NULL ? g_bytes_get_size (bytes) : 0;

      if (length > 0)
        g_byte_array_append (self->attempt->answer, g_bytes_get_data (bytes, NULL), (guint) length);
      if (length > 0 && self->attempt->answer->len < MAX_ANSWER)
        mbm_http_stream_read (self);
      else
        mbm_http_stream_take_answer (self);
      return;
    }

  if (cause != NULL || g_bytes_get_size (bytes) == 0)
    {
      /* An end in order is no failure, unless it comes before anything was said. */
      mbm_http_stream_drop_attempt (self);
      self->n_failures = 0;
      mbm_http_stream_wait (self);
      return;
    }

  if (mbm_http_stream_take_in (self, bytes) && self->state == STATE_READING)
    mbm_http_stream_read (self);
}

static void
mbm_http_stream_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (attempt->stream == NULL)
    {
      attempt_free (attempt);
      return;
    }

  attempt->stream->is_reading = FALSE;
  mbm_http_stream_read_end (attempt->stream, bytes, error);
}

static void
mbm_http_stream_read (MbmHttpStream *self)
{
  if (!self->flowing || self->is_reading)
    return;

  self->is_reading = TRUE;
  g_input_stream_read_bytes_async (self->attempt->input, READ_SIZE, G_PRIORITY_DEFAULT, self->cancellable,
                                   mbm_http_stream_read_cb, self->attempt);
}

static void
mbm_http_stream_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  MbmHttpStream *self = attempt->stream;
  g_autoptr (GError) error = NULL;

  attempt->input = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self == NULL)
    {
      attempt_free (attempt);
      return;
    }

  if (attempt->input == NULL)
    {
      g_autoptr (GError) described = mbm_http_service_describe_error (self->service, attempt->message, error);

      self->attempt = NULL;
      g_clear_object (&self->cancellable);
      attempt_free (attempt);
      mbm_http_stream_failed (self, described);
      return;
    }

  self->state = STATE_READING;
  if (attempt_is_stream (attempt))
    {
      self->was_open = TRUE;
      self->n_failures = 0;
    }
  else
    {
      attempt->answer = g_byte_array_new ();
    }
  mbm_http_stream_read (self);
}

static void
mbm_http_stream_open (MbmHttpStream *self)
{
  g_autofree char *id = self->service->connection_id != NULL
                          ? g_uri_escape_string (self->service->connection_id, NULL, FALSE)
                          : NULL;
  g_autofree char *query = id != NULL ? g_strconcat ("connectionId=", id, NULL) : NULL;
  SoupMessageHeaders *headers;
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->stream = self;
  attempt->message = mbm_http_service_make_message (self->service, "GET", "events", query);
  headers = soup_message_get_request_headers (attempt->message);
  soup_message_headers_replace (headers, "Accept", "text/event-stream");
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  /* A stream that is compressed comes when the next block is full. */
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  mbm_sse_parser_restart (&self->parser);
  if (self->parser.last_id != NULL && *self->parser.last_id != '\0')
    soup_message_headers_replace (headers, "Last-Event-ID", self->parser.last_id);

  self->state = STATE_OPENING;
  self->attempt = attempt;
  self->cancellable = g_cancellable_new ();
  soup_session_send_async (self->service->session, attempt->message, G_PRIORITY_DEFAULT, self->cancellable,
                           mbm_http_stream_opened_cb, attempt);
}

/* --- life -------------------------------------------------------------------------------------------- */

MbmHttpStream *
mbm_http_stream_new (MbmHttpService *service, const MbmHttpStreamFuncs *funcs, gpointer user_data)
{
  MbmHttpStream *self = g_new0 (MbmHttpStream, 1);

  self->service = service;
  self->funcs = funcs;
  self->user_data = user_data;
  self->retry = DEFAULT_RETRY;
  self->flowing = TRUE;
  mbm_sse_parser_init (&self->parser, service->max_size);
  mbm_http_stream_open (self);
  return self;
}

void
mbm_http_stream_free (MbmHttpStream *self)
{
  if (self->freed != NULL)
    *self->freed = TRUE;
  mbm_http_stream_clear_timer (self);
  mbm_http_stream_drop_attempt (self);
  mbm_sse_parser_clear (&self->parser);
  g_free (self);
}

void
mbm_http_stream_set_flowing (MbmHttpStream *self, gboolean flowing)
{
  self->flowing = flowing;
  if (flowing && self->state == STATE_READING)
    mbm_http_stream_read (self);
}
