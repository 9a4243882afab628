/* sbx-probe.c — tries whether a running service keeps to the protocol
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe.h"

#include <glib/gi18n-lib.h>

#include "mbm-enum-types.h"
#include "sbx-probe-thread-private.h"

struct _SbxProbe
{
  GObject parent_instance;

  SbxProbeSettings settings;
  char **only;
  GListStore *checks; /* SbxProbeCheck */
  gboolean running;
};

enum
{
  PROP_0,
  PROP_URL,
  PROP_DIALECT,
  PROP_REGISTERS,
  PROP_HEADERS,
  PROP_CA_FILE,
  PROP_TRUSTED_FINGERPRINT,
  PROP_CERTIFICATE,
  PROP_USERNAME,
  PROP_PASSWORD,
  PROP_TOKEN,
  PROP_REQUEST_NAME,
  PROP_REQUEST_PAYLOAD,
  PROP_CONTRACT,
  PROP_TIMEOUT,
  PROP_HEARTBEAT_WAIT,
  PROP_MAX_MESSAGE_SIZE,
  PROP_ONLY,
  PROP_RUNNING,
  PROP_N_PASSED,
  PROP_N_WARNINGS,
  PROP_N_FAILED,
  PROP_N_LEFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxProbe, sbx_probe, G_TYPE_OBJECT)

/* --- the checks -------------------------------------------------------------- */

static gboolean
is_wanted (SbxProbe *self, const char *id)
{
  return self->only == NULL || g_strv_contains ((const char *const *) self->only, id);
}

static void
fill_checks (SbxProbe *self)
{
  guint n_specs;
  const SbxProbeSpec *specs = sbx_probe_get_specs (&n_specs);

  g_list_store_remove_all (self->checks);
  for (guint i = 0; i < n_specs; i++)
    {
      g_autoptr (SbxProbeCheck) check = NULL;

      if (!is_wanted (self, specs[i].id))
        continue;
      check = sbx_probe_check_new (specs[i].id, g_dpgettext2 (GETTEXT_PACKAGE, "check", specs[i].title),
                                   specs[i].section, _ (specs[i].expectation));
      g_list_store_append (self->checks, check);
    }
}

/**
 * sbx_probe_has_check:
 *
 * Returns: whether there is a check of that id
 */
gboolean
sbx_probe_has_check (const char *id)
{
  g_return_val_if_fail (id != NULL, FALSE);

  return sbx_probe_find_spec (id) != NULL;
}

/**
 * sbx_probe_get_checks:
 *
 * Returns: (transfer none): GListModel of SbxProbeCheck, in the order in which they run
 */
GListModel *
sbx_probe_get_checks (SbxProbe *self)
{
  g_return_val_if_fail (SBX_IS_PROBE (self), NULL);

  return G_LIST_MODEL (self->checks);
}

gboolean
sbx_probe_get_running (SbxProbe *self)
{
  g_return_val_if_fail (SBX_IS_PROBE (self), FALSE);

  return self->running;
}

const char *
sbx_probe_get_url (SbxProbe *self)
{
  g_return_val_if_fail (SBX_IS_PROBE (self), NULL);

  return self->settings.url;
}

/**
 * sbx_probe_count:
 *
 * Returns: how many checks stand so
 */
guint
sbx_probe_count (SbxProbe *self, SbxProbeStatus status)
{
  guint n = 0;

  g_return_val_if_fail (SBX_IS_PROBE (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->checks)); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

      n += sbx_probe_check_get_status (check) == status ? 1 : 0;
    }
  return n;
}

static void
notify_counts (SbxProbe *self)
{
  for (guint i = PROP_N_PASSED; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
set_running (SbxProbe *self, gboolean running)
{
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  notify_counts (self);
}

/* --- a run --------------------------------------------------------------------- */

static void
take_end (SbxProbe *self, GTask *task, GError *error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->checks)); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

      if (sbx_probe_check_get_status (check) == SBX_PROBE_RUNNING)
        sbx_probe_check_reset (check);
    }
  set_running (self, FALSE);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_news (SbxProbeNews *news, gpointer user_data)
{
  GTask *task = user_data;
  SbxProbe *self = g_task_get_source_object (task);
  g_autoptr (SbxProbeCheck) check = NULL;

  if (news->is_last)
    {
      take_end (self, task, g_steal_pointer (&news->error));
      return;
    }

  check = g_list_model_get_item (G_LIST_MODEL (self->checks), news->position);
  if (news->result == NULL)
    sbx_probe_check_begin (check);
  else
    sbx_probe_check_take (check, g_steal_pointer (&news->result));
  notify_counts (self);
}

