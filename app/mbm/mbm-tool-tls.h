/* mbm-tool-tls.h — certificates on the command line
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean sbx_tool_load_certificate (const char *certificate_option,
                                    const char *certificate_file,
                                    const char *key_option,
                                    const char *key_file,
                                    GTlsCertificate **certificate);
gboolean sbx_tool_check_ca_file (const char *option, const char *ca_file);
gboolean sbx_tool_check_fingerprint (const char *option, const char *fingerprint);

G_END_DECLS
