/* sbx-request-form.h — a payload as a form
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_TYPE_REQUEST_FORM (sbx_request_form_get_type ())
G_DECLARE_FINAL_TYPE (SbxRequestForm, sbx_request_form, SBX, REQUEST_FORM, GtkWidget)

void sbx_request_form_set_shape (SbxRequestForm *self, const char *description, const char *example);
gboolean sbx_request_form_set_json (SbxRequestForm *self, const char *json);
char *sbx_request_form_dup_json (SbxRequestForm *self);
gboolean sbx_request_form_get_valid (SbxRequestForm *self);

G_END_DECLS
