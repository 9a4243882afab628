/* mbm-report.c — what happens on a server, as lines of JSON
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-certificate.h"
#include "mbm-report.h"

struct _SbxReport
{
  SbxTool *tool;
  MbmServer *server;
  GHashTable *connections; /* id → GHashTable of request id → Asked */
  char *fingerprint;       /* (nullable) of the server's certificate */
};

/* A request that was not answered yet. */
typedef struct
{
  char *name;
  gint64 time;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->name);
  g_free (asked);
}

/* --- lines -------------------------------------------------------------- */

/* There may be a line for each of a hundred thousand requests a second: printf() is too slow for that. */
static void
line_append_number (GString *line, guint64 number, guint min_digits)
{
  char digits[20];
  guint n = 0;

  do
    {
      digits[sizeof digits - ++n] = (char) ('0' + number % 10);
      number /= 10;
    }
  while (number > 0 || n < min_digits);
  g_string_append_len (line, digits + sizeof digits - n, n);
}

static GString *
line_new (const char *event, gint64 real_time)
{
  GString *line = g_string_sized_new (256);

  g_string_append (line, "{\"event\":\"");
  g_string_append (line, event);
  g_string_append (line, "\",\"time\":");
  line_append_number (line, (guint64) real_time / 1000, 1);
  return line;
}

static void
line_add_milliseconds (GString *line, const char *name, gint64 microseconds)
{
  g_string_append (line, ",\"");
  g_string_append (line, name);
  g_string_append (line, "\":");
  line_append_number (line, (guint64) microseconds / 1000, 1);
  g_string_append_c (line, '.');
  line_append_number (line, (guint64) microseconds % 1000, 3);
}

/* Leaves out what is not known. */
static void
line_add (GString *line, const char *name, const char *value)
{
  if (value == NULL)
    return;

  g_string_append (line, ",\"");
  g_string_append (line, name);
  g_string_append (line, "\":");
  mbm_json_append_string (line, value, -1);
}

static void
line_add_error (GString *line, const GError *error)
{
  if (error == NULL)
    return;

  if (error->domain == MBM_ERROR)
    line_add (line, "code", mbm_error_to_code ((MbmError) error->code));
  line_add (line, "message", error->message);
}

static void
sbx_report_print (SbxReport *self, GString *line)
{
  g_string_append_c (line, '}');
  sbx_tool_output_write_line (self->tool->output, line->str);
  g_string_free (line, TRUE);
}

static GString *
line_new_for_record (const char *event, const MbmTapRecord *record)
{
  GString *line = line_new (event, record->real_time);

  line_add (line, "client", record->client_id);
  line_add (line, "connection", record->connection_id);
  return line;
}

/* --- requests and their answers ----------------------------------------- */

static void
sbx_report_asked (SbxReport *self, const MbmTapRecord *record)
{
  GHashTable *requests = g_hash_table_lookup (self->connections, record->connection_id);
  Asked *asked;

  if (requests == NULL)
    {
      requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, asked_free);
      g_hash_table_insert (self->connections, g_strdup (record->connection_id), requests);
    }

  asked = g_new0 (Asked, 1);
  asked->name = g_strdup (mbm_message_get_name (record->message));
  asked->time = record->monotonic_time;
  g_hash_table_insert (requests, g_strdup (mbm_message_get_id (record->message)), asked);
}

/* A login that fails is a successful answer that says so. */
static char *
dup_login_failure (MbmMessage *answer)
{
  MbmJsonValue data = mbm_message_get_payload_value (answer);
  MbmJsonValue value;
  char *code = NULL;

  if (data.text == NULL || !mbm_json_value_get_member (data, "success", &value) ||
      mbm_json_value_get_type (value) == MBM_JSON_TRUE)
    return NULL;

  if (mbm_json_value_get_member (data, "error", &value) &&
      mbm_json_value_get_member (value, "code", &value) && mbm_json_value_get_type (value) == MBM_JSON_STRING)
    code = mbm_json_value_dup_string (value);
  return code != NULL ? code : g_strdup ("LOGIN_FAILED");
}

static char *
dup_status (const char *name, MbmMessage *answer)
{
  const char *words = mbm_message_get_useful_error (answer);
  char *failure = NULL;

  if (!mbm_message_is_success (answer))
    return g_strdup (words != NULL ? words : "UNKNOWN_ERROR");
  if (g_str_equal (name, "$login"))
    failure = dup_login_failure (answer);

  return failure != NULL ? failure : g_strdup ("ok");
}

