/* sbx-payload-editor-private.h — what the files about the payload editor share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <string.h>

#include "sbx-form.h"
#include "sbx-json-editor.h"
#include "sbx-payload-editor.h"

G_BEGIN_DECLS

struct _SbxPayloadEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *bar;
  GtkToggleButton *form_toggle;
  GtkToggleButton *json_toggle;
  GtkWidget *summary;
  GtkLabel *summary_label;
  SbxForm *form;
  GtkWidget *empty;
  GtkWidget *broken;
  GtkLabel *broken_label;
  SbxJsonEditor *json;

  MbmSchema *schema; /* nullable */
  char *text;
  gboolean valid_json;
  guint n_violations;
  guint validate_id;
  GCancellable *validating; /* nullable */
  gboolean filling;

  SbxPayloadCompletion complete;
  gpointer complete_data;
  GDestroyNotify complete_destroy;
  SbxPayloadExpander expand;
  gpointer expand_data;
  GDestroyNotify expand_destroy;
};

static inline gboolean
sbx_payload_is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

void sbx_payload_editor_take_verdict (SbxPayloadEditor *self, guint n_violations, const char *words);
void sbx_payload_editor_queue_check (SbxPayloadEditor *self);
void sbx_payload_editor_stop_check (SbxPayloadEditor *self);

void sbx_payload_editor_emit_changed (SbxPayloadEditor *self);
void sbx_payload_editor_fill_by_hand (SbxPayloadEditor *self);
void sbx_payload_editor_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
