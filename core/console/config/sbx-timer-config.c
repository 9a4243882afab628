/* sbx-timer-config.c — an event that a hosted server emits by itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-config-enums.h"
#include "sbx-item-config-private.h"
#include "sbx-timer-config.h"

struct _SbxTimerConfig
{
  SbxItemConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxTimerConfig, sbx_timer_config, SBX_TYPE_ITEM_CONFIG)

static gboolean
sbx_timer_config_check (SbxItemConfig *item, const char **property, GError **error)
{
  const char *const *recipients = sbx_item_config_get_strv (item, "recipients");

  if (*sbx_item_config_get_string (item, "event") == '\0')
    return sbx_item_config_complain (property, "event", error, _ ("An event on a timer has no name"));
  if (sbx_item_config_get_enum (item, "to") != SBX_RECIPIENTS_ALL && recipients[0] == NULL)
    return sbx_item_config_complain (property, "recipients", error,
                                     _ ("The event “%s” has no recipients: name one, or send it to all"),
                                     sbx_item_config_get_string (item, "event"));
  return TRUE;
}

static void
sbx_timer_config_class_init (SbxTimerConfigClass *klass)
{
  const GParamFlags flags = SBX_ITEM_PARAM_FLAGS;
  GParamSpec *const pspecs[] = {
    g_param_spec_string ("event", NULL, NULL, "", flags),
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags),
    g_param_spec_string ("description", NULL, NULL, "", flags),
    g_param_spec_string ("payload", NULL, NULL, NULL, flags | SBX_ITEM_PARAM_JSON),
    g_param_spec_uint ("interval", NULL, NULL, 0, G_MAXINT, 5000, flags),
    g_param_spec_uint ("jitter", NULL, NULL, 0, G_MAXINT, 0, flags),
    g_param_spec_uint ("count", NULL, NULL, 0, G_MAXINT, 0, flags),
    g_param_spec_enum ("to", NULL, NULL, SBX_TYPE_RECIPIENTS, SBX_RECIPIENTS_ALL, flags),
    g_param_spec_boxed ("recipients", NULL, NULL, G_TYPE_STRV, flags),
    g_param_spec_boolean ("in-turn", NULL, NULL, FALSE, flags),
    NULL,
  };

  SBX_ITEM_CONFIG_CLASS (klass)->check = sbx_timer_config_check;
  sbx_item_config_class_install (SBX_ITEM_CONFIG_CLASS (klass), pspecs);
}

static void
sbx_timer_config_init (SbxTimerConfig *self)
{
}

/**
 * sbx_timer_config_new:
 * @event: (nullable): its name
 *
 * Returns: (transfer full): an event that goes to everyone every five seconds
 */
SbxTimerConfig *
sbx_timer_config_new (const char *event)
{
  return g_object_new (SBX_TYPE_TIMER_CONFIG, "event", event, NULL);
}

/**
 * sbx_timer_config_get_event:
 *
 * Returns: the event's name; may be empty
 */
const char *
sbx_timer_config_get_event (SbxTimerConfig *self)
{
  g_return_val_if_fail (SBX_IS_TIMER_CONFIG (self), NULL);

  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), "event");
}

/**
 * sbx_timer_config_get_enabled:
 *
 * Returns: whether it is emitted at its interval
 */
gboolean
sbx_timer_config_get_enabled (SbxTimerConfig *self)
{
  g_return_val_if_fail (SBX_IS_TIMER_CONFIG (self), FALSE);

  return sbx_item_config_get_boolean (SBX_ITEM_CONFIG (self), "enabled");
}
