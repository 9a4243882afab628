/* sbx-failure.h — what could not be done, and why
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A dialog that says what could not be done (@heading) and why (@message: plain text). */
void sbx_failure_show (GtkWindow *parent, const char *heading, const char *message);

G_END_DECLS
