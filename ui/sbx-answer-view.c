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
#include "sbx-raw-view.h"
#include "sbx-stream-view.h"
#include "sbx-violation-list.h"

struct _SbxAnswerView
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkLabel *waiting_label;
  GtkLabel *elapsed_label;
  GtkImage *icon;
  GtkLabel *status;
  GtkLabel *note;
  GtkWidget *traffic_button;
  SbxCopyButton *copy;
  SbxViolationList *violations;
  GtkWidget *switcher;
  GtkStack *views;
  SbxPayloadView *payload;
  SbxRawView *raw;
  GtkStackPage *stream_page;
  SbxStreamView *stream_view;

  SbxStream *stream; /* nullable */
  gint64 sequence;   /* of the request's row; 0: not known */
  gint64 waiting_since;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (SbxAnswerView, sbx_answer_view, GTK_TYPE_WIDGET)

enum
{
  SHOW_IN_TRAFFIC,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* How often the time that an answer takes is shown anew, in milliseconds. */
#define TICK 100

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
set_content (SbxAnswerView *self, GBytes *json, GBytes *whole)
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
  gtk_widget_set_visible (self->switcher, whole != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->views), whole != NULL);
  sbx_payload_view_set_json (self->payload, json);
  sbx_raw_view_set_bytes (self->raw, whole);
}

/* A string that names no stream has no items; it is shown as one when the first comes. */
static void
update_stream (SbxAnswerView *self)
{
  gboolean shown = self->stream != NULL &&
                   (sbx_stream_get_certain (self->stream) || sbx_stream_get_n_items (self->stream) > 0);

  if (gtk_stack_page_get_visible (self->stream_page) == shown)
    return;

  gtk_stack_page_set_visible (self->stream_page, shown);
  if (shown)
    gtk_stack_set_visible_child_name (self->views, "stream");
  else if (g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "stream") == 0)
    gtk_stack_set_visible_child_name (self->views, "tree");
}

/* Who shows another answer wants no more of the stream that the last one began. */
static void
set_stream (SbxAnswerView *self, SbxStream *stream)
{
  if (self->stream != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->stream, update_stream, self);
      sbx_stream_cancel (self->stream);
    }
  g_set_object (&self->stream, stream);
  if (stream != NULL)
    g_signal_connect_object (stream, "notify::n-items", G_CALLBACK (update_stream), self, G_CONNECT_SWAPPED);
  sbx_stream_view_set_stream (self->stream_view, stream);
  update_stream (self);
}

static void
set_sequence (SbxAnswerView *self, gint64 sequence)
{
  self->sequence = sequence;
  gtk_widget_set_visible (self->traffic_button, sequence > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "answer.show-in-traffic", sequence > 0);
}

static void
show_page (SbxAnswerView *self, const char *page)
{
  gboolean waiting = g_str_equal (page, "waiting");

  gtk_spinner_set_spinning (self->spinner, waiting);
  if (!waiting)
    g_clear_handle_id (&self->tick_id, g_source_remove);
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* Says nothing of the answer before. */
static void
forget (SbxAnswerView *self)
{
  set_stream (self, NULL);
  set_sequence (self, 0);
  set_content (self, NULL, NULL);
  sbx_violation_list_clear (self->violations);
}

static void
on_violation_activated (SbxAnswerView *self, const char *pointer)
{
  gtk_stack_set_visible_child_name (self->views, "tree");
  sbx_payload_view_select (self->payload, pointer);
}

static void
show_in_traffic (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAnswerView *self = SBX_ANSWER_VIEW (widget);

  g_signal_emit (self, signals[SHOW_IN_TRAFFIC], 0, self->sequence);
}

static void
sbx_answer_view_dispose (GObject *object)
{
  SbxAnswerView *self = SBX_ANSWER_VIEW (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->stream != NULL)
    set_stream (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_ANSWER_VIEW);

  G_OBJECT_CLASS (sbx_answer_view_parent_class)->dispose (object);
}

static void
sbx_answer_view_class_init (SbxAnswerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_answer_view_dispose;

  signals[SHOW_IN_TRAFFIC] = g_signal_new ("show-in-traffic", SBX_TYPE_ANSWER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  g_type_ensure (SBX_TYPE_PAYLOAD_VIEW);
  g_type_ensure (SBX_TYPE_RAW_VIEW);
  g_type_ensure (SBX_TYPE_STREAM_VIEW);
  g_type_ensure (SBX_TYPE_VIOLATION_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-answer-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, spinner);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, elapsed_label);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, icon);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, status);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, note);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, traffic_button);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, copy);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, violations);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, switcher);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, views);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, payload);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, raw);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, stream_page);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerView, stream_view);
  gtk_widget_class_bind_template_callback (widget_class, on_violation_activated);
  gtk_widget_class_install_action (widget_class, "answer.show-in-traffic", NULL, show_in_traffic);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_answer_view_init (SbxAnswerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_sequence (self, 0);
}

