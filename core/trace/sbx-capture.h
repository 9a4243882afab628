/* sbx-capture.h — a file of records, opened to be looked at
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"

G_BEGIN_DECLS

/**
 * SbxCapture:
 *
 * A capture: records that sbx_capture_write_async() wrote, here or elsewhere. Reads the file into a store of
 * its own, which is gone with it; the file stays as it is. Main thread.
 *
 * Properties, read-only and notifying:
 *  - path (string, construct-only)
 *  - title (string): the file's name without its suffix
 *  - store (SbxStore): what was read so far; empty before sbx_capture_load()
 *  - loading (boolean)
 *  - n-records (int64): -1 before it is known
 *  - error (string, nullable): why it could not be read; one line for people, with the file's name
 *  - notice (string, nullable): what of it could not be read
 */
#define SBX_TYPE_CAPTURE (sbx_capture_get_type ())
G_DECLARE_FINAL_TYPE (SbxCapture, sbx_capture, SBX, CAPTURE, GObject)

SbxCapture *sbx_capture_new (const char *path);
/* Reads the file, if that was not begun yet. */
void sbx_capture_load (SbxCapture *self);

const char *sbx_capture_get_path (SbxCapture *self);
const char *sbx_capture_get_title (SbxCapture *self);
SbxStore *sbx_capture_get_store (SbxCapture *self);
gboolean sbx_capture_get_loading (SbxCapture *self);
const char *sbx_capture_get_error (SbxCapture *self);
const char *sbx_capture_get_notice (SbxCapture *self);

G_END_DECLS