/**
 * sbx_probe_run_async:
 * @cancellable: (nullable): stops it: what is under way is given up, what was opened closed
 *
 * Runs the checks, again if they have run. They change while it goes on. A probe that runs fails.
 */
void
sbx_probe_run_async (SbxProbe *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GTask *task;

  g_return_if_fail (SBX_IS_PROBE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sbx_probe_run_async);
  if (self->running)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The probe runs already"));
      g_object_unref (task);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->checks)); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

      sbx_probe_check_reset (check);
      g_strv_builder_add (ids, sbx_probe_check_get_id (check));
    }
  set_running (self, TRUE);
  sbx_probe_thread_start (sbx_probe_settings_copy (&self->settings), g_strv_builder_end (ids), cancellable,
                          on_news, task);
}

/**
 * sbx_probe_run_finish:
 *
 * Errors: G_IO_ERROR_CANCELLED; and what kept the probe from connecting at all. What is wrong with the
 * service is no error: the checks say it.
 *
 * Returns: %TRUE if the checks have run
 */
gboolean
sbx_probe_run_finish (SbxProbe *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- properties ------------------------------------------------------------------ */

static void
sbx_probe_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxProbe *self = SBX_PROBE (object);

  switch (prop_id)
    {
    case PROP_URL:
      g_value_set_string (value, self->settings.url);
      break;
    case PROP_DIALECT:
      g_value_set_enum (value, (int) self->settings.dialect);
      break;
    case PROP_REGISTERS:
      g_value_set_boolean (value, self->settings.registers);
      break;
    case PROP_HEADERS:
      g_value_set_boxed (value, self->settings.headers);
      break;
    case PROP_CA_FILE:
      g_value_set_string (value, self->settings.ca_file);
      break;
    case PROP_TRUSTED_FINGERPRINT:
      g_value_set_string (value, self->settings.trusted_fingerprint);
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, self->settings.certificate);
      break;
    case PROP_USERNAME:
      g_value_set_string (value, self->settings.username);
      break;
    case PROP_PASSWORD:
      g_value_set_string (value, self->settings.password);
      break;
    case PROP_TOKEN:
      g_value_set_string (value, self->settings.token);
      break;
    case PROP_REQUEST_NAME:
      g_value_set_string (value, self->settings.request_name);
      break;
    case PROP_REQUEST_PAYLOAD:
      g_value_set_string (value, self->settings.request_payload);
      break;
    case PROP_CONTRACT:
      g_value_set_boxed (value, self->settings.contract);
      break;
    case PROP_TIMEOUT:
      g_value_set_uint (value, self->settings.timeout);
      break;
    case PROP_HEARTBEAT_WAIT:
      g_value_set_uint (value, self->settings.heartbeat_wait);
      break;
    case PROP_MAX_MESSAGE_SIZE:
      g_value_set_uint64 (value, self->settings.max_message_size);
      break;
    case PROP_ONLY:
      g_value_set_boxed (value, self->only);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_N_PASSED:
      g_value_set_uint (value, sbx_probe_count (self, SBX_PROBE_PASSED));
      break;
    case PROP_N_WARNINGS:
      g_value_set_uint (value, sbx_probe_count (self, SBX_PROBE_WARNING));
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, sbx_probe_count (self, SBX_PROBE_FAILED));
      break;
    case PROP_N_LEFT:
      g_value_set_uint (value, sbx_probe_count (self, SBX_PROBE_NOT_RUN) +
                                 sbx_probe_count (self, SBX_PROBE_RUNNING));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_string (char **field, const GValue *value)
{
  g_free (*field);
  *field = g_value_dup_string (value);
}

