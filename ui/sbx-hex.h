/* sbx-hex.h — bytes as people read them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sbx_hex_dump (const guint8 *data, gsize length);

G_END_DECLS
