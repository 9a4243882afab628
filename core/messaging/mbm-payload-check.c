/* mbm-payload-check.c — middleware that holds messages against a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-enum-types.h"
#include "mbm-payload-check.h"
#include "mbm-server-events-private.h"
#include "mbm-server-private.h"

/**
 * MbmPayloadCheck:
 *
 * A middleware that lets proceed what a contract says of the payloads of requests and events. The rest is
 * refused with `INVALID_PAYLOAD`, and `{"violations":[{"path","keyword","message"}]}` in the details. Names
 * that the contract does not have are let through.
 *
 * It may look at answers as well, see [property@Mbm.PayloadCheck:answers].
 *
 * A server with a [property@Mbm.Server:contract] has one of its own, behind all other middleware.
 *
 * Since: 0.1
 */
struct _MbmPayloadCheck
{
  MbmMiddleware parent_instance;

  MbmContract *contract;
  MbmAnswerCheck answers;
};

enum
{
  PROP_0,
  PROP_CONTRACT,
  PROP_ANSWERS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MbmPayloadCheck, mbm_payload_check, MBM_TYPE_MIDDLEWARE)

/* What is wrong with a value: words, and details for an error. */
typedef struct
{
  char *message;
  GBytes *details; /* NULL: there is nothing to tell */
} MbmFinding;