static void
sbx_probe_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxProbe *self = SBX_PROBE (object);
  SbxProbeSettings *settings = &self->settings;

  switch (prop_id)
    {
    case PROP_URL:
      set_string (&settings->url, value);
      break;
    case PROP_DIALECT:
      settings->dialect = (MbmDialect) g_value_get_enum (value);
      break;
    case PROP_REGISTERS:
      settings->registers = g_value_get_boolean (value);
      break;
    case PROP_HEADERS:
      g_strfreev (settings->headers);
      settings->headers = g_value_dup_boxed (value);
      break;
    case PROP_CA_FILE:
      set_string (&settings->ca_file, value);
      break;
    case PROP_TRUSTED_FINGERPRINT:
      set_string (&settings->trusted_fingerprint, value);
      break;
    case PROP_CERTIFICATE:
      g_set_object (&settings->certificate, g_value_get_object (value));
      break;
    case PROP_USERNAME:
      set_string (&settings->username, value);
      break;
    case PROP_PASSWORD:
      set_string (&settings->password, value);
      break;
    case PROP_TOKEN:
      set_string (&settings->token, value);
      break;
    case PROP_REQUEST_NAME:
      set_string (&settings->request_name, value);
      break;
    case PROP_REQUEST_PAYLOAD:
      set_string (&settings->request_payload, value);
      break;
    case PROP_CONTRACT:
      g_clear_pointer (&settings->contract, mbm_contract_unref);
      settings->contract = g_value_dup_boxed (value);
      break;
    case PROP_TIMEOUT:
      settings->timeout = g_value_get_uint (value);
      break;
    case PROP_HEARTBEAT_WAIT:
      settings->heartbeat_wait = g_value_get_uint (value);
      break;
    case PROP_MAX_MESSAGE_SIZE:
      settings->max_message_size = g_value_get_uint64 (value);
      break;
    case PROP_ONLY:
      g_strfreev (self->only);
      self->only = g_value_dup_boxed (value);
      fill_checks (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_probe_finalize (GObject *object)
{
  SbxProbe *self = SBX_PROBE (object);

  sbx_probe_settings_clear (&self->settings);
  g_strfreev (self->only);
  g_object_unref (self->checks);

  G_OBJECT_CLASS (sbx_probe_parent_class)->finalize (object);
}

#define READ_WRITE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)
#define READ_ONLY  (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
install_string (guint id, const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, READ_WRITE);
}

static void
install_uint (guint id, const char *name, guint minimum, guint usual, GParamFlags flags)
{
  properties[id] = g_param_spec_uint (name, NULL, NULL, minimum, G_MAXUINT / 1000, usual, flags);
}

static void
sbx_probe_class_init (SbxProbeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_probe_get_property;
  object_class->set_property = sbx_probe_set_property;
  object_class->finalize = sbx_probe_finalize;

  install_string (PROP_URL, "url");
  properties[PROP_DIALECT] =
    g_param_spec_enum ("dialect", NULL, NULL, MBM_TYPE_DIALECT, MBM_DIALECT_MESSAGING, READ_WRITE);
  properties[PROP_REGISTERS] = g_param_spec_boolean ("registers", NULL, NULL, TRUE, READ_WRITE);
  properties[PROP_HEADERS] = g_param_spec_boxed ("headers", NULL, NULL, G_TYPE_STRV, READ_WRITE);
  install_string (PROP_CA_FILE, "ca-file");
  install_string (PROP_TRUSTED_FINGERPRINT, "trusted-fingerprint");
  properties[PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, READ_WRITE);
  install_string (PROP_USERNAME, "username");
  install_string (PROP_PASSWORD, "password");
  install_string (PROP_TOKEN, "token");
  install_string (PROP_REQUEST_NAME, "request-name");
  install_string (PROP_REQUEST_PAYLOAD, "request-payload");
  properties[PROP_CONTRACT] = g_param_spec_boxed ("contract", NULL, NULL, MBM_TYPE_CONTRACT, READ_WRITE);
  install_uint (PROP_TIMEOUT, "timeout", 1, SBX_PROBE_DEFAULT_TIMEOUT, READ_WRITE);
  install_uint (PROP_HEARTBEAT_WAIT, "heartbeat-wait", 0, 0, READ_WRITE);
  properties[PROP_MAX_MESSAGE_SIZE] =
    g_param_spec_uint64 ("max-message-size", NULL, NULL, 0, G_MAXUINT64, 0, READ_WRITE);
  properties[PROP_ONLY] = g_param_spec_boxed ("only", NULL, NULL, G_TYPE_STRV, READ_WRITE);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, READ_ONLY);
  install_uint (PROP_N_PASSED, "n-passed", 0, 0, READ_ONLY);
  install_uint (PROP_N_WARNINGS, "n-warnings", 0, 0, READ_ONLY);
  install_uint (PROP_N_FAILED, "n-failed", 0, 0, READ_ONLY);
  install_uint (PROP_N_LEFT, "n-left", 0, 0, READ_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_probe_init (SbxProbe *self)
{
  self->settings.registers = TRUE;
  self->settings.timeout = SBX_PROBE_DEFAULT_TIMEOUT;
  self->checks = g_list_store_new (SBX_TYPE_PROBE_CHECK);
  fill_checks (self);
}

/**
 * sbx_probe_new:
 *
 * Returns: (transfer full): a probe that has not run
 */
SbxProbe *
sbx_probe_new (const char *url)
{
  g_return_val_if_fail (url != NULL, NULL);

  return g_object_new (SBX_TYPE_PROBE, "url", url, NULL);
}
