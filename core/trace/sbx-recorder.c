/* sbx-recorder.c — brings an endpoint's traffic into the store
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-recorder.h"

#include <glib/gi18n-lib.h>

#include "sbx-mask-private.h"
#include "sbx-pairing-private.h"
#include "sbx-stats-counter-private.h"

struct _SbxRecorder
{
  GObject parent_instance;

  SbxStore *store;
  SbxRecorderRole role;
  char *endpoint_id;
  guint endpoint;

  /* The tap's thread. */
  SbxPairing *pairing;
  gint64 last_seq;

  GMutex mutex;
  SbxStatsCounter counter;
  GHashTable *login_requests;
  char **login_members;
};

G_DEFINE_FINAL_TYPE (SbxRecorder, sbx_recorder, G_TYPE_OBJECT)

static void
sbx_recorder_finalize (GObject *object)
{
  SbxRecorder *self = SBX_RECORDER (object);

  sbx_pairing_close_all (self->pairing);
  sbx_pairing_free (self->pairing);
  g_clear_object (&self->store);
  g_clear_pointer (&self->login_requests, g_hash_table_unref);
  g_strfreev (self->login_members);
  g_mutex_clear (&self->mutex);
  g_free (self->endpoint_id);

  G_OBJECT_CLASS (sbx_recorder_parent_class)->finalize (object);
}

static void
sbx_recorder_class_init (SbxRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sbx_recorder_finalize;
}

/* A request will have no answer, or none that we would know. */
static void
on_pending_end (const SbxPending *pending, SbxPendingEnd end, gpointer user_data)
{
  SbxRecorder *self = user_data;
  const char *note = NULL;

  if (end == SBX_PENDING_TOO_MANY)
    note = _ ("Not followed to its answer: too many requests under way");
  else if (end == SBX_PENDING_ID_TAKEN)
    note = _ ("Another request took its id before an answer came");

  g_mutex_lock (&self->mutex);
  if (end == SBX_PENDING_TOO_MANY)
    self->counter.totals.n_unfollowed++;
  else
    self->counter.totals.no_answers++;
  g_mutex_unlock (&self->mutex);

  if (pending->seq != 0)
    sbx_store_complete (self->store, pending->seq, SBX_TRACE_STATUS_NO_ANSWER, -1, 0, NULL, note);
}

static void
sbx_recorder_init (SbxRecorder *self)
{
  g_mutex_init (&self->mutex);
  self->pairing = sbx_pairing_new (on_pending_end, self);
  sbx_stats_counter_init (&self->counter, g_get_real_time (), g_get_monotonic_time ());
}

SbxRecorder *
sbx_recorder_new (SbxStore *store, SbxRecorderRole role, const char *endpoint_id, const char *endpoint_name)
{
  SbxRecorder *self;

  g_return_val_if_fail (SBX_IS_STORE (store), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);

  self = g_object_new (SBX_TYPE_RECORDER, NULL);
  self->store = g_object_ref (store);
  self->role = role;
  self->endpoint_id = g_strdup (endpoint_id);
  self->endpoint = sbx_store_add_endpoint (store, endpoint_id, endpoint_name);
  return self;
}

static gboolean
is_login (SbxRecorder *self, const char *name)
{
  gboolean listed;

  if (name == NULL)
    return FALSE;
  if (sbx_mask_is_login_name (name))
    return TRUE;
  g_mutex_lock (&self->mutex);
  listed = self->login_requests != NULL && g_hash_table_contains (self->login_requests, name);
  g_mutex_unlock (&self->mutex);
  return listed;
}

/* (transfer full) (nullable) */
static GBytes *
mask_message (SbxRecorder *self, GBytes *frame, gboolean login)
{
  GBytes *masked;

  if (!login)
    return sbx_mask_frame (frame, FALSE);

  g_mutex_lock (&self->mutex);
  masked = sbx_mask_login_frame (frame, TRUE, (const char *const *) self->login_members);
  g_mutex_unlock (&self->mutex);
  return masked;
}

