/* sbx-trace-filter.c — which records to show
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-filter.h"

#include "sbx-trace-filter-private.h"
#include "sbx-trace-term-private.h"

/* A number, or a text. */
typedef struct
{
  gint64 number;
  char *text;
} Parameter;

struct _SbxTraceFilter
{
  GObject parent_instance;

  char *text;
  guint kinds;
  guint directions;
  guint statuses;
  char *peer;
  char *error;
  int error_position;

  GString *condition;
  GArray *parameters;
  gboolean is_volatile;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_ERROR,
  PROP_ERROR_POSITION,
  PROP_IS_EMPTY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxTraceFilter, sbx_trace_filter, G_TYPE_OBJECT)

static void
clear_parameter (gpointer data)
{
  Parameter *parameter = data;

  g_free (parameter->text);
}

static void
sbx_trace_filter_finalize (GObject *object)
{
  SbxTraceFilter *self = SBX_TRACE_FILTER (object);

  g_free (self->text);
  g_free (self->peer);
  g_free (self->error);
  g_string_free (self->condition, TRUE);
  g_array_unref (self->parameters);

  G_OBJECT_CLASS (sbx_trace_filter_parent_class)->finalize (object);
}

static void
sbx_trace_filter_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxTraceFilter *self = SBX_TRACE_FILTER (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_ERROR_POSITION:
      g_value_set_int (value, self->error_position);
      break;
    case PROP_IS_EMPTY:
      g_value_set_boolean (value, sbx_trace_filter_is_empty (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_trace_filter_class_init (SbxTraceFilterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sbx_trace_filter_finalize;
  object_class->get_property = sbx_trace_filter_get_property;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] =
    g_param_spec_string ("error", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR_POSITION] = g_param_spec_int ("error-position", NULL, NULL, -1, G_MAXINT, -1,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_EMPTY] =
    g_param_spec_boolean ("is-empty", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_trace_filter_init (SbxTraceFilter *self)
{
  self->error_position = -1;
  self->condition = g_string_new (NULL);
  self->parameters = g_array_new (FALSE, FALSE, sizeof (Parameter));
  g_array_set_clear_func (self->parameters, clear_parameter);
}

/* Begins another condition, which must hold as well. */
static void
begin_condition (SbxTraceFilter *self)
{
  if (self->condition->len > 0)
    g_string_append (self->condition, " AND ");
}

/* The number of a new parameter. */
static guint
add_parameter (SbxTraceFilter *self, gint64 number, const char *text)
{
  Parameter parameter = { number, g_strdup (text) };

  g_array_append_val (self->parameters, parameter);
  return SBX_TRACE_FILTER_FIRST_PARAMETER + self->parameters->len - 1;
}

/* The columns of a field, and whether they may change while a record lives. */
static const char *
text_columns (SbxTraceTermField field, gboolean *can_change)
{
  *can_change = FALSE;
  switch (field)
    {
    case SBX_TRACE_TERM_NAME:
      return "records.name";
    case SBX_TRACE_TERM_PEER:
      return "peer, address";
    case SBX_TRACE_TERM_ENDPOINT:
      return "endpoints.id, endpoints.name";
    case SBX_TRACE_TERM_ID:
      return "request_id";
    case SBX_TRACE_TERM_ERROR:
      *can_change = TRUE;
      return "error_code";
    case SBX_TRACE_TERM_NOTE:
      *can_change = TRUE;
      return "note";
    case SBX_TRACE_TERM_HANDLER:
      *can_change = TRUE;
      return "handler";
    case SBX_TRACE_TERM_CONNECTION:
      return "connection";
    default:
      *can_change = TRUE;
      return "records.name, peer, address, request_id, error_code, note, handler, connection, headers,"
             " endpoints.id, endpoints.name";
    }
}

static const char frame_column[] = "(SELECT bytes FROM frames WHERE frames.seq = records.seq)";

static void
compile_text (SbxTraceFilter *self, const SbxTraceTerm *term)
{
  const char *function = term->operator== SBX_TRACE_TERM_EQUAL ? "sbx_equals" : "sbx_contains";
  guint word = add_parameter (self, 0, term->text);
  gboolean can_change = FALSE;
  const char *columns;

  if (term->field != SBX_TRACE_TERM_PAYLOAD)
    {
      columns = text_columns (term->field, &can_change);
      g_string_append_printf (self->condition, "%s (?%u, %s)", function, word, columns);
    }
  /* The frame is far away in the file: it is read only if nothing else has the word. */
  if (term->field == SBX_TRACE_TERM_ANY)
    g_string_append (self->condition, " OR ");
  if (term->field == SBX_TRACE_TERM_ANY || term->field == SBX_TRACE_TERM_PAYLOAD)
    g_string_append_printf (self->condition, "%s (?%u, %s)", function, word, frame_column);
  self->is_volatile |= can_change;
}

static void
compile_set (SbxTraceFilter *self, const char *column, guint set)
{
  g_string_append_printf (self->condition, "(1 << %s) & ?%u <> 0", column, add_parameter (self, set, NULL));
}

static void
compile_flags (SbxTraceFilter *self, guint set)
{
  g_string_append_printf (self->condition, "flags & ?%u <> 0",
                          add_parameter (self, set & ~SBX_TRACE_TERM_IS_SYSTEM, NULL));
  if ((set & SBX_TRACE_TERM_IS_SYSTEM) != 0)
    g_string_append (self->condition, " OR ifnull (substr (records.name, 1, 1) = '$', 0)");
}

static void
compile_number (SbxTraceFilter *self, const SbxTraceTerm *term)
{
  static const char *const signs[] = {
    [SBX_TRACE_TERM_CONTAINS] = "=",    [SBX_TRACE_TERM_EQUAL] = "=",   [SBX_TRACE_TERM_LESS] = "<",
    [SBX_TRACE_TERM_LESS_EQUAL] = "<=", [SBX_TRACE_TERM_GREATER] = ">", [SBX_TRACE_TERM_GREATER_EQUAL] = ">=",
  };
  gboolean latency = term->field == SBX_TRACE_TERM_LATENCY;

  /* A latency that is not known is neither more nor less than anything. */
  g_string_append_printf (self->condition, latency ? "latency >= 0 AND latency %s ?%u" : "size %s ?%u",
                          signs[term->operator], add_parameter (self, term->number, NULL));
  self->is_volatile |= latency;
}

static void
compile_term (SbxTraceFilter *self, const SbxTraceTerm *term)
{
  begin_condition (self);
  g_string_append (self->condition, term->negated ? "NOT (" : "(");
  switch (term->field)
    {
    case SBX_TRACE_TERM_KIND:
      compile_set (self, "kind", term->set);
      break;
    case SBX_TRACE_TERM_DIRECTION:
      compile_set (self, "direction", term->set);
      break;
    case SBX_TRACE_TERM_STATUS:
      compile_set (self, "status", term->set);
      self->is_volatile = TRUE;
      break;
    case SBX_TRACE_TERM_IS:
      compile_flags (self, term->set);
      break;
    case SBX_TRACE_TERM_SIZE:
    case SBX_TRACE_TERM_LATENCY:
      compile_number (self, term);
      break;
    default:
      compile_text (self, term);
    }
  g_string_append_c (self->condition, ')');
}

static void
compile_toggle (SbxTraceFilter *self, const char *column, guint set)
{
  if (set == 0)
    return;
  begin_condition (self);
  compile_set (self, column, set);
}

SbxTraceFilter *
sbx_trace_filter_new (const char *text, guint kinds, guint directions, guint statuses, const char *peer)
{
  SbxTraceFilter *self = g_object_new (SBX_TYPE_TRACE_FILTER, NULL);
  g_autoptr (GPtrArray) terms = NULL;

  self->text = text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
  self->kinds = kinds;
  self->directions = directions;
  self->statuses = statuses;
  self->peer = g_strdup (peer);

  /* The cheapest conditions first: SQLite looks at them in this order. */
  compile_toggle (self, "kind", kinds);
  compile_toggle (self, "direction", directions);
  compile_toggle (self, "status", statuses);
  self->is_volatile |= statuses != 0;
  if (peer != NULL)
    {
      begin_condition (self);
      g_string_append_printf (self->condition, "ifnull (peer = ?%u, 0)", add_parameter (self, 0, peer));
    }
  terms = sbx_trace_term_parse (self->text, &self->error, &self->error_position);
  for (guint i = 0; i < terms->len; i++)
    compile_term (self, terms->pdata[i]);
  return self;
}

const char *
sbx_trace_filter_get_condition (SbxTraceFilter *self)
{
  return self->condition->len > 0 ? self->condition->str : "1";
}

void
sbx_trace_filter_bind (SbxTraceFilter *self, sqlite3_stmt *statement)
{
  for (guint i = 0; i < self->parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (self->parameters, Parameter, i);
      int index = (int) (SBX_TRACE_FILTER_FIRST_PARAMETER + i);

      /* The filter outlives its statements. */
      if (parameter->text != NULL)
        sqlite3_bind_text (statement, index, parameter->text, -1, SQLITE_STATIC);
      else
        sqlite3_bind_int64 (statement, index, parameter->number);
    }
}

gboolean
sbx_trace_filter_is_volatile (SbxTraceFilter *self)
{
  return self->is_volatile;
}

const char *
sbx_trace_filter_get_error (SbxTraceFilter *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_FILTER (self), NULL);
  return self->error;
}

int
sbx_trace_filter_get_error_position (SbxTraceFilter *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_FILTER (self), -1);
  return self->error_position;
}

gboolean
sbx_trace_filter_is_empty (SbxTraceFilter *self)
{
  g_return_val_if_fail (self == NULL || SBX_IS_TRACE_FILTER (self), TRUE);
  return self == NULL || self->condition->len == 0;
}

gboolean
sbx_trace_filter_equal (SbxTraceFilter *a, SbxTraceFilter *b)
{
  g_return_val_if_fail (a == NULL || SBX_IS_TRACE_FILTER (a), FALSE);
  g_return_val_if_fail (b == NULL || SBX_IS_TRACE_FILTER (b), FALSE);

  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;
  return a->kinds == b->kinds && a->directions == b->directions && a->statuses == b->statuses &&
         g_str_equal (a->text, b->text) && g_strcmp0 (a->peer, b->peer) == 0;
}
