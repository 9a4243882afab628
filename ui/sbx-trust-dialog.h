/* sbx-trust-dialog.h — asks whether a certificate is to be trusted
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks whether the certificate for which @connection has failed is to be trusted; if so, its fingerprint is
 * kept with the connection's settings, and it connects. */
GtkWindow *sbx_trust_dialog_new (SbxConnection *connection, GtkWindow *parent);

G_END_DECLS