static void
sbx_report_answered (SbxReport *self, const MbmTapRecord *record)
{
  GHashTable *requests = g_hash_table_lookup (self->connections, record->connection_id);
  const char *id = mbm_message_get_id (record->message);
  Asked *asked = requests != NULL ? g_hash_table_lookup (requests, id) : NULL;
  g_autofree char *status = NULL;
  GString *line;

  if (asked == NULL)
    return;

  status = dup_status (asked->name, record->message);
  line = line_new_for_record ("request", record);
  line_add (line, "name", asked->name);
  line_add_milliseconds (line, "ms", record->monotonic_time - asked->time);
  line_add (line, "status", status);
  line_add (line, "handler", record->note);
  sbx_report_print (self, line);
  g_hash_table_remove (requests, id);
}

/* It is not answered, on purpose. */
static void
sbx_report_withheld (SbxReport *self, const MbmTapRecord *record)
{
  GHashTable *requests = g_hash_table_lookup (self->connections, record->connection_id);
  GString *line = line_new_for_record ("withheld", record);

  line_add (line, "name", mbm_message_get_name (record->message));
  line_add (line, "handler", record->note);
  sbx_report_print (self, line);
  if (requests != NULL)
    g_hash_table_remove (requests, mbm_message_get_id (record->message));
}

/* An event that a timer sent: others are consequences of what is reported anyway. */
static void
sbx_report_emitted (SbxReport *self, const MbmTapRecord *record)
{
  GString *line;

  if (record->note == NULL || mbm_message_get_kind (record->message) != MBM_MESSAGE_EVENT ||
      !g_str_has_prefix (record->note, "timer:"))
    return;

  line = line_new_for_record ("emitted", record);
  line_add (line, "name", mbm_message_get_name (record->message));
  line_add (line, "handler", record->note);
  sbx_report_print (self, line);
}

/* --- the rest ----------------------------------------------------------- */

static void
sbx_report_received (SbxReport *self, const MbmTapRecord *record)
{
  const char *name = mbm_message_get_name (record->message);
  GString *line;

  switch (mbm_message_get_kind (record->message))
    {
    case MBM_MESSAGE_REQUEST:
      sbx_report_asked (self, record);
      return;
    case MBM_MESSAGE_EVENT:
      if (g_str_equal (name, "$heartbeat"))
        return;
      line = line_new_for_record ("event", record);
      line_add (line, "name", name);
      break;
    case MBM_MESSAGE_RESPONSE:
      line = line_new_for_record ("unsolicited", record);
      line_add (line, "requestId", mbm_message_get_id (record->message));
      break;
    default:
      g_assert_not_reached ();
    }
  sbx_report_print (self, line);
}

static void
sbx_report_closed (SbxReport *self, const MbmTapRecord *record)
{
  GString *line = line_new_for_record ("closed", record);

  if (record->close_code != 0)
    g_string_append_printf (line, ",\"closeCode\":%u", record->close_code);
  line_add (line, "reason", record->reason);
  line_add_error (line, record->error);
  sbx_report_print (self, line);
  g_hash_table_remove (self->connections, record->connection_id);
}

static void
sbx_report_words (SbxReport *self, const char *event, const char *name, const MbmTapRecord *record)
{
  GString *line = line_new_for_record (event, record);

  line_add (line, name, record->reason);
  sbx_report_print (self, line);
}

static void
sbx_report_trouble (SbxReport *self, const char *event, const MbmTapRecord *record)
{
  GString *line = line_new_for_record (event, record);

  line_add (line, "address", record->address);
  if (record->message != NULL)
    line_add (line, "name", mbm_message_get_name (record->message));
  line_add_error (line, record->error);
  if (record->bytes != NULL)
    g_string_append_printf (line, ",\"size\":%" G_GSIZE_FORMAT, g_bytes_get_size (record->bytes));
  sbx_report_print (self, line);
}

static void
sbx_report_opened (SbxReport *self, const MbmTapRecord *record)
{
  GString *line = line_new_for_record ("opened", record);

  line_add (line, "address", record->address);
  sbx_report_print (self, line);
}