static gboolean
on_tick (gpointer user_data)
{
  SbxAnswerView *self = user_data;
  gint64 elapsed = g_get_monotonic_time () - self->waiting_since;
  /* Tenths of a second are as exact as anybody reads. */
  g_autofree char *text = sbx_format_latency (elapsed - elapsed % (TICK * 1000));

  gtk_label_set_label (self->elapsed_label, text);
  return G_SOURCE_CONTINUE;
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

  forget (self);
  /* Translators: %s is the name of a request */
  text = g_strdup_printf (_ ("Waiting for the answer to “%s”"), name);
  gtk_label_set_label (self->waiting_label, text);
  gtk_label_set_label (self->elapsed_label, "");
  self->waiting_since = g_get_monotonic_time ();
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK, on_tick, self);
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

static GBytes *
value_to_bytes (GBytes *whole, MbmJsonValue value)
{
  if (value.text == NULL)
    return NULL;
  return g_bytes_new_from_bytes (whole, value.text - (const char *) g_bytes_get_data (whole, NULL),
                                 value.length);
}

/**
 * sbx_answer_view_show_answer:
 * @answer: what came; a stream of it is cancelled when something else is shown
 * @schema: (nullable): what the answer's data has to look like
 * @learnt: whether @schema was learnt from traffic, so that to be otherwise is no fault
 */
void
sbx_answer_view_show_answer (SbxAnswerView *self, const SbxAnswer *answer, MbmSchema *schema, gboolean learnt)
{
  MbmMessage *message = answer->message;
  gboolean success;
  GBytes *whole;
  g_autofree char *status = NULL;
  g_autofree char *time = NULL;
  g_autofree char *size = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GBytes) json = NULL;

  g_return_if_fail (SBX_IS_ANSWER_VIEW (self));

  success = mbm_message_is_success (message);
  whole = mbm_message_get_bytes (message);
  status = success ? g_strdup (_ ("Success")) : describe_error (message);
  time = sbx_format_latency (answer->latency);
  size = sbx_format_bytes (g_bytes_get_size (whole));
  note = g_strdup_printf ("%s · %s", time, size);
  json = value_to_bytes (whole, success ? mbm_message_get_payload_value (message)
                                        : mbm_message_get_error_value (message));

  set_head (self, success, status, note);
  set_content (self, json, whole);
  set_sequence (self, answer->sequence);
  set_stream (self, answer->stream);
  sbx_violation_list_validate (self->violations, success ? schema : NULL, json, learnt);
  show_page (self, "answer");
}

/**
 * sbx_answer_view_show_sent:
 * @text: what was sent, and to whom: an event has no answer
 * @note: (nullable): a remark about it
 */
void
sbx_answer_view_show_sent (SbxAnswerView *self, const char *text, const char *note)
{
  g_return_if_fail (SBX_IS_ANSWER_VIEW (self));

  forget (self);
  set_head (self, TRUE, text, note != NULL ? note : "");
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

  forget (self);
  set_head (self, FALSE, title, text);
  show_page (self, "answer");
}
