/* sbx-raw-view.c — bytes as they were on the wire
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-hex.h"
#include "sbx-raw-view.h"

/**
 * SbxRawView:
 *
 * Shows bytes: as text if they are, else as a dump. Of very many it shows the beginning, and says so.
 */
struct _SbxRawView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *remark;
  GtkTextView *text;

  GBytes *bytes; /* nullable */
};

G_DEFINE_FINAL_TYPE (SbxRawView, sbx_raw_view, GTK_TYPE_WIDGET)

/* A text view takes seconds to lay out more; the rest can be copied, and the remark says so. */
#define MAX_BYTES (128 * 1024)
/* About as many characters a byte takes in a dump. */
#define HEX_WIDTH 5

static void
sbx_raw_view_dispose (GObject *object)
{
  SbxRawView *self = SBX_RAW_VIEW (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_RAW_VIEW);

  G_OBJECT_CLASS (sbx_raw_view_parent_class)->dispose (object);
}

static void
sbx_raw_view_class_init (SbxRawViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_raw_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-raw-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxRawView, box);
  gtk_widget_class_bind_template_child (widget_class, SbxRawView, remark);
  gtk_widget_class_bind_template_child (widget_class, SbxRawView, text);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_raw_view_init (SbxRawView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_remark (SbxRawView *self, gsize shown, gsize length)
{
  g_autofree char *part = sbx_format_bytes (shown);
  g_autofree char *whole = sbx_format_bytes (length);
  /* Translators: two sizes, such as "128 kB" and "16 MB" */
  g_autofree char *remark =
    g_strdup_printf (_ ("Raw shows the first %s of %s. Copying gives all of it."), part, whole);

  gtk_label_set_label (self->remark, shown < length ? remark : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remark), shown < length);
}

static const char *
get_data (SbxRawView *self, gsize *length)
{
  *length = 0;
  return self->bytes != NULL ? g_bytes_get_data (self->bytes, length) : "";
}

/**
 * sbx_raw_view_set_bytes:
 * @bytes: (nullable): what to show
 */
void
sbx_raw_view_set_bytes (SbxRawView *self, GBytes *bytes)
{
  g_autofree char *text = NULL;
  gboolean is_text;
  const char *data;
  gsize length, shown;

  g_return_if_fail (SBX_IS_RAW_VIEW (self));

  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes;

  data = get_data (self, &length);
  is_text = g_utf8_validate (data, length, NULL);
  shown = MIN (length, is_text ? MAX_BYTES : MAX_BYTES / HEX_WIDTH);
  if (is_text)
    {
      const char *end;

      g_utf8_validate (data, shown, &end); /* a character at the cut goes as a whole */
      text = g_strndup (data, end - data);
    }
  else
    {
      text = sbx_hex_dump ((const guint8 *) data, shown);
    }
  show_remark (self, shown, length);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
}

/**
 * sbx_raw_view_dup_text:
 *
 * Returns: (transfer full) (nullable): all of the bytes, as they are shown, for copying
 */
char *
sbx_raw_view_dup_text (SbxRawView *self)
{
  const char *data;
  gsize length;

  g_return_val_if_fail (SBX_IS_RAW_VIEW (self), NULL);

  if (self->bytes == NULL)
    return NULL;

  data = get_data (self, &length);
  if (g_utf8_validate (data, length, NULL))
    return g_strndup (data, length);
  return sbx_hex_dump ((const guint8 *) data, length);
}
