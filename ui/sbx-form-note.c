/* sbx-form-note.c — a form's control for a value that the form does not show
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-note.h"

/**
 * SbxFormNote:
 *
 * `null`, about which there is nothing to say, or a value that is too long for a form.
 */
struct _SbxFormNote
{
  SbxFormControl parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (SbxFormNote, sbx_form_note, SBX_TYPE_FORM_CONTROL)

static void
sbx_form_note_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormNote *self = SBX_FORM_NOTE (control);
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  if (value == NULL || mbm_json_value_get_type (*value) == MBM_JSON_NULL)
    {
      gtk_label_set_label (GTK_LABEL (self->label), value != NULL ? "null" : "");
      return;
    }
  size = g_format_size (value->length);
  /* Translators: %s is a size, such as 2.1 MB */
  text = g_strdup_printf (_ ("%s, too long for the form: see JSON"), size);
  gtk_label_set_label (GTK_LABEL (self->label), text);
}

static void
sbx_form_note_class_init (SbxFormNoteClass *klass)
{
  SBX_FORM_CONTROL_CLASS (klass)->load = sbx_form_note_load;
}

static void
sbx_form_note_init (SbxFormNote *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->label, "dim-label");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}