/* The first line: no more and no less than what scripts are promised. */
static void
sbx_report_listening (SbxReport *self, const MbmTapRecord *record)
{
  GString *line = g_string_new ("{\"event\":\"listening\"");

  line_add (line, "url", record->address);
  line_add (line, "fingerprint", self->fingerprint);
  sbx_report_print (self, line);
}

static void
sbx_report_tap (const MbmTapRecord *record, gpointer user_data)
{
  SbxReport *self = user_data;

  switch (record->kind)
    {
    case MBM_TAP_LISTENING:
      sbx_report_listening (self, record);
      break;
    case MBM_TAP_STOPPED:
      sbx_report_words (self, "stopped", "reason", record);
      break;
    case MBM_TAP_OPENED:
      sbx_report_opened (self, record);
      break;
    case MBM_TAP_REFUSED:
      sbx_report_trouble (self, "refused", record);
      break;
    case MBM_TAP_CLOSED:
      sbx_report_closed (self, record);
      break;
    case MBM_TAP_LOGGED_IN:
      sbx_report_words (self, "login", "user", record);
      break;
    case MBM_TAP_LOGGED_OUT:
      sbx_report_words (self, "logout", "user", record);
      break;
    case MBM_TAP_RECEIVED:
      sbx_report_received (self, record);
      break;
    case MBM_TAP_SENT:
      if (mbm_message_get_kind (record->message) == MBM_MESSAGE_RESPONSE)
        sbx_report_answered (self, record);
      else
        sbx_report_emitted (self, record);
      break;
    case MBM_TAP_FRAME_REFUSED:
      sbx_report_trouble (self, "frame-refused", record);
      break;
    case MBM_TAP_ERROR:
      sbx_report_trouble (self, "error", record);
      break;
    case MBM_TAP_GAVE_UP:
      sbx_report_trouble (self, "gave-up", record);
      break;
    case MBM_TAP_WITHHELD:
      sbx_report_withheld (self, record);
      break;
    case MBM_TAP_REGISTERED: /* the signals know more */
    case MBM_TAP_UNREGISTERED:
    case MBM_TAP_STATUS:
    default:
      break;
    }
}

static void
sbx_report_client_added (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  GString *line = line_new ("registered", g_get_real_time ());

  line_add (line, "client", mbm_server_client_get_id (client));
  line_add (line, "connection", mbm_server_client_get_connection_id (client));
  line_add (line, "type", mbm_server_client_get_client_type (client));
  if (mbm_server_client_get_dialect (client) == MBM_DIALECT_MAGIC_SERVER)
    line_add (line, "dialect", "magic-server");
  line_add (line, "address", mbm_server_client_get_address (client));
  sbx_report_print (user_data, line);
}

static void
sbx_report_client_removed (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  GString *line = line_new ("unregistered", g_get_real_time ());

  line_add (line, "client", mbm_server_client_get_id (client));
  line_add (line, "connection", mbm_server_client_get_connection_id (client));
  line_add (line, "reason", mbm_server_client_get_reason (client));
  sbx_report_print (user_data, line);
}

/**
 * sbx_report_new: (skip)
 * @tool: the run
 * @server: a server that is not started yet
 *
 * Begins to report.
 *
 * Returns: (transfer full): a report
 */
SbxReport *
sbx_report_new (SbxTool *tool, MbmServer *server)
{
  SbxReport *self = g_new0 (SbxReport, 1);
  g_autoptr (GTlsCertificate) certificate = NULL;

  self->tool = tool;
  self->server = g_object_ref (server);
  self->connections =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  g_object_get (server, "certificate", &certificate, NULL);
  if (certificate != NULL)
    self->fingerprint = mbm_certificate_dup_fingerprint (certificate);
  mbm_server_set_tap (server, sbx_report_tap, self, NULL);
  g_signal_connect (server, "client-added", G_CALLBACK (sbx_report_client_added), self);
  g_signal_connect (server, "client-removed", G_CALLBACK (sbx_report_client_removed), self);

  return self;
}

/**
 * sbx_report_free: (skip)
 * @self: a report
 *
 * Ends it.
 */
void
sbx_report_free (SbxReport *self)
{
  mbm_server_set_tap (self->server, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_object_unref (self->server);
  g_hash_table_unref (self->connections);
  g_free (self->fingerprint);
  g_free (self);
}
