/* mbm-user-file-private.h — users as a file lists them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-error.h"

G_BEGIN_DECLS

typedef struct
{
  char *username;
  char *hash;
  char **roles;
} MbmUserFileEntry;

GPtrArray *mbm_user_file_load (GFile *file, GError **error);

G_END_DECLS
