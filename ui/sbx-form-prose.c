/* sbx-form-prose.c — a form's control for a text of many lines
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-prose.h"

/**
 * SbxFormProse:
 *
 * A string that has lines, or is long.
 */
struct _SbxFormProse
{
  SbxFormControl parent_instance;

  GtkWidget *scroller;
  GtkTextView *view;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (SbxFormProse, sbx_form_prose, SBX_TYPE_FORM_CONTROL)

static char *
dup_text (SbxFormProse *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
on_changed (SbxFormProse *self)
{
  g_autofree char *text = dup_text (self);

  if (!self->loading)
    sbx_form_control_set_string (SBX_FORM_CONTROL (self), text);
}

static void
sbx_form_prose_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormProse *self = SBX_FORM_PROSE (control);
  g_autofree char *old = dup_text (self);
  g_autofree char *text = value != NULL ? mbm_json_value_dup_string (*value) : NULL;

  if (g_strcmp0 (old, text != NULL ? text : "") == 0)
    return;
  self->loading = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text != NULL ? text : "", -1);
  self->loading = FALSE;
}

static GtkWidget *
sbx_form_prose_get_input (SbxFormControl *control)
{
  return GTK_WIDGET (SBX_FORM_PROSE (control)->view);
}

static void
sbx_form_prose_class_init (SbxFormProseClass *klass)
{
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  control_class->load = sbx_form_prose_load;
  control_class->get_input = sbx_form_prose_get_input;
}

static void
sbx_form_prose_init (SbxFormProse *self)
{
  self->scroller = gtk_scrolled_window_new ();
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());

  /* Tab goes on to the next field. */
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_top_margin (self->view, 8);
  gtk_text_view_set_bottom_margin (self->view, 8);
  gtk_text_view_set_left_margin (self->view, 8);
  gtk_text_view_set_right_margin (self->view, 8);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), 84);
  gtk_widget_set_overflow (self->scroller, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->scroller, "sbx-editor");
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}
