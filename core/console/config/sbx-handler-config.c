/* sbx-handler-config.c — how a hosted server answers a request
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-config-enums.h"
#include "sbx-handler-config.h"
#include "sbx-item-config-private.h"

struct _SbxHandlerConfig
{
  SbxItemConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxHandlerConfig, sbx_handler_config, SBX_TYPE_ITEM_CONFIG)

static gboolean
check_error (SbxItemConfig *item, const char **property, GError **error)
{
  if (*sbx_item_config_get_string (item, "error-code") == '\0')
    return sbx_item_config_complain (property, "error-code", error, _ ("The error for “%s” has no code"),
                                     sbx_item_config_get_string (item, "request"));
  return TRUE;
}

static gboolean
check_sequence (SbxItemConfig *item, const char **property, GError **error)
{
  GListModel *answers = G_LIST_MODEL (sbx_item_config_get_list (item, "answers"));
  const char *request = sbx_item_config_get_string (item, "request");

  if (g_list_model_get_n_items (answers) == 0)
    return sbx_item_config_complain (property, "answers", error, _ ("The sequence for “%s” has no answers"),
                                     request);

  for (guint i = 0; i < g_list_model_get_n_items (answers); i++)
    {
      g_autoptr (SbxItemConfig) answer = g_list_model_get_item (answers, i);
      g_autoptr (GError) cause = NULL;

      if (!sbx_item_config_check (answer, NULL, &cause))
        return sbx_item_config_complain (property, "answers", error, _ ("Answer %u for “%s”: %s"), i + 1,
                                         request, cause->message);
    }
  return TRUE;
}

static gboolean
check_stream (SbxItemConfig *item, const char **property, GError **error)
{
  if (sbx_item_config_get_uint (item, "count") > 0 && sbx_item_config_get_strv (item, "items")[0] == NULL)
    return sbx_item_config_complain (property, "items", error, _ ("The stream for “%s” has no items"),
                                     sbx_item_config_get_string (item, "request"));
  if (sbx_item_config_get_enum (item, "stream-end") == SBX_STREAM_FAILS)
    return check_error (item, property, error);
  return TRUE;
}

static gboolean
sbx_handler_config_check (SbxItemConfig *item, const char **property, GError **error)
{
  const char *request = sbx_item_config_get_string (item, "request");

  if (*request == '\0')
    return sbx_item_config_complain (property, "request", error, _ ("A handler has no request"));
  if (*request == '$')
    return sbx_item_config_complain (property, "request", error,
                                     _ ("“%s” begins with $: the protocol answers such requests itself"),
                                     request);

  switch ((SbxHandlerKind) sbx_item_config_get_enum (item, "kind"))
    {
    case SBX_HANDLER_ERROR:
      return check_error (item, property, error);
    case SBX_HANDLER_SEQUENCE:
      return check_sequence (item, property, error);
    case SBX_HANDLER_STREAM:
      return check_stream (item, property, error);
    case SBX_HANDLER_JSON:
    case SBX_HANDLER_TEMPLATE:
    case SBX_HANDLER_ECHO:
    case SBX_HANDLER_SILENT:
    case SBX_HANDLER_FORWARD:
    default:
      return TRUE;
    }
}

static void
sbx_handler_config_class_init (SbxHandlerConfigClass *klass)
{
  const GParamFlags flags = SBX_ITEM_PARAM_FLAGS;
  GParamSpec *const pspecs[] = {
    g_param_spec_string ("request", NULL, NULL, "", flags),
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags),
    g_param_spec_enum ("kind", NULL, NULL, SBX_TYPE_HANDLER_KIND, SBX_HANDLER_JSON, flags),
    g_param_spec_string ("description", NULL, NULL, "", flags),
    g_param_spec_string ("answer", NULL, NULL, NULL, flags | SBX_ITEM_PARAM_JSON),
    g_param_spec_string ("error-code", NULL, NULL, "", flags),
    g_param_spec_string ("error-message", NULL, NULL, "", flags),
    g_param_spec_string ("error-details", NULL, NULL, NULL, flags | SBX_ITEM_PARAM_JSON),
    sbx_item_config_param_list ("answers"),
    g_param_spec_enum ("at-end", NULL, NULL, SBX_TYPE_SEQUENCE_END, SBX_SEQUENCE_CYCLE, flags),
    g_param_spec_boxed ("items", NULL, NULL, G_TYPE_STRV, flags | SBX_ITEM_PARAM_JSON),
    g_param_spec_uint ("count", NULL, NULL, 0, G_MAXINT, 0, flags),
    g_param_spec_uint ("interval", NULL, NULL, 0, G_MAXINT, 1000, flags),
    g_param_spec_enum ("stream-end", NULL, NULL, SBX_TYPE_STREAM_END, SBX_STREAM_ENDS, flags),
    g_param_spec_uint ("delay", NULL, NULL, 0, G_MAXINT, 0, flags),
    g_param_spec_uint ("jitter", NULL, NULL, 0, G_MAXINT, 0, flags),
    g_param_spec_double ("failure-rate", NULL, NULL, 0, 1, 0, flags),
    g_param_spec_string ("failure-code", NULL, NULL, "", flags),
    g_param_spec_string ("failure-message", NULL, NULL, "", flags),
    NULL,
  };

  SBX_ITEM_CONFIG_CLASS (klass)->check = sbx_handler_config_check;
  sbx_item_config_class_install (SBX_ITEM_CONFIG_CLASS (klass), pspecs);
}

static void
sbx_handler_config_init (SbxHandlerConfig *self)
{
  sbx_item_config_init_list (SBX_ITEM_CONFIG (self), "answers", g_list_store_new (SBX_TYPE_ANSWER_CONFIG));
}

/**
 * sbx_handler_config_new:
 * @request: (nullable): what it answers, or %SBX_HANDLER_ANY
 * @kind: what with
 *
 * Returns: (transfer full): a handler with everything else at its default
 */
