/* mbm-ws-frame.c — WebSocket frames to be written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-ws-frame-private.h"

#include "mbm-channel-private.h"

void
mbm_ws_append_frame (MbmOutQueue *out,
                     MbmWsRole role,
                     MbmWsOpcode opcode,
                     const guint8 *payload,
                     gsize length)
{
  guint8 header[MBM_WS_MAX_HEADER];
  guint8 mask[4];
  gboolean is_masked = role == MBM_WS_ROLE_CLIENT;
  guint header_length;
  guint8 *room;

  if (is_masked)
    mbm_ws_make_mask (mask);
  header_length = mbm_ws_encode_header (header, opcode, length, is_masked ? mask : NULL);
  room = mbm_out_queue_reserve (out, header_length + length);
  memcpy (room, header, header_length);
  if (is_masked)
    mbm_ws_mask (room + header_length, payload, length, mask, 0);
  else if (length > 0)
    memcpy (room + header_length, payload, length);
}

void
mbm_ws_append_text (MbmOutQueue *out, MbmWsRole role, GBytes *text)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (text, &length);

  if (role == MBM_WS_ROLE_SERVER && length >= MBM_OUT_QUEUE_MIN_REFERENCED)
    {
      guint8 header[MBM_WS_MAX_HEADER];
      guint header_length = mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, length, NULL);

      memcpy (mbm_out_queue_reserve (out, header_length), header, header_length);
      mbm_out_queue_append_bytes (out, text);
    }
  else
    {
      mbm_ws_append_frame (out, role, MBM_WS_OPCODE_TEXT, data, length);
    }
}

void
mbm_ws_append_close (MbmOutQueue *out, MbmWsRole role, guint code, const char *reason)
{
  guint8 payload[MBM_WS_MAX_CONTROL];
  g_autofree char *fitting = mbm_channel_dup_reason (reason);
  gsize length = 0;

  if (code != 0)
    {
      payload[0] = code >> 8;
      payload[1] = code;
      length = 2;
      if (fitting != NULL)
        {
          memcpy (payload + 2, fitting, strlen (fitting));
          length += strlen (fitting);
        }
    }
  mbm_ws_append_frame (out, role, MBM_WS_OPCODE_CLOSE, payload, length);
}
