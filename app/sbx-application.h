/* sbx-application.h — the application
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One for each session: a second start hands its command line over. Owns the console from its start to its
 * end, and the window. Actions: app.quit, app.about, app.color-scheme (s: default, light, dark). */
#define SBX_TYPE_APPLICATION (sbx_application_get_type ())

GType sbx_application_get_type (void) G_GNUC_CONST;

GApplication *sbx_application_new (void);

G_END_DECLS
