/* sbx-alarm-config.c — what somebody wants to be told of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-alarm-config.h"
#include "sbx-config-enums.h"
#include "sbx-item-config-private.h"

struct _SbxAlarmConfig
{
  SbxItemConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxAlarmConfig, sbx_alarm_config, SBX_TYPE_ITEM_CONFIG)

#define ITEM(self) SBX_ITEM_CONFIG (self)

static void
sbx_alarm_config_class_init (SbxAlarmConfigClass *klass)
{
  const GParamFlags flags = SBX_ITEM_PARAM_FLAGS;
  GParamSpec *const pspecs[] = {
    g_param_spec_enum ("kind", NULL, NULL, SBX_TYPE_ALARM_KIND, SBX_ALARM_MISSED_BEATS,
                       flags | SBX_ITEM_PARAM_WRITTEN),
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags),
    g_param_spec_string ("description", NULL, NULL, "", flags),
    g_param_spec_uint ("count", NULL, NULL, 1, 1000, 3, flags),
    g_param_spec_double ("percent", NULL, NULL, 0, 100, 10, flags),
    g_param_spec_double ("percentile", NULL, NULL, 0, 100, 95, flags),
    g_param_spec_uint ("bound", NULL, NULL, 1, 3600000, 500, flags),
    g_param_spec_uint ("seconds", NULL, NULL, 1, SBX_ALARM_MAX_SECONDS, 60, flags),
    g_param_spec_uint ("minimum", NULL, NULL, 1, 1000000, 10, flags),
    NULL,
  };

  sbx_item_config_class_install (SBX_ITEM_CONFIG_CLASS (klass), pspecs);
}

static void
sbx_alarm_config_init (SbxAlarmConfig *self)
{
}

/**
 * sbx_alarm_config_new:
 * @kind: what it watches
 *
 * Returns: (transfer full): an alarm with what is usual for its kind
 */
SbxAlarmConfig *
sbx_alarm_config_new (SbxAlarmKind kind)
{
  SbxAlarmConfig *self = g_object_new (SBX_TYPE_ALARM_CONFIG, "kind", kind, NULL);

  if (kind == SBX_ALARM_CONNECTION_LOST)
    g_object_set (self, "seconds", 10, NULL);

  return self;
}

/**
 * sbx_alarm_config_get_kind:
 *
 * Returns: what it watches
 */
SbxAlarmKind
sbx_alarm_config_get_kind (SbxAlarmConfig *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), SBX_ALARM_MISSED_BEATS);

  return sbx_item_config_get_enum (ITEM (self), "kind");
}

/**
 * sbx_alarm_config_get_enabled:
 *
 * Returns: whether it watches
 */
gboolean
sbx_alarm_config_get_enabled (SbxAlarmConfig *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), FALSE);

  return sbx_item_config_get_boolean (ITEM (self), "enabled");
}

/**
 * sbx_alarm_config_get_count:
 *
 * Returns: how many missed heartbeats are too many
 */
guint
sbx_alarm_config_get_count (SbxAlarmConfig *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), 1);

  return sbx_item_config_get_uint (ITEM (self), "count");
}

/**
 * sbx_alarm_config_get_percent:
 *
 * Returns: the percentage that its kind goes by: `percentile` of a latency, or else `percent`
 */
double
sbx_alarm_config_get_percent (SbxAlarmConfig *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), 0);

  return sbx_item_config_get_double (ITEM (self), sbx_alarm_config_get_kind (self) == SBX_ALARM_LATENCY
                                                    ? "percentile"
                                                    : "percent");
}

/**
 * sbx_alarm_config_get_bound:
 *
 * Returns: how long an answer may take, in milliseconds
 */
guint
sbx_alarm_config_get_bound (SbxAlarmConfig *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), 1);

  return sbx_item_config_get_uint (ITEM (self), "bound");
}

/**
 * sbx_alarm_config_get_seconds:
 *
 * Returns: how far it looks back, or how long something lasts
 */
guint
sbx_alarm_config_get_seconds (SbxAlarmConfig *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), 1);

  return sbx_item_config_get_uint (ITEM (self), "seconds");
}

/**
 * sbx_alarm_config_get_minimum:
 *
 * Returns: how many requests say something
 */
guint
sbx_alarm_config_get_minimum (SbxAlarmConfig *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), 1);

  return sbx_item_config_get_uint (ITEM (self), "minimum");
}

/**
 * sbx_alarm_kind_to_label:
 *
 * Returns: what an alarm of @kind is called, translated
 */
const char *
sbx_alarm_kind_to_label (SbxAlarmKind kind)
{
  switch (kind)
    {
    case SBX_ALARM_ERROR_RATE:
      return C_ ("alarm", "Many Errors");
    case SBX_ALARM_LATENCY:
      return C_ ("alarm", "Slow Answers");
    case SBX_ALARM_NO_CLIENT:
      return C_ ("alarm", "No Client");
    case SBX_ALARM_CONNECTION_LOST:
      return C_ ("alarm", "Connection Lost");
    case SBX_ALARM_MISSED_BEATS:
    default:
      return C_ ("alarm", "Missed Heartbeats");
    }
}

/**
 * sbx_alarm_config_dup_rule:
 *
 * Returns: (transfer full): in one translated sentence, when it is raised
 */
char *
sbx_alarm_config_dup_rule (SbxAlarmConfig *self)
{
  guint seconds, count;

  g_return_val_if_fail (SBX_IS_ALARM_CONFIG (self), NULL);

  seconds = sbx_alarm_config_get_seconds (self);
  count = sbx_alarm_config_get_count (self);
  switch (sbx_alarm_config_get_kind (self))
    {
    case SBX_ALARM_ERROR_RATE:
      return g_strdup_printf (_ ("More than %.4g %% of the requests of %u s fail"),
                              sbx_alarm_config_get_percent (self), seconds);
    case SBX_ALARM_LATENCY:
      return g_strdup_printf (_ ("%.4g %% of the answers of %u s take longer than %u ms at most"),
                              sbx_alarm_config_get_percent (self), seconds,
                              sbx_alarm_config_get_bound (self));
    case SBX_ALARM_NO_CLIENT:
      return g_strdup_printf (_ ("No client is there for %u s"), seconds);
    case SBX_ALARM_CONNECTION_LOST:
      return g_strdup_printf (_ ("The connection is lost for %u s"), seconds);
    case SBX_ALARM_MISSED_BEATS:
    default:
      return g_strdup_printf (ngettext ("Somebody misses %u heartbeat", "Somebody misses %u heartbeats",
                                        count),
                              count);
    }
}
