/* sbx-file-kind.h — what a file is, by what is in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxFileKind:
 * @SBX_FILE_UNKNOWN: nothing that Signalbox knows
 * @SBX_FILE_WORKSPACE: servers and connections
 * @SBX_FILE_CAPTURE: records of traffic
 * @SBX_FILE_CONTRACT: a contract, or an AsyncAPI document
 *
 * What a file is.
 */
typedef enum
{
  SBX_FILE_UNKNOWN,
  SBX_FILE_WORKSPACE,
  SBX_FILE_CAPTURE,
  SBX_FILE_CONTRACT,
} SbxFileKind;

/* Larger ones are captures, or nothing, in bytes. */
#define SBX_FILE_MAX_DOCUMENT (16u * 1024 * 1024)

/* Looks into a file; not whether it is right. Any thread with a main context. */
void sbx_file_kind_detect_async (GFile *file,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* SBX_FILE_UNKNOWN with @error if it cannot be read, without one if it is something else. */
SbxFileKind sbx_file_kind_detect_finish (GFile *file, GAsyncResult *result, GError **error);

G_END_DECLS
