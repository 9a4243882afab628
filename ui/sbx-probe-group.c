/* sbx-probe-group.c — the way to a probe
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-group.h"

struct _SbxProbeGroup
{
  AdwPreferencesGroup parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxProbeGroup, sbx_probe_group, ADW_TYPE_PREFERENCES_GROUP)

static void
sbx_probe_group_class_init (SbxProbeGroupClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/signalbox/Signalbox/sbx-probe-group.ui");
}

static void
sbx_probe_group_init (SbxProbeGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_probe_group_new (void)
{
  return g_object_new (SBX_TYPE_PROBE_GROUP, NULL);
}
