/* sbx-decimal.h — steps from one decimal number to the next, exactly
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sbx_decimal_step (const char *number,
                        const char *step,
                        const char *minimum,
                        const char *maximum,
                        gboolean up);

G_END_DECLS
