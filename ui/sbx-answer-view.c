/* sbx-answer-view.c — the answer to a request that was sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-answer-view.h"
#include "sbx-copy-button.h"
#include "sbx-format.h"
#include "sbx-payload-view.h"

/**
 * SbxAnswerView:
 *
 * How a request went: whether it was answered well, with what, how fast and how large.
 */
struct _SbxAnswerView
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkLabel *waiting_label;
  GtkImage *icon;
  GtkLabel *status;
  GtkLabel *note;
  SbxCopyButton *copy;
  SbxPayloadView *payload;
};

G_DEFINE_FINAL_TYPE (SbxAnswerView, sbx_answer_view, GTK_TYPE_WIDGET)

static void
set_head (SbxAnswerView *self, gboolean success, const char *status, const char *note)
{
  const char *classes[] = { success ? "success" : "error", NULL };

  gtk_image_set_from_icon_name (self->icon, success ? "emblem-ok-symbolic" : "dialog-error-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_label (self->status, status);
  gtk_label_set_label (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *note != '\0');
}

static void
set_content (SbxAnswerView *self, GBytes *json)
{
  g_autofree char *text = NULL;
  gsize length;

  if (json != NULL)
    {
      const char *data = g_bytes_get_data (json, &length);

      text = mbm_json_pretty (data, length);
    }
  g_object_set (self->copy, "text", text, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->copy), json != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->payload), json != NULL);
  sbx_payload_view_set_json (self->payload, json);
}

static void
show_page (SbxAnswerView *self, const char *page)
{
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "waiting"));
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
sbx_answer_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SBX_TYPE_ANSWER_VIEW);

  G_OBJECT_CLASS (sbx_answer_view_parent_class)->dispose (object);
}

static void
sbx_answer_view_class_init (SbxAnswerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_answer_view_dispose;

  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  g_type_ensure (SBX_TYPE_PAYLOAD_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-answer-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, spinner);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, icon);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, status);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, note);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, copy);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, payload);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_answer_view_init (SbxAnswerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sbx_answer_view_show_waiting:
 * @name: what was sent
 */
void
sbx_answer_view_show_waiting (SbxAnswerView *self, const char *name)
{
  g_autofree char *text = NULL;

  g_return_if_fail (SBX_IS_ANSWER_VIEW (self));

  /* Translators: %s is the name of a request */
  text = g_strdup_printf (_ ("Waiting for the answer to %s"), name);
  gtk_label_set_label (self->waiting_label, text);
  show_page (self, "waiting");
}

static char *
describe_error (MbmMessage *message)
{
  const char *code = mbm_message_get_error_code (message);
  const char *words = mbm_message_get_error_message (message);
  const char *useful = mbm_message_get_useful_error (message);

  /* Handlers in the field often say UNKNOWN_ERROR and put the code into the message: the useful word comes
   * first, and both are shown. */
  if (useful == NULL)
    return g_strdup (_ ("Error"));
  if (g_strcmp0 (useful, code) == 0)
    return words != NULL ? g_strdup_printf ("%s: %s", code, words) : g_strdup (code);
  return code != NULL ? g_strdup_printf ("%s (%s)", useful, code) : g_strdup (useful);
}

/**
 * sbx_answer_view_show_answer:
 * @message: a response
 * @latency: microseconds from sending to the answer
 */
void
sbx_answer_view_show_answer (SbxAnswerView *self, MbmMessage *message, gint64 latency)
{
  gboolean success;
  GBytes *whole;
  MbmJsonValue content;
  g_autofree char *status = NULL;
  g_autofree char *time = NULL;
  g_autofree char *size = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GBytes) json = NULL;

  g_return_if_fail (SBX_IS_ANSWER_VIEW (self));

  success = mbm_message_is_success (message);
  whole = mbm_message_get_bytes (message);
  content = success ? mbm_message_get_payload_value (message) : mbm_message_get_error_value (message);
  status = success ? g_strdup (_ ("Success")) : describe_error (message);
  time = sbx_format_latency (latency);
  size = sbx_format_bytes (g_bytes_get_size (whole));
  note = g_strdup_printf ("%s · %s", time, size);

  if (content.text != NULL)
    json = g_bytes_new_from_bytes (whole, content.text - (const char *) g_bytes_get_data (whole, NULL),
                                   content.length);
  set_head (self, success, status, note);
  set_content (self, json);
  show_page (self, "answer");
}

/**
 * sbx_answer_view_show_sent:
 * @text: what was sent, and to whom: an event has no answer
 */
void
sbx_answer_view_show_sent (SbxAnswerView *self, const char *text)
{
  g_return_if_fail (SBX_IS_ANSWER_VIEW (self));

  set_head (self, TRUE, text, "");
  set_content (self, NULL);
  show_page (self, "answer");
}

/**
 * sbx_answer_view_show_error:
 * @title: what went wrong, in two or three words
 * @text: why no answer came, and what to do
 */
void
sbx_answer_view_show_error (SbxAnswerView *self, const char *title, const char *text)
{
  g_return_if_fail (SBX_IS_ANSWER_VIEW (self));

  set_head (self, FALSE, title, text);
  set_content (self, NULL);
  show_page (self, "answer");
}
