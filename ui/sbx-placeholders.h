/* sbx-placeholders.h — offers names while somebody types {{
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <gtksourceview/gtksource.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Whatever is below @widget, or in a dialog or popover of it, offers the names that an endpoint's messages
 * may have: the workspace's variables, parts of the last answer, and what is known everywhere. */
void sbx_placeholders_provide (GtkWidget *widget, SbxConsole *console, SbxEndpoint *endpoint);
/* Names for what is typed into @widget; NULL where no placeholders are known. (transfer full) (nullable) */
char **sbx_placeholders_dup_names (GtkWidget *widget);
/* The name that is being typed at the end of @text: what is behind the last `{{`, if that is not closed.
 * (nullable) */
const char *sbx_placeholders_find_prefix (const char *text);

/* The text before the cursor, when a placeholder is being typed there; @prefix: (out): what there is of its
 * name. (transfer full) (nullable) */
char *sbx_placeholders_dup_before (GtkEditable *entry, const char **prefix);
/* A name takes the place of what is typed of it, and is closed. */
void sbx_placeholders_complete (GtkEditable *entry, const char *prefix, const char *name);

/* Lets an editor offer names. */
void sbx_placeholders_attach (GtkSourceView *view);

G_END_DECLS
