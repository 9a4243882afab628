/* sbx-mock-job.c — a request that a handler answers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-item-config-private.h"
#include "sbx-mock-private.h"

SbxMockHandler *
sbx_mock_handler_new (SbxHandlerConfig *config)
{
  SbxMockHandler *self = g_new0 (SbxMockHandler, 1);

  self->ref_count = 1;
  self->config = sbx_item_config_copy (SBX_ITEM_CONFIG (config));
  return self;
}

SbxMockHandler *
sbx_mock_handler_ref (SbxMockHandler *self)
{
  self->ref_count++;
  return self;
}

void
sbx_mock_handler_unref (SbxMockHandler *self)
{
  if (--self->ref_count > 0)
    return;

  g_object_unref (self->config);
  g_free (self);
}

static void
clear_source (SbxMockJob *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

/* A stream that was not ended fails with its writer. */
void
sbx_mock_job_end (SbxMockJob *self)
{
  if (self->mock == NULL)
    return;

  g_queue_unlink (&self->mock->jobs, &self->link);
  self->mock = NULL;
  clear_source (self);
  if (self->writer != NULL)
    g_signal_handlers_disconnect_by_data (self->writer, self);
  g_clear_object (&self->writer);
  g_clear_pointer (&self->handler, sbx_mock_handler_unref);
  g_clear_pointer (&self->request, mbm_server_request_unref);
  g_rc_box_release (self);
}

