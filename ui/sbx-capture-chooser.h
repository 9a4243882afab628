/* sbx-capture-chooser.h — asks for the file of a capture
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-capture-file.h"
#include "sbx-file-chooser.h"

G_BEGIN_DECLS

/* Asks where to write a capture. @title: (nullable): makes a name for the file. */
void sbx_capture_chooser_save (GtkWidget *widget, const char *title, SbxFileChooserFunc func);

/* Writes what @store has of an endpoint (@endpoint_id NULL: of all) and @filter (nullable) lets pass. A toast
 * in
 * @widget's window says how it ended, or a dialog why it did not. */
void sbx_capture_chooser_write (GtkWidget *widget,
                                SbxStore *store,
                                const char *endpoint_id,
                                SbxTraceFilter *filter,
                                GFile *file);

/* Asks for a capture, and hands its path to the action win.open-file. */
void sbx_capture_chooser_open (GtkWidget *widget);

G_END_DECLS
