/* sbx-stream-item.h — an item of a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxStreamItem:
 *
 * An item of a stream. Properties: number (uint64, from 1), time (int64, µs since the epoch), json (GBytes).
 */
#define SBX_TYPE_STREAM_ITEM (sbx_stream_item_get_type ())
G_DECLARE_FINAL_TYPE (SbxStreamItem, sbx_stream_item, SBX, STREAM_ITEM, GObject)

guint64 sbx_stream_item_get_number (SbxStreamItem *self);
gint64 sbx_stream_item_get_time (SbxStreamItem *self);
GBytes *sbx_stream_item_get_json (SbxStreamItem *self);

/* @json: (transfer none) */
SbxStreamItem *sbx_stream_item_new (guint64 number, gint64 time, GBytes *json);

G_END_DECLS
