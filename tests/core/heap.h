/* heap.h — what the process has taken from the allocator
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In bytes; what is free for use again is not counted, unlike in the resident size. */
gsize heap_get_size (void);

G_END_DECLS
