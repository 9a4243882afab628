/* sbx-capture-view.c — a capture: what file it is, and what is in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture-view.h"

#include "sbx-banner.h"
#include "sbx-traffic-page.h"

struct _SbxCaptureView
{
  GtkWidget parent_instance;

  GtkLabel *path;

  SbxConsole *console;
  SbxCapture *capture;
};

enum
{
  PROP_0,
  PROP_CAPTURE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxCaptureView, sbx_capture_view, GTK_TYPE_WIDGET)

static void
close_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxCaptureView *self = SBX_CAPTURE_VIEW (widget);

  sbx_console_close_capture (self->console, self->capture);
}

static void
sbx_capture_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxCaptureView *self = SBX_CAPTURE_VIEW (object);

  switch (prop_id)
    {
    case PROP_CAPTURE:
      g_value_set_object (value, self->capture);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_capture_view_dispose (GObject *object)
{
  SbxCaptureView *self = SBX_CAPTURE_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->capture);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_capture_view_parent_class)->dispose (object);
}

static void
sbx_capture_view_class_init (SbxCaptureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_capture_view_get_property;
  object_class->dispose = sbx_capture_view_dispose;

  properties[PROP_CAPTURE] =
    g_param_spec_object ("capture", NULL, NULL, SBX_TYPE_CAPTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "capture.close", NULL, close_action);

  g_type_ensure (SBX_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-capture-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxCaptureView, path);
}

static void
sbx_capture_view_init (SbxCaptureView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_capture_view_new (SbxConsole *console, SbxCapture *capture)
{
  SbxCaptureView *self;
  GtkWidget *traffic;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_CAPTURE (capture), NULL);

  self = g_object_new (SBX_TYPE_CAPTURE_VIEW, NULL);
  self->console = g_object_ref (console);
  self->capture = g_object_ref (capture);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTURE]);
  gtk_label_set_label (self->path, sbx_capture_get_path (capture));

  traffic = sbx_traffic_page_new_for_capture (console, capture);
  gtk_widget_set_vexpand (traffic, TRUE);
  gtk_widget_insert_before (traffic, GTK_WIDGET (self), NULL);
  sbx_capture_load (capture);

  return GTK_WIDGET (self);
}

SbxCapture *
sbx_capture_view_get_capture (SbxCaptureView *self)
{
  g_return_val_if_fail (SBX_IS_CAPTURE_VIEW (self), NULL);

  return self->capture;
}
