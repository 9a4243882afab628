/* sbx-stream-view.c — a stream's items as they come
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "mbm-json.h"
#include "sbx-format.h"
#include "sbx-list-stop.h"
#include "sbx-payload-view.h"
#include "sbx-row-follower.h"
#include "sbx-row-name.h"
#include "sbx-stream-view.h"

struct _SbxStreamView
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkLabel *state_label;
  GtkWidget *stop_button;
  GtkLabel *remark;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  SbxPayloadView *payload;

  SbxStream *stream; /* nullable */
  GSignalGroup *stream_signals;
  GtkSingleSelection *selection;
  SbxRowFollower *follower;
};

G_DEFINE_FINAL_TYPE (SbxStreamView, sbx_stream_view, GTK_TYPE_WIDGET)

/* An item's text on one line is cut at this many bytes; the tree has all of it. */
#define MAX_LINE 500

static GtkWidget *
add_text (GtkWidget *box, int chars, const char *css_class)
{
  GtkWidget *text = gtk_inscription_new ("");

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (text, css_class);
  gtk_box_append (GTK_BOX (box), text);
  return text;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  add_text (box, 5, "dim-label");
  add_text (box, 8, "dim-label");
  gtk_widget_set_hexpand (add_text (box, 10, "monospace"), TRUE);
  gtk_widget_add_css_class (box, "numeric");
  gtk_list_item_set_child (item, box);
}

/* On one line, and not more of it than a line can have; the tree has all. (transfer full) */
static char *
dup_line (GBytes *json)
{
  g_autofree char *compact = mbm_json_compact (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
  const char *end;

  if (strlen (compact) <= MAX_LINE)
    return g_steal_pointer (&compact);

  g_utf8_validate (compact, MAX_LINE, &end);
  return g_strdup_printf ("%.*s…", (int) (end - compact), compact);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  SbxStreamItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *number = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *time = gtk_widget_get_next_sibling (number);
  g_autofree char *count = sbx_format_count (sbx_stream_item_get_number (item));
  g_autofree char *clock = sbx_format_time (sbx_stream_item_get_time (item));
  g_autofree char *line = dup_line (sbx_stream_item_get_json (item));

  sbx_inscribe (GTK_INSCRIPTION (number), count, TRUE);
  sbx_inscribe (GTK_INSCRIPTION (time), clock, FALSE);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_next_sibling (time)), line);
  sbx_row_set_name (number, line);
}

static const char *
get_state_words (SbxStream *stream)
{
  switch (sbx_stream_get_state (stream))
    {
    case SBX_STREAM_ENDED:
      return C_ ("stream", "Complete");
    case SBX_STREAM_FAILED:
      return C_ ("stream", "Failed");
    case SBX_STREAM_CANCELLED:
      return C_ ("stream", "Stopped");
    case SBX_STREAM_OPEN:
    default:
      return C_ ("stream", "Open");
    }
}

static void
update_remark (SbxStreamView *self)
{
  guint64 n = sbx_stream_get_n_items (self->stream);
  guint kept = g_list_model_get_n_items (sbx_stream_get_items (self->stream));
  const char *error = sbx_stream_get_error (self->stream);
  g_autofree char *text = NULL;

  if (sbx_stream_get_state (self->stream) == SBX_STREAM_FAILED && error != NULL)
    text = g_strdup (error);
  else if (kept < n)
    text =
      g_strdup_printf (ngettext ("Only the newest item is here; the traffic has all of them.",
                                 "Only the newest %u items are here; the traffic has all of them.", kept),
                       kept);
  gtk_label_set_label (self->remark, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remark), text != NULL);
}

static void
update (SbxStreamView *self)
{
  guint64 n;
  gint64 duration;
  g_autofree char *count = NULL;
  g_autofree char *size = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *text = NULL;

  if (self->stream == NULL)
    return;

  n = sbx_stream_get_n_items (self->stream);
  duration = sbx_stream_get_duration (self->stream);
  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " item", "%" PRIu64 " items", n), n);
  size = sbx_format_bytes (sbx_stream_get_size (self->stream));
  rate = n > 1 && duration > 0 ? sbx_format_rate ((n - 1) * (double) G_USEC_PER_SEC / duration) : NULL;
  text = g_strjoin (" · ", get_state_words (self->stream), count, size, rate, NULL);
  gtk_label_set_label (self->state_label, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stream.stop",
                                 sbx_stream_get_state (self->stream) == SBX_STREAM_OPEN);
  gtk_widget_set_visible (self->stop_button, sbx_stream_get_state (self->stream) == SBX_STREAM_OPEN);
  update_remark (self);
}

static void
on_selected (SbxStreamView *self)
{
  SbxStreamItem *item = gtk_single_selection_get_selected_item (self->selection);

  sbx_payload_view_set_json (self->payload, item != NULL ? sbx_stream_item_get_json (item) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->payload), item != NULL);
}

static void
stop (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxStreamView *self = SBX_STREAM_VIEW (widget);

  if (self->stream != NULL)
    sbx_stream_cancel (self->stream);
}

static void
sbx_stream_view_dispose (GObject *object)
{
  SbxStreamView *self = SBX_STREAM_VIEW (object);

  g_clear_object (&self->follower);
  g_clear_object (&self->stream_signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->stream);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_STREAM_VIEW);

  G_OBJECT_CLASS (sbx_stream_view_parent_class)->dispose (object);
}

static void
sbx_stream_view_class_init (SbxStreamViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_stream_view_dispose;

  g_type_ensure (SBX_TYPE_LIST_STOP);
  g_type_ensure (SBX_TYPE_PAYLOAD_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-stream-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxStreamView, content);
  gtk_widget_class_bind_template_child (widget_class, SbxStreamView, state_label);
  gtk_widget_class_bind_template_child (widget_class, SbxStreamView, stop_button);
  gtk_widget_class_bind_template_child (widget_class, SbxStreamView, remark);
  gtk_widget_class_bind_template_child (widget_class, SbxStreamView, scroller);
  gtk_widget_class_bind_template_child (widget_class, SbxStreamView, list);
  gtk_widget_class_bind_template_child (widget_class, SbxStreamView, payload);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_install_action (widget_class, "stream.stop", NULL, stop);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_stream_view_init (SbxStreamView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection = g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE, NULL);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  self->follower = sbx_row_follower_new (self->scroller, G_LIST_MODEL (self->selection));
  self->stream_signals = g_signal_group_new (SBX_TYPE_STREAM);
  g_signal_group_connect_swapped (self->stream_signals, "notify", G_CALLBACK (update), self);
  on_selected (self);
}

/**
 * sbx_stream_view_set_stream:
 * @stream: (nullable): what to show
 */
void
sbx_stream_view_set_stream (SbxStreamView *self, SbxStream *stream)
{
  g_return_if_fail (SBX_IS_STREAM_VIEW (self));

  if (!g_set_object (&self->stream, stream))
    return;

  g_signal_group_set_target (self->stream_signals, stream);
  gtk_single_selection_set_model (self->selection, stream != NULL ? sbx_stream_get_items (stream) : NULL);
  sbx_row_follower_set_following (self->follower, TRUE);
  update (self);
}
