/* sbx-stream-view.h — a stream's items as they come
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-stream.h"

G_BEGIN_DECLS

/**
 * SbxStreamView:
 *
 * The items of a stream as they come, how many and how fast, how it ended, and a button that ends it. What is
 * selected is shown as a tree.
 */
#define SBX_TYPE_STREAM_VIEW (sbx_stream_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxStreamView, sbx_stream_view, SBX, STREAM_VIEW, GtkWidget)

void sbx_stream_view_set_stream (SbxStreamView *self, SbxStream *stream);

G_END_DECLS