/* What all records of a report have. */
static void
begin_record (SbxRecorder *self, const MbmTapRecord *tap, SbxTraceRecord *record)
{
  const char *client = self->role == SBX_RECORDER_SERVER ? tap->client_id : NULL;

  *record = (SbxTraceRecord) SBX_TRACE_RECORD_INIT;
  record->real_time = tap->real_time;
  record->monotonic_time = tap->monotonic_time;
  record->connection = tap->connection_id;
  record->address = tap->address;
  record->peer = client != NULL ? client : tap->address;
}

static SbxTraceKind
message_kind (MbmMessage *message)
{
  switch (mbm_message_get_kind (message))
    {
    case MBM_MESSAGE_REQUEST:
      return SBX_TRACE_KIND_REQUEST;
    case MBM_MESSAGE_RESPONSE:
      return SBX_TRACE_KIND_RESPONSE;
    case MBM_MESSAGE_EVENT:
    default:
      return g_strcmp0 (mbm_message_get_name (message), "$heartbeat") == 0 ? SBX_TRACE_KIND_HEARTBEAT
                                                                           : SBX_TRACE_KIND_EVENT;
    }
}

/* A failed login is a successful response that says otherwise (PROTOCOL 3). @code: (out) (transfer full) */
static gboolean
is_failed_login (MbmMessage *answer, char **code)
{
  MbmJsonValue data = mbm_message_get_payload_value (answer);
  MbmJsonValue success, error, value;

  *code = NULL;
  if (data.text == NULL || !mbm_json_value_get_member (data, "success", &success) ||
      mbm_json_value_get_type (success) != MBM_JSON_FALSE)
    return FALSE;
  if (mbm_json_value_get_member (data, "error", &error) && mbm_json_value_get_member (error, "code", &value))
    *code = mbm_json_value_dup_string (value);
  return TRUE;
}

/* The answer's own part: status, error, and what the request lends it. @code: (out): keeps a string of the
 * record alive. */
static void
fill_answer (SbxTraceRecord *record, MbmMessage *message, const SbxPending *pending, char **code)
{
  const char *words = mbm_message_get_error_message (message);

  record->status = mbm_message_is_success (message) ? SBX_TRACE_STATUS_OK : SBX_TRACE_STATUS_ERROR;
  if (record->status == SBX_TRACE_STATUS_ERROR)
    {
      record->error_code = mbm_message_get_useful_error (message);
      if (g_strcmp0 (words, record->error_code) != 0)
        record->note = words;
    }
  if (pending == NULL)
    return;

  record->name = pending->name;
  record->partner = pending->seq;
  record->latency = MAX (record->monotonic_time - pending->time, 0);
  if (pending->login && record->status == SBX_TRACE_STATUS_OK && is_failed_login (message, code))
    {
      record->status = SBX_TRACE_STATUS_ERROR;
      record->error_code = *code;
    }
}

/* With the mutex held. */
static void
count_error (SbxRecorder *self, const SbxTraceRecord *record)
{
  const char *code = record->error_code;

  if (code == NULL || *code == '\0')
    code = sbx_trace_kind_to_nick (record->kind);
  sbx_stats_counter_add_error (&self->counter, code, record->monotonic_time);
}

static void
count_message (SbxRecorder *self, const SbxTraceRecord *record)
{
  g_mutex_lock (&self->mutex);
  sbx_stats_counter_add_message (&self->counter, record->direction, record->kind, (gsize) record->size,
                                 record->monotonic_time);
  if (record->latency >= 0)
    sbx_stats_counter_add_latency (&self->counter, record->latency);
  if (record->status == SBX_TRACE_STATUS_ERROR)
    count_error (self, record);
  if (record->status == SBX_TRACE_STATUS_ERROR && record->latency >= 0)
    self->counter.totals.failures++;
  if ((record->flags & SBX_TRACE_FLAG_UNSOLICITED) != 0)
    self->counter.totals.unsolicited++;
  self->counter.totals.n_pending = sbx_pairing_get_size (self->pairing);
  g_mutex_unlock (&self->mutex);
}

/* Words may quote what was refused. @kept: (out): keeps the text alive. */
static void
set_note (SbxTraceRecord *record, const char *note, char **kept)
{
  char *masked;

  if (note == NULL)
    return;
  if (!g_utf8_validate (note, -1, NULL))
    note = *kept = g_utf8_make_valid (note, -1);
  masked = sbx_mask_text (note);
  if (masked != NULL)
    {
      g_free (*kept);
      note = *kept = masked;
      record->flags |= SBX_TRACE_FLAG_MASKED;
    }
  record->note = note;
}

