/* mbm-tool-options.h — reading a command line
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

gboolean sbx_tool_parse (char **argv,
                         const char *usage,
                         const char *summary,
                         const GOptionEntry *own,
                         const GOptionEntry *common);
gboolean sbx_tool_check_positional (char **positional, const char *usage, guint n_min, guint n_max);
gboolean sbx_tool_wrong_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);
gboolean sbx_tool_read_choice (const char *option, const char *nick, GType type, int *value);
void sbx_tool_take_log (void);
void sbx_tool_be_verbose (void);

G_END_DECLS