static void
mbm_finding_clear (MbmFinding *finding)
{
  g_free (finding->message);
  g_clear_pointer (&finding->details, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbmFinding, mbm_finding_clear)

static GBytes *
mbm_finding_list (GPtrArray *violations)
{
  GString *text = g_string_new ("{\"violations\":[");

  for (guint i = 0; i < violations->len; i++)
    {
      MbmViolation *violation = g_ptr_array_index (violations, i);
      GString *object = g_string_sized_new (96);
      g_autoptr (GBytes) bytes = NULL;
      gsize length;
      const char *data;

      mbm_server_json_add_string (object, "path", mbm_violation_get_instance_path (violation));
      mbm_server_json_add_string (object, "keyword", mbm_violation_get_keyword (violation));
      mbm_server_json_add_string (object, "message", mbm_violation_get_message (violation));
      bytes = mbm_server_json_end (object);
      data = g_bytes_get_data (bytes, &length);
      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append_len (text, data, (gssize) length);
    }
  g_string_append (text, "]}");

  return g_string_free_to_bytes (text);
}

/* @schema: (nullable). TRUE if there is nothing wrong. */
static gboolean
mbm_payload_check_value (MbmSchema *schema, MbmJsonValue value, const char *name, MbmFinding *finding)
{
  g_autoptr (GPtrArray) violations = NULL;
  g_autoptr (GError) error = NULL;
  const char *path;

  if (schema == NULL || mbm_schema_check (schema, value, &error))
    return TRUE;

  g_clear_error (&error);
  violations = mbm_schema_validate (schema, value, &error);
  if (violations == NULL)
    {
      finding->message = g_strdup_printf ("%s: %s", name, error->message);
      return FALSE;
    }
  if (violations->len == 0)
    return TRUE;

  /* The payload itself has no path. */
  path = mbm_violation_get_instance_path (violations->pdata[0]);
  finding->message = g_strdup_printf ("%s: %s%s%s", name, path, *path != '\0' ? ": " : "",
                                      mbm_violation_get_message (violations->pdata[0]));
  finding->details = mbm_finding_list (violations);
  return FALSE;
}

static void
mbm_payload_check_request (MbmMiddleware *middleware, MbmServerRequest *request)
{
  MbmPayloadCheck *self = MBM_PAYLOAD_CHECK (middleware);
  const char *name = mbm_server_request_get_name (request);
  MbmContractEntry *entry =
    self->contract != NULL ? mbm_contract_lookup_request (self->contract, name) : NULL;
  g_auto (MbmFinding) finding = { NULL, NULL };

  if (entry == NULL ||
      mbm_payload_check_value (mbm_contract_entry_get_payload_schema (entry),
                               mbm_server_request_get_payload_value (request), name, &finding))
    mbm_server_request_proceed (request, middleware);
  else
    mbm_server_request_respond_error (request, MBM_CODE_INVALID_PAYLOAD, finding.message, finding.details);
}

static void
mbm_payload_check_event (MbmMiddleware *middleware, MbmServerEvent *event)
{
  MbmPayloadCheck *self = MBM_PAYLOAD_CHECK (middleware);
  const char *name = mbm_server_event_get_name (event);
  MbmContractEntry *entry = self->contract != NULL ? mbm_contract_lookup_event (self->contract, name) : NULL;
  g_auto (MbmFinding) finding = { NULL, NULL };

  if (entry == NULL || mbm_payload_check_value (mbm_contract_entry_get_payload_schema (entry),
                                                mbm_server_event_get_payload_value (event), name, &finding))
    mbm_server_event_proceed (event, middleware);
  else
    mbm_server_event_refuse (event, MBM_CODE_INVALID_PAYLOAD, finding.message, finding.details);
}

static void
mbm_payload_check_answer (MbmMiddleware *middleware, MbmServerRequest *request, MbmServerAnswer *answer)
{
  MbmPayloadCheck *self = MBM_PAYLOAD_CHECK (middleware);
  const char *name = mbm_server_request_get_name (request);
  MbmContractEntry *entry = NULL;
  g_auto (MbmFinding) finding = { NULL, NULL };
  MbmJsonValue value = { NULL, 0 };
  GBytes *data;

  if (self->answers == MBM_ANSWER_CHECK_OFF || self->contract == NULL ||
      !mbm_server_answer_is_success (answer))
    return;

  entry = mbm_contract_lookup_request (self->contract, name);
  data = mbm_server_answer_get_data (answer);
  if (data != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (data, &length);

      value = mbm_json_value (text, (gssize) length);
    }

  if (entry == NULL ||
      mbm_payload_check_value (mbm_contract_entry_get_response_schema (entry), value, name, &finding))
    return;

  if (self->answers == MBM_ANSWER_CHECK_REFUSE)
    mbm_server_answer_set_error (answer, MBM_CODE_INVALID_ANSWER, finding.message, finding.details);
  else
    g_message ("An answer is not what the contract says. %s", finding.message);
}

static void
mbm_payload_check_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmPayloadCheck *self = MBM_PAYLOAD_CHECK (object);

  switch (prop_id)
    {
    case PROP_CONTRACT:
      g_value_set_boxed (value, self->contract);
      break;
    case PROP_ANSWERS:
      g_value_set_enum (value, self->answers);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_payload_check_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmPayloadCheck *self = MBM_PAYLOAD_CHECK (object);

  switch (prop_id)
    {
    case PROP_CONTRACT:
      g_clear_pointer (&self->contract, mbm_contract_unref);
      self->contract = g_value_dup_boxed (value);
      break;
    case PROP_ANSWERS:
      self->answers = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_payload_check_finalize (GObject *object)
{
  g_clear_pointer (&MBM_PAYLOAD_CHECK (object)->contract, mbm_contract_unref);

  G_OBJECT_CLASS (mbm_payload_check_parent_class)->finalize (object);
}

#define MBM_SETTING (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS)

static void
mbm_payload_check_class_init (MbmPayloadCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmMiddlewareClass *middleware_class = MBM_MIDDLEWARE_CLASS (klass);

  object_class->get_property = mbm_payload_check_get_property;
  object_class->set_property = mbm_payload_check_set_property;
  object_class->finalize = mbm_payload_check_finalize;
  middleware_class->request = mbm_payload_check_request;
  middleware_class->answer = mbm_payload_check_answer;
  middleware_class->event = mbm_payload_check_event;

  /**
   * MbmPayloadCheck:contract:
   *
   * What messages are held against; %NULL for nothing.
   *
   * Since: 0.1
   */
  props[PROP_CONTRACT] = g_param_spec_boxed ("contract", NULL, NULL, MBM_TYPE_CONTRACT, MBM_SETTING);

  /**
   * MbmPayloadCheck:answers:
   *
   * What becomes of answers that are not what the contract says.
   *
   * Since: 0.1
   */
  props[PROP_ANSWERS] =
    g_param_spec_enum ("answers", NULL, NULL, MBM_TYPE_ANSWER_CHECK, MBM_ANSWER_CHECK_OFF, MBM_SETTING);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mbm_payload_check_init (MbmPayloadCheck *self)
{
}

/**
 * mbm_payload_check_new:
 * @contract: (nullable): what messages are held against
 * @answers: what becomes of answers that are not what the contract says
 *
 * Makes a middleware that holds messages against a contract.
 *
 * Returns: (transfer full): a new middleware
 *
 * Since: 0.1
 */
MbmPayloadCheck *
mbm_payload_check_new (MbmContract *contract, MbmAnswerCheck answers)
{
  return g_object_new (MBM_TYPE_PAYLOAD_CHECK, "contract", contract, "answers", answers, NULL);
}