SbxHandlerConfig *
sbx_handler_config_new (const char *request, SbxHandlerKind kind)
{
  return g_object_new (SBX_TYPE_HANDLER_CONFIG, "request", request, "kind", kind, NULL);
}

/**
 * sbx_handler_config_get_request:
 *
 * Returns: the name of what it answers, or %SBX_HANDLER_ANY; may be empty
 */
const char *
sbx_handler_config_get_request (SbxHandlerConfig *self)
{
  g_return_val_if_fail (SBX_IS_HANDLER_CONFIG (self), NULL);

  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), "request");
}

/**
 * sbx_handler_config_get_enabled:
 *
 * Returns: whether it answers
 */
gboolean
sbx_handler_config_get_enabled (SbxHandlerConfig *self)
{
  g_return_val_if_fail (SBX_IS_HANDLER_CONFIG (self), FALSE);

  return sbx_item_config_get_boolean (SBX_ITEM_CONFIG (self), "enabled");
}

/**
 * sbx_handler_config_get_kind:
 *
 * Returns: what it answers with
 */
SbxHandlerKind
sbx_handler_config_get_kind (SbxHandlerConfig *self)
{
  g_return_val_if_fail (SBX_IS_HANDLER_CONFIG (self), SBX_HANDLER_JSON);

  return sbx_item_config_get_enum (SBX_ITEM_CONFIG (self), "kind");
}

/**
 * sbx_handler_config_get_answers:
 *
 * Returns: (transfer none): SbxAnswerConfig: the answers of a sequence, to be changed in place
 */
GListStore *
sbx_handler_config_get_answers (SbxHandlerConfig *self)
{
  g_return_val_if_fail (SBX_IS_HANDLER_CONFIG (self), NULL);

  return sbx_item_config_get_list (SBX_ITEM_CONFIG (self), "answers");
}

static char *
describe_kind (SbxHandlerConfig *self)
{
  SbxItemConfig *item = SBX_ITEM_CONFIG (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (sbx_handler_config_get_answers (self)));
  guint n_items = sbx_item_config_get_uint (item, "count");

  switch (sbx_handler_config_get_kind (self))
    {
    case SBX_HANDLER_TEMPLATE:
      return g_strdup (C_ ("handler", "Template"));
    case SBX_HANDLER_ECHO:
      return g_strdup (C_ ("handler", "Echo"));
    case SBX_HANDLER_ERROR:
      /* Translators: %s is an error’s code, such as ORDER_NOT_FOUND */
      return g_strdup_printf (C_ ("handler", "Error %s"), sbx_item_config_get_string (item, "error-code"));
    case SBX_HANDLER_SEQUENCE:
      return g_strdup_printf (ngettext ("Sequence of %u answer", "Sequence of %u answers", n), n);
    case SBX_HANDLER_STREAM:
      if (n_items == 0)
        n_items = g_strv_length ((char **) sbx_item_config_get_strv (item, "items"));
      return g_strdup_printf (ngettext ("Stream of %u item", "Stream of %u items", n_items), n_items);
    case SBX_HANDLER_SILENT:
      return g_strdup (C_ ("handler", "No answer"));
    case SBX_HANDLER_FORWARD:
      return g_strdup (C_ ("handler", "Passed on"));
    case SBX_HANDLER_JSON:
    default:
      return g_strdup (C_ ("handler", "JSON"));
    }
}

/**
 * sbx_handler_config_dup_summary:
 *
 * Returns: (transfer full): what it does, in a few translated words: “Template · 200–300 ms · 10 % fail”
 */
char *
sbx_handler_config_dup_summary (SbxHandlerConfig *self)
{
  SbxItemConfig *item;
  guint delay, jitter;
  double rate;
  g_autofree char *kind = NULL;
  GString *summary;

  g_return_val_if_fail (SBX_IS_HANDLER_CONFIG (self), NULL);

  item = SBX_ITEM_CONFIG (self);
  delay = sbx_item_config_get_uint (item, "delay");
  jitter = sbx_item_config_get_uint (item, "jitter");
  rate = sbx_item_config_get_double (item, "failure-rate");
  kind = describe_kind (self);
  summary = g_string_new (kind);

  if (jitter > 0)
    g_string_append_printf (summary, C_ ("handler", " · %u–%u ms"), delay, delay + jitter);
  else if (delay > 0)
    g_string_append_printf (summary, C_ ("handler", " · %u ms"), delay);
  if (rate > 0)
    /* Translators: %g is a number of requests of a hundred, and %% a percent sign */
    g_string_append_printf (summary, C_ ("handler", " · %g %% fail"), rate * 100);

  return g_string_free (summary, FALSE);
}
