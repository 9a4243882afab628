/* sbx-preview-popover.c — what a message would be if it were sent now
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-preview-popover.h"

#include <glib/gi18n.h>

/* What is longer is cut for the eye, and says so. */
#define MAX_LENGTH 20000

struct _SbxPreviewPopover
{
  GtkPopover parent_instance;

  GtkLabel *name;
  GtkLabel *note;
  GtkTextView *view;

  SbxConsole *console;
  SbxEndpoint *endpoint;
};

G_DEFINE_FINAL_TYPE (SbxPreviewPopover, sbx_preview_popover, GTK_TYPE_POPOVER)

static void
append (GString *text, const char *document)
{
  g_autofree char *pretty = NULL;

  if (document == NULL || *document == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, "\n\n");
  pretty = mbm_json_check (document, -1, NULL) ? mbm_json_pretty (document, -1) : g_strdup (document);
  g_string_append (text, pretty);
}

static void
show_text (SbxPreviewPopover *self, GString *text)
{
  if (text->len > MAX_LENGTH)
    {
      const char *end = g_utf8_find_prev_char (text->str, text->str + MAX_LENGTH);
      gsize left = text->len - (end - text->str);

      g_string_truncate (text, end - text->str);
      g_string_append_printf (text, _ ("\n… and %zu more bytes"), left);
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text->str, (int) text->len);
}

static void
show_note (SbxPreviewPopover *self, const char *text, gboolean is_error)
{
  gtk_label_set_label (self->note, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->note),
                              (const char *[]){ "caption", is_error ? "error" : "dim-label", NULL });
}

static void
sbx_preview_popover_dispose (GObject *object)
{
  SbxPreviewPopover *self = SBX_PREVIEW_POPOVER (object);

  g_clear_object (&self->console);
  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (sbx_preview_popover_parent_class)->dispose (object);
}

static void
sbx_preview_popover_class_init (SbxPreviewPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_preview_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-preview-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPreviewPopover, name);
  gtk_widget_class_bind_template_child (widget_class, SbxPreviewPopover, note);
  gtk_widget_class_bind_template_child (widget_class, SbxPreviewPopover, view);
}

static void
sbx_preview_popover_init (SbxPreviewPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_preview_popover_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  SbxPreviewPopover *self;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_PREVIEW_POPOVER, NULL);
  self->console = g_object_ref (console);
  self->endpoint = g_object_ref (endpoint);
  return GTK_WIDGET (self);
}

void
sbx_preview_popover_set_draft (SbxPreviewPopover *self, SbxDraft *draft)
{
  g_autoptr (SbxScope) scope = NULL;
  g_autoptr (SbxDraft) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_if_fail (SBX_IS_PREVIEW_POPOVER (self));
  g_return_if_fail (SBX_IS_DRAFT (draft));

  scope = sbx_variables_make_scope (sbx_console_get_variables (self->console),
                                    sbx_endpoint_get_id (self->endpoint), TRUE);
  message = sbx_draft_expand (draft, sbx_scope_lookup, scope, &error);
  if (message == NULL)
    show_note (self, error->message, TRUE);
  else
    show_note (self, _ ("Values such as {{uuid}} are new each time"), FALSE);
  if (message == NULL)
    message = g_object_ref (draft);

  gtk_label_set_label (self->name, sbx_draft_get_name (message));
  append (text, sbx_draft_get_payload (message));
  append (text, sbx_draft_get_context (message));
  show_text (self, text);
}
