/* sbx-trace-row.c — a record as an object, to be shown
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-row.h"

struct _SbxTraceRow
{
  GObject parent_instance;

  SbxTraceRecord *record;
};

enum
{
  PROP_0,
  PROP_SEQ,
  PROP_ENDPOINT_SEQ,
  PROP_REAL_TIME,
  PROP_MONOTONIC_TIME,
  PROP_LATENCY,
  PROP_SIZE,
  PROP_PARTNER,
  PROP_DIRECTION,
  PROP_KIND,
  PROP_STATUS,
  PROP_FLAGS,
  PROP_CLOSE_CODE,
  PROP_ENDPOINT,
  PROP_ENDPOINT_NAME,
  PROP_CONNECTION,
  PROP_PEER,
  PROP_ADDRESS,
  PROP_NAME,
  PROP_REQUEST_ID,
  PROP_ERROR_CODE,
  PROP_NOTE,
  PROP_HEADERS,
  PROP_HANDLER,
  PROP_IS_SYSTEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxTraceRow, sbx_trace_row, G_TYPE_OBJECT)

static void
sbx_trace_row_finalize (GObject *object)
{
  SbxTraceRow *self = SBX_TRACE_ROW (object);

  sbx_trace_record_free (self->record);

  G_OBJECT_CLASS (sbx_trace_row_parent_class)->finalize (object);
}

static void
sbx_trace_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxTraceRow *self = SBX_TRACE_ROW (object);
  const SbxTraceRecord *record = self->record;

  switch (prop_id)
    {
    case PROP_SEQ:
      g_value_set_int64 (value, record->seq);
      break;
    case PROP_ENDPOINT_SEQ:
      g_value_set_int64 (value, record->endpoint_seq);
      break;
    case PROP_REAL_TIME:
      g_value_set_int64 (value, record->real_time);
      break;
    case PROP_MONOTONIC_TIME:
      g_value_set_int64 (value, record->monotonic_time);
      break;
    case PROP_LATENCY:
      g_value_set_int64 (value, record->latency);
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, record->size);
      break;
    case PROP_PARTNER:
      g_value_set_int64 (value, record->partner);
      break;
    case PROP_DIRECTION:
      g_value_set_enum (value, record->direction);
      break;
    case PROP_KIND:
      g_value_set_enum (value, record->kind);
      break;
    case PROP_STATUS:
      g_value_set_enum (value, record->status);
      break;
    case PROP_FLAGS:
      g_value_set_flags (value, record->flags);
      break;
    case PROP_CLOSE_CODE:
      g_value_set_uint (value, record->close_code);
      break;
    case PROP_ENDPOINT:
      g_value_set_string (value, record->endpoint);
      break;
    case PROP_ENDPOINT_NAME:
      g_value_set_string (value, record->endpoint_name);
      break;
    case PROP_CONNECTION:
      g_value_set_string (value, record->connection);
      break;
    case PROP_PEER:
      g_value_set_string (value, record->peer);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, record->address);
      break;
    case PROP_NAME:
      g_value_set_string (value, record->name);
      break;
    case PROP_REQUEST_ID:
      g_value_set_string (value, record->request_id);
      break;
    case PROP_ERROR_CODE:
      g_value_set_string (value, record->error_code);
      break;
    case PROP_NOTE:
      g_value_set_string (value, record->note);
      break;
    case PROP_HEADERS:
      g_value_set_string (value, record->headers);
      break;
    case PROP_HANDLER:
      g_value_set_string (value, record->handler);
      break;
    case PROP_IS_SYSTEM:
      g_value_set_boolean (value, sbx_trace_row_is_system (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_int64 (guint prop_id, const char *name, gint64 fallback)
{
  properties[prop_id] = g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, fallback,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_enum (guint prop_id, const char *name, GType type)
{
  properties[prop_id] =
    g_param_spec_enum (name, NULL, NULL, type, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_string (guint prop_id, const char *name)
{
  properties[prop_id] =
    g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
sbx_trace_row_class_init (SbxTraceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sbx_trace_row_finalize;
  object_class->get_property = sbx_trace_row_get_property;

  install_int64 (PROP_SEQ, "seq", 0);
  install_int64 (PROP_ENDPOINT_SEQ, "endpoint-seq", 0);
  install_int64 (PROP_REAL_TIME, "real-time", 0);
  install_int64 (PROP_MONOTONIC_TIME, "monotonic-time", 0);
  install_int64 (PROP_LATENCY, "latency", -1);
  install_int64 (PROP_SIZE, "size", 0);
  install_int64 (PROP_PARTNER, "partner", 0);
  install_enum (PROP_DIRECTION, "direction", SBX_TYPE_TRACE_DIRECTION);
  install_enum (PROP_KIND, "kind", SBX_TYPE_TRACE_KIND);
  install_enum (PROP_STATUS, "status", SBX_TYPE_TRACE_STATUS);
  properties[PROP_FLAGS] = g_param_spec_flags ("flags", NULL, NULL, SBX_TYPE_TRACE_FLAGS, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CLOSE_CODE] =
    g_param_spec_uint ("close-code", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  install_string (PROP_ENDPOINT, "endpoint");
  install_string (PROP_ENDPOINT_NAME, "endpoint-name");
  install_string (PROP_CONNECTION, "connection");
  install_string (PROP_PEER, "peer");
  install_string (PROP_ADDRESS, "address");
  install_string (PROP_NAME, "name");
  install_string (PROP_REQUEST_ID, "request-id");
  install_string (PROP_ERROR_CODE, "error-code");
  install_string (PROP_NOTE, "note");
  install_string (PROP_HEADERS, "headers");
  install_string (PROP_HANDLER, "handler");
  properties[PROP_IS_SYSTEM] =
    g_param_spec_boolean ("is-system", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_trace_row_init (SbxTraceRow *self)
{
}

SbxTraceRow *
sbx_trace_row_new (const SbxTraceRecord *record)
{
  SbxTraceRow *self;

  g_return_val_if_fail (record != NULL, NULL);

  self = g_object_new (SBX_TYPE_TRACE_ROW, NULL);
  self->record = sbx_trace_record_copy (record);
  return self;
}

const SbxTraceRecord *
sbx_trace_row_get_record (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record;
}

static void
notify_if (SbxTraceRow *self, guint prop_id, gboolean differs)
{
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

void
sbx_trace_row_update (SbxTraceRow *self, const SbxTraceRecord *record)
{
  g_autoptr (SbxTraceRecord) old = NULL;

  g_return_if_fail (SBX_IS_TRACE_ROW (self));
  g_return_if_fail (record != NULL && record->seq == self->record->seq);

  old = self->record;
  self->record = sbx_trace_record_copy (record);
  record = self->record;

  notify_if (self, PROP_STATUS, old->status != record->status);
  notify_if (self, PROP_LATENCY, old->latency != record->latency);
  notify_if (self, PROP_PARTNER, old->partner != record->partner);
  notify_if (self, PROP_FLAGS, old->flags != record->flags);
  notify_if (self, PROP_ERROR_CODE, g_strcmp0 (old->error_code, record->error_code) != 0);
  notify_if (self, PROP_NOTE, g_strcmp0 (old->note, record->note) != 0);
  notify_if (self, PROP_HANDLER, g_strcmp0 (old->handler, record->handler) != 0);
  notify_if (self, PROP_ENDPOINT_NAME, g_strcmp0 (old->endpoint_name, record->endpoint_name) != 0);
}

gint64
sbx_trace_row_get_seq (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), 0);
  return self->record->seq;
}

gint64
sbx_trace_row_get_endpoint_seq (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), 0);
  return self->record->endpoint_seq;
}

gint64
sbx_trace_row_get_real_time (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), 0);
  return self->record->real_time;
}

gint64
sbx_trace_row_get_latency (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), -1);
  return self->record->latency;
}

gint64
sbx_trace_row_get_size (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), 0);
  return self->record->size;
}

gint64
sbx_trace_row_get_partner (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), 0);
  return self->record->partner;
}

SbxTraceDirection
sbx_trace_row_get_direction (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), SBX_TRACE_DIRECTION_NONE);
  return self->record->direction;
}

SbxTraceKind
sbx_trace_row_get_kind (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), SBX_TRACE_KIND_REQUEST);
  return self->record->kind;
}

SbxTraceStatus
sbx_trace_row_get_status (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), SBX_TRACE_STATUS_NONE);
  return self->record->status;
}

SbxTraceFlags
sbx_trace_row_get_flags (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), SBX_TRACE_FLAG_NONE);
  return self->record->flags;
}

guint
sbx_trace_row_get_close_code (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), 0);
  return self->record->close_code;
}

const char *
sbx_trace_row_get_endpoint (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record->endpoint;
}

const char *
sbx_trace_row_get_endpoint_name (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record->endpoint_name;
}

const char *
sbx_trace_row_get_peer (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record->peer;
}

const char *
sbx_trace_row_get_name (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record->name;
}

const char *
sbx_trace_row_get_error_code (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record->error_code;
}

const char *
sbx_trace_row_get_note (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record->note;
}

const char *
sbx_trace_row_get_headers (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), NULL);
  return self->record->headers;
}

gboolean
sbx_trace_row_is_system (SbxTraceRow *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_ROW (self), FALSE);
  return self->record->name != NULL && self->record->name[0] == '$';
}
