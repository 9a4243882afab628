/* sbx-message-detail.c — one record of traffic, whole
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "mbm-message.h"
#include "sbx-format.h"
#include "sbx-message-detail.h"
#include "sbx-payload-view.h"
#include "sbx-raw-view.h"
#include "sbx-value-row.h"

/**
 * SbxMessageDetail:
 *
 * A record of traffic: payload and context as trees, the bytes as they were on the wire, and what else is
 * known. Follows its row: the latency of a request appears when its answer comes.
 */
struct _SbxMessageDetail
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *origin_button;
  GtkStack *parts;
  SbxPayloadView *payload;
  SbxRawView *raw;
  SbxPayloadView *context;
  GtkListBox *facts;

  SbxTraceRow *row; /* nullable */
  GBytes *bytes;    /* nullable: a row such as a closed connection has none */
  GSignalGroup *row_signals;
};

G_DEFINE_FINAL_TYPE (SbxMessageDetail, sbx_message_detail, GTK_TYPE_WIDGET)

static void
add_fact (SbxMessageDetail *self, const char *title, const char *value)
{
  if (value != NULL && *value != '\0')
    gtk_list_box_append (self->facts,
                         g_object_new (SBX_TYPE_VALUE_ROW, "title", title, "value", value, NULL));
}

static char *
format_time (gint64 real_time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *day = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");

  return g_strdup_printf ("%s.%06d", day, (int) (real_time % G_USEC_PER_SEC));
}

static void
add_flags (SbxMessageDetail *self, SbxTraceFlags flags)
{
  if (flags & SBX_TRACE_FLAG_UNSOLICITED)
    add_fact (self, _ ("Unasked"), _ ("It answers no request that was under way"));
  if (flags & SBX_TRACE_FLAG_NOT_FOR_US)
    add_fact (self, _ ("Not Delivered"), _ ("Its target is another client"));
  if (flags & SBX_TRACE_FLAG_MASKED)
    add_fact (self, _ ("Masked"), _ ("Passwords and tokens were replaced before it was recorded"));
  if (flags & SBX_TRACE_FLAG_TRUNCATED)
    add_fact (self, _ ("Cut Off"), _ ("Not all of it was read, so not all of it is here"));
}

static void
show_facts (SbxMessageDetail *self)
{
  const SbxTraceRecord *record = sbx_trace_row_get_record (self->row);
  g_autofree char *time = format_time (record->real_time);
  g_autofree char *latency = record->latency >= 0 ? sbx_format_latency (record->latency) : NULL;
  g_autofree char *size = record->size > 0 ? sbx_format_bytes (record->size) : NULL;
  g_autofree char *code = record->close_code > 0 ? g_strdup_printf ("%u", record->close_code) : NULL;
  g_autofree char *partner =
    record->partner > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, record->partner) : NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, record->seq);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_list_box_remove (self->facts, child);

  add_fact (self, _ ("Time"), time);
  add_fact (self, _ ("Kind"), sbx_trace_kind_to_label (record->kind));
  if (record->direction != SBX_TRACE_DIRECTION_NONE)
    add_fact (self, _ ("Direction"), sbx_trace_direction_to_label (record->direction));
  if (record->status != SBX_TRACE_STATUS_NONE)
    add_fact (self, _ ("Status"), sbx_trace_status_to_label (record->status));
  add_fact (self, _ ("Error"), record->error_code);
  add_fact (self, _ ("Note"), record->note);
  add_fact (self, C_ ("fact about a message", "Handled By"), record->handler);
  add_fact (self, _ ("Latency"), latency);
  add_fact (self, _ ("Size"), size);
  add_fact (self, _ ("Peer"), record->peer);
  add_fact (self, _ ("Peer Address"), record->address);
  add_fact (self, _ ("Recorded By"), record->endpoint_name);
  add_fact (self, _ ("Connection ID"), record->connection);
  add_fact (self, _ ("Request ID"), record->request_id);
  add_fact (self, _ ("Close Code"), code);
  add_fact (self, _ ("Number"), number);
  add_fact (self, _ ("Number of Its Partner"), partner);
  add_fact (self, _ ("Handshake Headers"), record->headers);
  add_flags (self, record->flags);
}

static void
show_title (SbxMessageDetail *self)
{
  const SbxTraceRecord *record = sbx_trace_row_get_record (self->row);
  const char *kind = sbx_trace_kind_to_label (record->kind);
  g_autoptr (GString) subtitle = g_string_new (NULL);
  g_autofree char *time = sbx_format_time (record->real_time);

  gtk_label_set_label (self->title, record->name != NULL ? record->name : kind);
  g_string_append (subtitle, time);
  if (record->name != NULL)
    g_string_append_printf (subtitle, " · %s", kind);
  if (record->peer != NULL)
    g_string_append_printf (subtitle, " · %s", record->peer);
  if (record->latency >= 0)
    {
      g_autofree char *latency = sbx_format_latency (record->latency);

      g_string_append_printf (subtitle, " · %s", latency);
    }
  gtk_label_set_label (self->subtitle, subtitle->str);
}

