/* sbx-own-certificate.h — a certificate for a hosted server, made on the spot
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *sbx_own_certificate_dup_folder (void);
GTlsCertificate *sbx_own_certificate_load (const char *folder, const char *uri, GError **error);

G_END_DECLS
