/* tls-fixture.h — certificates that are good, and others that are not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-transport.h"

G_BEGIN_DECLS

/* A file that make-certificates made, which happens once in a program. */
const char *tls_fixture_path (const char *name);
/* NAME.pem with NAME.key. */
GTlsCertificate *tls_fixture_load (const char *name);
/* Gives @transport a good certificate, and trust in it. */
void tls_fixture_prepare (MbmTransport *transport);

G_END_DECLS
