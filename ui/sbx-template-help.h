/* sbx-template-help.h — what can stand in a template, and what becomes of one
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-server.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A preview of a template with a request made up by its schema, and the list of the placeholders there are.
 */
#define SBX_TYPE_TEMPLATE_HELP (sbx_template_help_get_type ())
G_DECLARE_FINAL_TYPE (SbxTemplateHelp, sbx_template_help, SBX, TEMPLATE_HELP, GtkWidget)

/* @request: (nullable): the name of the request that is answered, NULL for an event */
void sbx_template_help_set_about (SbxTemplateHelp *self, SbxServer *server, const char *request);
void sbx_template_help_set_text (SbxTemplateHelp *self, const char *text);
/* The template with everything in its place; (transfer full) (nullable) */
char *sbx_template_help_expand (SbxTemplateHelp *self, const char *text, GError **error);

G_END_DECLS
