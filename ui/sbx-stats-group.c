/* sbx-stats-group.c — a group that shows some of an endpoint's statistics
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stats-group.h"

typedef struct
{
  SbxEndpoint *endpoint;
} SbxStatsGroupPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxStatsGroup, sbx_stats_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_ENDPOINT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sbx_stats_group_update (SbxStatsGroup *self)
{
  SbxStatsGroupPrivate *priv = sbx_stats_group_get_instance_private (self);
  g_autoptr (SbxStats) stats = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  g_object_get (priv->endpoint, "stats", &stats, NULL);
  if (stats != NULL)
    SBX_STATS_GROUP_GET_CLASS (self)->show (self, stats);
}

static void
sbx_stats_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sbx_stats_group_parent_class)->map (widget);

  sbx_stats_group_update (SBX_STATS_GROUP (widget));
}

static void
sbx_stats_group_constructed (GObject *object)
{
  SbxStatsGroupPrivate *priv = sbx_stats_group_get_instance_private (SBX_STATS_GROUP (object));

  G_OBJECT_CLASS (sbx_stats_group_parent_class)->constructed (object);

  g_signal_connect_object (priv->endpoint, "notify::stats", G_CALLBACK (sbx_stats_group_update), object,
                           G_CONNECT_SWAPPED);
}

static void
sbx_stats_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxStatsGroupPrivate *priv = sbx_stats_group_get_instance_private (SBX_STATS_GROUP (object));

  switch (id)
    {
    case PROP_ENDPOINT:
      g_value_set_object (value, priv->endpoint);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_stats_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxStatsGroupPrivate *priv = sbx_stats_group_get_instance_private (SBX_STATS_GROUP (object));

  switch (id)
    {
    case PROP_ENDPOINT:
      priv->endpoint = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_stats_group_dispose (GObject *object)
{
  SbxStatsGroupPrivate *priv = sbx_stats_group_get_instance_private (SBX_STATS_GROUP (object));

  g_clear_object (&priv->endpoint);

  G_OBJECT_CLASS (sbx_stats_group_parent_class)->dispose (object);
}

static void
sbx_stats_group_class_init (SbxStatsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sbx_stats_group_constructed;
  object_class->get_property = sbx_stats_group_get_property;
  object_class->set_property = sbx_stats_group_set_property;
  object_class->dispose = sbx_stats_group_dispose;
  GTK_WIDGET_CLASS (klass)->map = sbx_stats_group_map;

  props[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_stats_group_init (SbxStatsGroup *self)
{
}
