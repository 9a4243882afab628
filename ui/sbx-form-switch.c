/* sbx-form-switch.c — a form's control for yes or no
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-switch.h"

/**
 * SbxFormSwitch:
 *
 * `true` or `false`; while the place is left out there is nothing to switch.
 */
struct _SbxFormSwitch
{
  SbxFormControl parent_instance;

  GtkWidget *toggle;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (SbxFormSwitch, sbx_form_switch, SBX_TYPE_FORM_CONTROL)

static void
on_active_changed (SbxFormSwitch *self)
{
  if (!self->loading)
    sbx_form_control_set_value (SBX_FORM_CONTROL (self),
                                gtk_switch_get_active (GTK_SWITCH (self->toggle)) ? "true" : "false");
}

static void
sbx_form_switch_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormSwitch *self = SBX_FORM_SWITCH (control);

  self->loading = TRUE;
  gtk_switch_set_active (GTK_SWITCH (self->toggle),
                         value != NULL && mbm_json_value_get_type (*value) == MBM_JSON_TRUE);
  gtk_widget_set_visible (self->toggle, value != NULL);
  self->loading = FALSE;
}

static GtkWidget *
sbx_form_switch_get_input (SbxFormControl *control)
{
  return SBX_FORM_SWITCH (control)->toggle;
}

static void
sbx_form_switch_class_init (SbxFormSwitchClass *klass)
{
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  control_class->load = sbx_form_switch_load;
  control_class->get_input = sbx_form_switch_get_input;
}

static void
sbx_form_switch_init (SbxFormSwitch *self)
{
  self->toggle = gtk_switch_new ();
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (on_active_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->toggle, GTK_WIDGET (self));
}