void
sbx_mock_job_wait (SbxMockJob *self, guint delay, GSourceFunc func)
{
  clear_source (self);
  self->source = g_timeout_source_new (delay);
  g_source_set_static_name (self->source, "[signalbox] handler");
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->source, func, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

void
sbx_mock_job_note (SbxMockJob *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  g_autofree char *note = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  note =
    g_strdup_printf ("handler: %s · %s", sbx_item_config_get_string (self->handler->config, "request"), what);
  mbm_server_request_set_note (self->request, note);
}

static void
respond_error (SbxMockJob *self, const char *code, const char *message, GBytes *details)
{
  if (*message != '\0')
    mbm_server_request_respond_error (self->request, code, message, details);
  else
    mbm_server_request_fail_code (self->request, code, details);
}

static void
fail_template (SbxMockJob *self, const GError *error)
{
  g_autofree char *message = g_strdup_printf ("The handler’s template: %s", error->message);

  sbx_mock_job_note (self, "template failed");
  mbm_server_request_respond_error (self->request, SBX_MOCK_CODE_TEMPLATE, message, NULL);
}

/* With a code of the contract's, if that knows it; @message: empty: its words. Placeholders are expanded.
 * @details: (nullable) */
static void
fail (SbxMockJob *self, const char *code, const char *message, const char *details)
{
  SbxMockScene scene = sbx_mock_scene_for_request (self->request, self->counter);
  g_autoptr (GError) error = NULL;
  g_autofree char *words = sbx_mock_scene_expand_text (&scene, message, &error);
  g_autoptr (GBytes) expanded = NULL;

  if (words != NULL && details != NULL)
    expanded = sbx_mock_scene_expand (&scene, details, &error);
  if (error != NULL)
    fail_template (self, error);
  else
    respond_error (self, code, words, expanded);
}

/* @text: (nullable): `{}`. */
static void
respond_text (SbxMockJob *self, const char *text, gboolean is_template)
{
  SbxMockScene scene = sbx_mock_scene_for_request (self->request, self->counter);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = NULL;

  if (text == NULL)
    text = "{}";
  data = is_template ? sbx_mock_scene_expand (&scene, text, &error) : g_bytes_new (text, strlen (text));
  if (data != NULL)
    mbm_server_request_respond (self->request, data, &error);
  if (error != NULL)
    fail_template (self, error);
}

static void
respond_echo (SbxMockJob *self)
{
  MbmJsonValue payload = mbm_server_request_get_payload_value (self->request);
  g_autoptr (GBytes) data = payload.text != NULL ? g_bytes_new (payload.text, payload.length) : NULL;

  mbm_server_request_respond (self->request, data, NULL);
}

/* @config: the handler, or an answer of its sequence: both have these properties. */
static void
respond_configured_error (SbxMockJob *self, SbxItemConfig *config)
{
  fail (self, sbx_item_config_get_string (config, "error-code"),
        sbx_item_config_get_string (config, "error-message"),
        sbx_item_config_get_string (config, "error-details"));
}

static void
respond_step (SbxMockJob *self)
{
  GListModel *answers =
    G_LIST_MODEL (sbx_handler_config_get_answers (SBX_HANDLER_CONFIG (self->handler->config)));
  g_autoptr (SbxItemConfig) answer = g_list_model_get_item (answers, self->step);

  sbx_mock_job_note (self, "sequence %u/%u", self->step + 1, g_list_model_get_n_items (answers));
  if (sbx_item_config_get_enum (answer, "kind") == SBX_ANSWER_ERROR)
    respond_configured_error (self, answer);
  else
    respond_text (self, sbx_item_config_get_string (answer, "answer"),
                  sbx_item_config_get_enum (answer, "kind") == SBX_ANSWER_TEMPLATE);
}

static void
respond_failure (SbxMockJob *self)
{
  const char *code = sbx_item_config_get_string (self->handler->config, "failure-code");
  const char *message = sbx_item_config_get_string (self->handler->config, "failure-message");

  sbx_mock_job_note (self, "failure");
  if (*code == '\0')
    {
      code = SBX_MOCK_CODE_FAILURE;
      if (*message == '\0')
        message = "The handler fails now and then, on purpose";
    }
  fail (self, code, message, NULL);
}

/* And ends the job unless there is a stream. */
static void
give_answer (SbxMockJob *self)
{
  SbxItemConfig *config = self->handler->config;

  if (self->fails)
    {
      respond_failure (self);
      sbx_mock_job_end (self);
      return;
    }

  switch (sbx_handler_config_get_kind (SBX_HANDLER_CONFIG (config)))
    {
    case SBX_HANDLER_TEMPLATE:
      sbx_mock_job_note (self, "template");
      respond_text (self, sbx_item_config_get_string (config, "answer"), TRUE);
      break;
    case SBX_HANDLER_ECHO:
      sbx_mock_job_note (self, "echo");
      respond_echo (self);
      break;
    case SBX_HANDLER_ERROR:
      sbx_mock_job_note (self, "error");
      respond_configured_error (self, config);
      break;
    case SBX_HANDLER_SEQUENCE:
      respond_step (self);
      break;
    case SBX_HANDLER_STREAM:
      sbx_mock_job_stream (self);
      return;
    case SBX_HANDLER_SILENT:
      sbx_mock_job_note (self, "no answer");
      sbx_mock_faults_silence (self->request);
      mbm_server_request_respond (self->request, NULL, NULL);
      break;
    case SBX_HANDLER_FORWARD:
      sbx_mock_job_note (self, "passed on");
      mbm_server_request_pass_on (self->request);
      break;
    case SBX_HANDLER_JSON:
    default:
      sbx_mock_job_note (self, "json");
      respond_text (self, sbx_item_config_get_string (config, "answer"), FALSE);
      break;
    }
  sbx_mock_job_end (self);
}

static gboolean
on_due (gpointer user_data)
{
  give_answer (user_data);
  return G_SOURCE_REMOVE;
}

/* Which answer of the sequence is this request's, and moves on. */
static guint
take_step (SbxMockHandler *handler)
{
  GListModel *answers = G_LIST_MODEL (sbx_handler_config_get_answers (SBX_HANDLER_CONFIG (handler->config)));
  guint n = g_list_model_get_n_items (answers);
  guint step = handler->position;

  if (step + 1 < n)
    handler->position = step + 1;
  else if (sbx_item_config_get_enum (handler->config, "at-end") == SBX_SEQUENCE_CYCLE)
    handler->position = 0;
  return step;
}

/* What chance decides is decided now, in the order of the requests, and not when the answer is due. */
void
sbx_mock_take (SbxMock *self, SbxMockHandler *handler, MbmServerRequest *request)
{
  SbxMockJob *job = g_rc_box_new0 (SbxMockJob);
  SbxItemConfig *config = handler->config;
  guint delay;

  job->mock = self;
  job->handler = sbx_mock_handler_ref (handler);
  job->request = mbm_server_request_ref (request);
  job->link.data = job;
  g_queue_push_tail_link (&self->jobs, &job->link);

  job->counter = ++handler->counter;
  job->fails = sbx_mock_chance_hits (&self->chance, sbx_item_config_get_double (config, "failure-rate"));
  delay = sbx_mock_chance_delay (&self->chance, sbx_item_config_get_uint (config, "delay"),
                                 sbx_item_config_get_uint (config, "jitter"));
  if (!job->fails && sbx_handler_config_get_kind (SBX_HANDLER_CONFIG (config)) == SBX_HANDLER_SEQUENCE)
    job->step = take_step (handler);

  if (delay > 0)
    sbx_mock_job_wait (job, delay, on_due);
  else
    give_answer (job);
}