static void
record_message (SbxRecorder *self, const MbmTapRecord *tap, SbxTraceDirection direction)
{
  MbmMessage *message = tap->message;
  GBytes *frame = mbm_message_get_bytes (message);
  g_autoptr (SbxPending) answered = NULL;
  g_autoptr (GBytes) masked = NULL;
  g_autofree char *code = NULL;
  g_autofree char *note = NULL;
  SbxTraceRecord record;
  gboolean login;

  begin_record (self, tap, &record);
  record.direction = direction;
  record.kind = message_kind (message);
  record.size = (gint64) g_bytes_get_size (frame);
  record.name = mbm_message_get_name (message);
  record.request_id = mbm_message_get_id (message);
  if ((tap->flags & MBM_TAP_FLAG_UNSOLICITED) != 0)
    record.flags |= SBX_TRACE_FLAG_UNSOLICITED;
  if ((tap->flags & MBM_TAP_FLAG_NOT_FOR_US) != 0)
    record.flags |= SBX_TRACE_FLAG_NOT_FOR_US;

  if (record.kind == SBX_TRACE_KIND_RESPONSE)
    {
      SbxTraceDirection asked =
        direction == SBX_TRACE_DIRECTION_IN ? SBX_TRACE_DIRECTION_OUT : SBX_TRACE_DIRECTION_IN;

      if (record.request_id != NULL)
        answered = sbx_pairing_take (self->pairing, tap->connection_id, asked, record.request_id);
      fill_answer (&record, message, answered, &code);
      /* Nobody knows what an answer without its request is about: it may well be a login's. */
      login = answered == NULL || answered->login;
    }
  else
    {
      login = is_login (self, record.name);
    }
  if (record.kind == SBX_TRACE_KIND_REQUEST)
    record.status = SBX_TRACE_STATUS_PENDING;

  if (record.note == NULL)
    record.note = tap->reason;

  record.handler = tap->note;
  masked = mask_message (self, frame, login);
  if (masked != NULL)
    record.flags |= SBX_TRACE_FLAG_MASKED;
  set_note (&record, record.note, &note);
  record.seq = sbx_store_append (self->store, self->endpoint, &record, masked != NULL ? masked : frame);
  self->last_seq = record.seq;

  if (record.kind == SBX_TRACE_KIND_REQUEST && record.request_id != NULL)
    {
      SbxPending pending = { record.seq, tap->monotonic_time, record.name, login };

      sbx_pairing_add (self->pairing, tap->connection_id, direction, record.request_id, &pending);
    }
  else if (answered != NULL && answered->seq != 0)
    {
      sbx_store_complete_by (self->store, answered->seq, record.status, record.latency, record.seq,
                             record.error_code, NULL, record.handler);
    }
  count_message (self, &record);
}

static void
record_refused_frame (SbxRecorder *self, const MbmTapRecord *tap, SbxTraceRecord *record)
{
  g_autoptr (GBytes) masked = tap->bytes != NULL ? sbx_mask_refused (tap->bytes) : NULL;

  record->kind = SBX_TRACE_KIND_REFUSED_FRAME;
  record->direction = SBX_TRACE_DIRECTION_IN;
  record->status = SBX_TRACE_STATUS_ERROR;
  record->size = tap->bytes != NULL ? (gint64) g_bytes_get_size (tap->bytes) : 0;
  if (masked != NULL)
    record->flags |= SBX_TRACE_FLAG_MASKED;
  if (g_error_matches (tap->error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE))
    record->flags |= SBX_TRACE_FLAG_TRUNCATED;
  sbx_store_append (self->store, self->endpoint, record, masked != NULL ? masked : tap->bytes);
}

