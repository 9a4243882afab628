/* sbx-answer-config.c — one answer of a sequence
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-config-enums.h"
#include "sbx-handler-config.h"
#include "sbx-item-config-private.h"

struct _SbxAnswerConfig
{
  SbxItemConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxAnswerConfig, sbx_answer_config, SBX_TYPE_ITEM_CONFIG)

static gboolean
sbx_answer_config_check (SbxItemConfig *item, const char **property, GError **error)
{
  if (sbx_item_config_get_enum (item, "kind") == SBX_ANSWER_ERROR &&
      *sbx_item_config_get_string (item, "error-code") == '\0')
    return sbx_item_config_complain (property, "error-code", error, _ ("An error has no code"));
  return TRUE;
}

static void
sbx_answer_config_class_init (SbxAnswerConfigClass *klass)
{
  const GParamFlags flags = SBX_ITEM_PARAM_FLAGS;
  GParamSpec *const pspecs[] = {
    g_param_spec_enum ("kind", NULL, NULL, SBX_TYPE_ANSWER_KIND, SBX_ANSWER_JSON, flags),
    g_param_spec_string ("description", NULL, NULL, "", flags),
    g_param_spec_string ("answer", NULL, NULL, NULL, flags | SBX_ITEM_PARAM_JSON),
    g_param_spec_string ("error-code", NULL, NULL, "", flags),
    g_param_spec_string ("error-message", NULL, NULL, "", flags),
    g_param_spec_string ("error-details", NULL, NULL, NULL, flags | SBX_ITEM_PARAM_JSON),
    NULL,
  };

  SBX_ITEM_CONFIG_CLASS (klass)->check = sbx_answer_config_check;
  sbx_item_config_class_install (SBX_ITEM_CONFIG_CLASS (klass), pspecs);
}

static void
sbx_answer_config_init (SbxAnswerConfig *self)
{
}

/**
 * sbx_answer_config_new:
 *
 * Returns: (transfer full): the answer `{}`
 */
SbxAnswerConfig *
sbx_answer_config_new (void)
{
  return g_object_new (SBX_TYPE_ANSWER_CONFIG, NULL);
}
