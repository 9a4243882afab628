/* sbx-composer-private.h — what the files about the composer share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-composer.h"
#include "sbx-context-editor.h"
#include "sbx-name-entry.h"
#include "sbx-recipient-button.h"
#include "sbx-shapes.h"

G_BEGIN_DECLS

struct _SbxComposer
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkBox *tools;
  GtkToggleButton *request_toggle;
  GtkToggleButton *event_toggle;
  SbxRecipientButton *recipients;
  SbxNameEntry *name;
  SbxPayloadEditor *payload;
  GtkWidget *context_expander;
  GtkLabel *context_summary;
  SbxContextEditor *context;
  GtkWidget *timeout_row;
  GtkSpinButton *timeout;
  GtkLabel *hint;
  GtkWidget *cancel_button;

  SbxEndpoint *endpoint;
  SbxVariables *variables;
  SbxShapes *shapes;
  SbxDraft *base; /* what it began with: there is more in a draft than is written here */
  char *filled;   /* a payload that nobody wrote */
  char *schema_name;
  gboolean busy;
  gboolean loading;
};

SbxShapeKind sbx_composer_get_kind (SbxComposer *self);

/* What is known of messages of the name that is written gives the payload its form. */
void sbx_composer_set_up_payload (SbxComposer *self);
void sbx_composer_update_schema (SbxComposer *self);

G_END_DECLS