static SbxTraceKind
happening_kind (MbmTapKind kind)
{
  switch (kind)
    {
    case MBM_TAP_LISTENING:
      return SBX_TRACE_KIND_LISTENING;
    case MBM_TAP_STOPPED:
      return SBX_TRACE_KIND_STOPPED;
    case MBM_TAP_OPENED:
      return SBX_TRACE_KIND_OPENED;
    case MBM_TAP_REFUSED:
      return SBX_TRACE_KIND_REFUSED;
    case MBM_TAP_CLOSED:
      return SBX_TRACE_KIND_CLOSED;
    case MBM_TAP_REGISTERED:
      return SBX_TRACE_KIND_REGISTERED;
    case MBM_TAP_UNREGISTERED:
      return SBX_TRACE_KIND_UNREGISTERED;
    case MBM_TAP_LOGGED_IN:
      return SBX_TRACE_KIND_LOGIN;
    case MBM_TAP_LOGGED_OUT:
      return SBX_TRACE_KIND_LOGOUT;
    case MBM_TAP_STATUS:
      return SBX_TRACE_KIND_STATUS;
    case MBM_TAP_FRAME_REFUSED:
      return SBX_TRACE_KIND_REFUSED_FRAME;
    case MBM_TAP_RECEIVED:
    case MBM_TAP_SENT:
    case MBM_TAP_GAVE_UP:
    case MBM_TAP_WITHHELD:
    case MBM_TAP_ERROR:
    default:
      return SBX_TRACE_KIND_ERROR;
    }
}

static void
count_happening (SbxRecorder *self, const SbxTraceRecord *record)
{
  SbxStats *totals = &self->counter.totals;

  g_mutex_lock (&self->mutex);
  if (record->kind == SBX_TRACE_KIND_OPENED)
    totals->connections_opened++;
  else if (record->kind == SBX_TRACE_KIND_CLOSED)
    totals->connections_closed++;
  else if (record->kind == SBX_TRACE_KIND_REFUSED)
    totals->connections_refused++;
  else if (record->kind == SBX_TRACE_KIND_REFUSED_FRAME)
    totals->refused_frames++;
  if (record->status == SBX_TRACE_STATUS_ERROR)
    count_error (self, record);
  totals->n_pending = sbx_pairing_get_size (self->pairing);
  g_mutex_unlock (&self->mutex);
}

/* What no connection will answer any more. */
static void
end_pending (SbxRecorder *self, const MbmTapRecord *tap)
{
  if (tap->kind == MBM_TAP_STOPPED)
    sbx_pairing_close_all (self->pairing);
  else if (tap->kind == MBM_TAP_CLOSED)
    sbx_pairing_close (self->pairing, tap->connection_id);
}

static void
record_happening (SbxRecorder *self, const MbmTapRecord *tap)
{
  g_autofree char *headers = NULL;
  g_autofree char *note = NULL;
  g_autofree char *address = tap->address != NULL ? sbx_mask_text (tap->address) : NULL;
  gboolean masked = FALSE;
  SbxTraceRecord record;

  begin_record (self, tap, &record);
  record.kind = happening_kind (tap->kind);
  record.close_code = tap->close_code;
  headers = sbx_mask_headers (tap->headers, &masked);
  record.headers = headers;
  if (address != NULL)
    record.address = address;
  if (address != NULL && record.peer == tap->address)
    record.peer = address;
  if (masked || address != NULL)
    record.flags |= SBX_TRACE_FLAG_MASKED;
  if (tap->error != NULL)
    {
      record.status = SBX_TRACE_STATUS_ERROR;
      if (tap->error->domain == MBM_ERROR)
        record.error_code = mbm_error_to_code (tap->error->code);
    }
  set_note (&record, tap->reason == NULL && tap->error != NULL ? tap->error->message : tap->reason, &note);

  end_pending (self, tap);
  if (tap->kind == MBM_TAP_FRAME_REFUSED)
    record_refused_frame (self, tap, &record);
  else
    sbx_store_append (self->store, self->endpoint, &record, NULL);
  count_happening (self, &record);
}