/* The way to what gave the answer, or emitted the event. */
static void
show_origin (SbxMessageDetail *self)
{
  const SbxTraceRecord *record = sbx_trace_row_get_record (self->row);

  gtk_widget_set_visible (self->origin_button, record->handler != NULL && record->endpoint != NULL &&
                                                 (g_str_has_prefix (record->handler, "handler: ") ||
                                                  g_str_has_prefix (record->handler, "timer: ")));
}

static void
on_row_notify (SbxMessageDetail *self)
{
  show_title (self);
  show_facts (self);
  show_origin (self);
}

static GBytes *
value_to_bytes (GBytes *whole, MbmJsonValue value)
{
  if (value.text == NULL)
    return NULL;
  return g_bytes_new_from_bytes (whole, value.text - (const char *) g_bytes_get_data (whole, NULL),
                                 value.length);
}

/* What a message carries: an error answer's error, else payload or data. */
static MbmJsonValue
find_content (MbmMessage *message)
{
  if (!mbm_message_is_success (message))
    return mbm_message_get_error_value (message);
  return mbm_message_get_payload_value (message);
}

static void
show_trees (SbxMessageDetail *self)
{
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) context = NULL;

  if (self->bytes != NULL)
    message = mbm_message_new_for_any_dialect (self->bytes, NULL);

  if (message != NULL)
    {
      GBytes *whole = mbm_message_get_bytes (message);

      content = value_to_bytes (whole, find_content (message));
      context = value_to_bytes (whole, mbm_message_get_context_value (message));
    }
  else if (self->bytes != NULL)
    {
      /* No frame of the protocol; if it is JSON at least, it is shown as that, else the view says what is
       * wrong. */
      content = g_bytes_ref (self->bytes);
    }

  sbx_payload_view_set_json (self->payload, content);
  sbx_payload_view_set_json (self->context, context);
}

static void
copy_wire (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autofree char *text = sbx_raw_view_dup_text (SBX_MESSAGE_DETAIL (widget)->raw);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
open_origin (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxMessageDetail *self = SBX_MESSAGE_DETAIL (widget);
  const SbxTraceRecord *record = self->row != NULL ? sbx_trace_row_get_record (self->row) : NULL;

  if (record != NULL && record->handler != NULL && record->endpoint != NULL)
    gtk_widget_activate_action (widget, "win.show-origin", "(ss)", record->endpoint, record->handler);
}

static void
sbx_message_detail_dispose (GObject *object)
{
  SbxMessageDetail *self = SBX_MESSAGE_DETAIL (object);

  g_clear_object (&self->row_signals);
  g_clear_object (&self->row);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_MESSAGE_DETAIL);

  G_OBJECT_CLASS (sbx_message_detail_parent_class)->dispose (object);
}

static void
sbx_message_detail_class_init (SbxMessageDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_message_detail_dispose;

  g_type_ensure (SBX_TYPE_PAYLOAD_VIEW);
  g_type_ensure (SBX_TYPE_RAW_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-message-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, title);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, origin_button);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, parts);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, payload);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, raw);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, context);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageDetail, facts);
  gtk_widget_class_install_action (widget_class, "detail.copy", NULL, copy_wire);
  gtk_widget_class_install_action (widget_class, "detail.open-origin", NULL, open_origin);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_message_detail_init (SbxMessageDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->row_signals = g_signal_group_new (SBX_TYPE_TRACE_ROW);
  g_signal_group_connect_swapped (self->row_signals, "notify", G_CALLBACK (on_row_notify), self);
}

/**
 * sbx_message_detail_show:
 * @store: where the bytes of @row are
 * @row: (nullable): what to show; nothing changes if it is shown already
 */
void
sbx_message_detail_show (SbxMessageDetail *self, SbxStore *store, SbxTraceRow *row)
{
  g_return_if_fail (SBX_IS_MESSAGE_DETAIL (self));

  if (!g_set_object (&self->row, row))
    return;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_signal_group_set_target (self->row_signals, row);
  if (row == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      sbx_raw_view_set_bytes (self->raw, NULL);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.copy", FALSE);
      return;
    }

  self->bytes = sbx_store_load_bytes (store, sbx_trace_row_get_seq (row));
  on_row_notify (self);
  show_trees (self);
  sbx_raw_view_set_bytes (self->raw, self->bytes);
  if (self->bytes == NULL)
    gtk_stack_set_visible_child_name (self->parts, "facts");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.copy", self->bytes != NULL);
  gtk_stack_set_visible_child_name (self->stack, "message");
}
