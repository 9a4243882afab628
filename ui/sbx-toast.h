/* sbx-toast.h — a toast whose words are all there
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Returns: (transfer floating): a toast that says @text, which is no markup, in as many lines as it takes in
 * a narrow window, six at most */
AdwToast *sbx_toast_new (const char *text);

G_END_DECLS
