/* sbx-payload-editor-actions.c — what is done with a document as a whole
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-payload-editor-private.h"
#include "sbx-undo.h"

void
sbx_payload_editor_fill_by_hand (SbxPayloadEditor *self)
{
  sbx_payload_editor_fill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  sbx_payload_editor_emit_changed (self);
}

typedef struct
{
  GWeakRef editor;
  char *text;
} Former;

static void
former_free (gpointer data)
{
  Former *former = data;

  g_weak_ref_clear (&former->editor);
  g_free (former->text);
  g_free (former);
}

static void
put_back (gpointer user_data)
{
  Former *former = user_data;
  g_autoptr (SbxPayloadEditor) self = g_weak_ref_get (&former->editor);

  if (self == NULL)
    return;
  sbx_payload_editor_set_text (self, former->text);
  sbx_payload_editor_emit_changed (self);
}

static void
fill_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxPayloadEditor *self = SBX_PAYLOAD_EDITOR (widget);
  Former *former = g_new0 (Former, 1);

  g_weak_ref_init (&former->editor, self);
  former->text = g_strdup (self->text);
  sbx_payload_editor_fill_by_hand (self);
  sbx_undo_offer (widget, _ ("The document began anew"), put_back, NULL, former, former_free);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), SBX_PAYLOAD_EDITOR (widget)->text);
}

void
sbx_payload_editor_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "payload.fill", NULL, fill_action);
  gtk_widget_class_install_action (widget_class, "payload.copy", NULL, copy_action);
}
