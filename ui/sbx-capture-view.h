/* sbx-capture-view.h — a capture: what file it is, and what is in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Reads the capture when it is made. Action: capture.close. */
#define SBX_TYPE_CAPTURE_VIEW (sbx_capture_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxCaptureView, sbx_capture_view, SBX, CAPTURE_VIEW, GtkWidget)

GtkWidget *sbx_capture_view_new (SbxConsole *console, SbxCapture *capture);
SbxCapture *sbx_capture_view_get_capture (SbxCaptureView *self);

G_END_DECLS