/* The endpoint does not wait any more for the answer to what it asked: the request says so. */
static void
record_given_up (SbxRecorder *self, const MbmTapRecord *tap)
{
  const char *id = mbm_message_get_id (tap->message);
  g_autoptr (SbxPending) pending = NULL;
  g_autofree char *note = NULL;
  SbxTraceRecord record;
  SbxTraceStatus status = SBX_TRACE_STATUS_NO_ANSWER;

  if (id != NULL)
    pending = sbx_pairing_take (self->pairing, tap->connection_id, SBX_TRACE_DIRECTION_OUT, id);
  if (pending == NULL)
    return;

  begin_record (self, tap, &record);
  if (g_error_matches (tap->error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
    status = SBX_TRACE_STATUS_TIMED_OUT;
  set_note (&record, tap->error != NULL ? tap->error->message : NULL, &note);
  if (pending->seq != 0)
    sbx_store_complete (self->store, pending->seq, status, -1, 0, NULL, record.note);

  g_mutex_lock (&self->mutex);
  self->counter.totals.no_answers++;
  self->counter.totals.n_pending = sbx_pairing_get_size (self->pairing);
  g_mutex_unlock (&self->mutex);
}

/* The endpoint does not answer on purpose: the request says why. */
static void
record_withheld (SbxRecorder *self, const MbmTapRecord *tap)
{
  const char *id = mbm_message_get_id (tap->message);
  g_autoptr (SbxPending) pending = NULL;

  if (id != NULL)
    pending = sbx_pairing_take (self->pairing, tap->connection_id, SBX_TRACE_DIRECTION_IN, id);
  if (pending == NULL)
    return;

  if (pending->seq != 0)
    sbx_store_complete_by (self->store, pending->seq, SBX_TRACE_STATUS_NO_ANSWER, -1, 0, NULL, NULL,
                           tap->note);

  g_mutex_lock (&self->mutex);
  self->counter.totals.no_answers++;
  self->counter.totals.n_pending = sbx_pairing_get_size (self->pairing);
  g_mutex_unlock (&self->mutex);
}

void
sbx_recorder_tap (const MbmTapRecord *record, gpointer recorder)
{
  SbxRecorder *self = recorder;

  switch (record->kind)
    {
    case MBM_TAP_RECEIVED:
      record_message (self, record, SBX_TRACE_DIRECTION_IN);
      break;
    case MBM_TAP_SENT:
      record_message (self, record, SBX_TRACE_DIRECTION_OUT);
      break;
    case MBM_TAP_GAVE_UP:
      record_given_up (self, record);
      break;
    case MBM_TAP_WITHHELD:
      record_withheld (self, record);
      break;
    case MBM_TAP_LISTENING:
    case MBM_TAP_STOPPED:
    case MBM_TAP_OPENED:
    case MBM_TAP_REFUSED:
    case MBM_TAP_CLOSED:
    case MBM_TAP_REGISTERED:
    case MBM_TAP_UNREGISTERED:
    case MBM_TAP_LOGGED_IN:
    case MBM_TAP_LOGGED_OUT:
    case MBM_TAP_FRAME_REFUSED:
    case MBM_TAP_STATUS:
    case MBM_TAP_ERROR:
    default:
      record_happening (self, record);
      break;
    }
}

void
sbx_recorder_set_endpoint_name (SbxRecorder *self, const char *name)
{
  g_return_if_fail (SBX_IS_RECORDER (self));

  sbx_store_add_endpoint (self->store, self->endpoint_id, name);
}

void
sbx_recorder_set_login_requests (SbxRecorder *self, const char *const *names)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_if_fail (SBX_IS_RECORDER (self));

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_add (set, g_strdup (names[i]));
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->login_requests, g_hash_table_unref);
  self->login_requests = g_steal_pointer (&set);
  g_mutex_unlock (&self->mutex);
}

void
sbx_recorder_set_login_members (SbxRecorder *self, const char *const *names)
{
  g_return_if_fail (SBX_IS_RECORDER (self));

  g_mutex_lock (&self->mutex);
  g_strfreev (self->login_members);
  self->login_members = g_strdupv ((char **) names);
  g_mutex_unlock (&self->mutex);
}

SbxStats *
sbx_recorder_get_stats (SbxRecorder *self)
{
  SbxStats *stats;

  g_return_val_if_fail (SBX_IS_RECORDER (self), NULL);

  g_mutex_lock (&self->mutex);
  stats = sbx_stats_counter_snapshot (&self->counter, g_get_monotonic_time ());
  g_mutex_unlock (&self->mutex);
  return stats;
}

gint64
sbx_recorder_get_last_seq (SbxRecorder *self)
{
  g_return_val_if_fail (SBX_IS_RECORDER (self), 0);

  return self->last_seq;
}
