/* mbm-ws-codec-private.h — the frames of RFC 6455
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-error.h"
#include "mbm-utf8-private.h"

G_BEGIN_DECLS

#define MBM_WS_MAX_HEADER  14
#define MBM_WS_MAX_CONTROL 125

typedef enum
{
  MBM_WS_OPCODE_CONTINUATION = 0x0,
  MBM_WS_OPCODE_TEXT = 0x1,
  MBM_WS_OPCODE_BINARY = 0x2,
  MBM_WS_OPCODE_CLOSE = 0x8,
  MBM_WS_OPCODE_PING = 0x9,
  MBM_WS_OPCODE_PONG = 0xa,
} MbmWsOpcode;

typedef enum
{
  MBM_WS_CLOSE_NORMAL = 1000,
  MBM_WS_CLOSE_GOING_AWAY = 1001,
  MBM_WS_CLOSE_PROTOCOL = 1002,
  MBM_WS_CLOSE_UNSUPPORTED = 1003,
  MBM_WS_CLOSE_INVALID_DATA = 1007,
  MBM_WS_CLOSE_POLICY = 1008,
  MBM_WS_CLOSE_TOO_LARGE = 1009,
} MbmWsCloseCode;

typedef enum
{
  MBM_WS_ITEM_NONE,   /* everything was taken in; more has to come */
  MBM_WS_ITEM_TEXT,   /* bytes */
  MBM_WS_ITEM_BINARY, /* bytes (as far as they were kept), size; goes on */
  MBM_WS_ITEM_PING,   /* control */
  MBM_WS_ITEM_PONG,   /* control */
  MBM_WS_ITEM_CLOSE,  /* code (0 if there is none), control (the reason); nothing comes after it */
  MBM_WS_ITEM_FAILED, /* bytes (as far as they were kept), code, error; nothing comes after it */
} MbmWsItemKind;

/* What came in. Cleared by its owner. */
typedef struct
{
  MbmWsItemKind kind;
  GBytes *bytes;
  guint64 size;
  guint16 code;
  guint8 control_length;
  char control[MBM_WS_MAX_CONTROL + 1]; /* ends with NUL */
  GError *error;
} MbmWsItem;

/* Reads frames as they come, in pieces of any size. Between messages it holds no memory. What comes in is
 * taken as hostile: memory grows with what was received, never with what a header announces. */
typedef struct
{
  /* Set once. */
  guint64 max_message_size;
  gboolean expect_mask; /* a server's: clients have to mask, and servers must not */

  guint8 header[MBM_WS_MAX_HEADER];
  guint8 header_length;  /* so much of it was read */
  guint8 header_need;    /* and so much of it there is, as far as is known */
  guint8 opcode;         /* of the frame */
  guint8 message_opcode; /* of the message its fragments belong to; 0 if there is none */
  guint8 mask[4];
  guint mask_offset : 2;
  guint in_payload : 1;
  guint is_final : 1;
  guint is_over : 1;
  MbmUtf8State utf8;
  guint n_empty; /* fragments without a byte, one after the other */

  guint64 remaining;    /* of the frame's payload */
  guint64 message_size; /* of the message so far */
  guint8 *buffer;       /* what was kept of the message so far, or of a control frame */
  gsize buffer_length;
  gsize buffer_capacity;
  guint8 *control; /* a control frame that has not come in full; between fragments of a message it needs a
                      place of its own */
  guint8 control_length;
} MbmWsDecoder;

void mbm_ws_decoder_init (MbmWsDecoder *self, gboolean expect_mask, guint64 max_message_size);
void mbm_ws_decoder_clear (MbmWsDecoder *self);

/* Takes from @data, which is moved on and which it may change, up to the end of the next item. */
MbmWsItemKind mbm_ws_decoder_next (MbmWsDecoder *self, guint8 **data, gsize *length, MbmWsItem *item);

void mbm_ws_item_clear (MbmWsItem *item);

/* A whole frame's header into @header; @mask: (nullable). Returns its length. */
guint mbm_ws_encode_header (guint8 header[MBM_WS_MAX_HEADER],
                            MbmWsOpcode opcode,
                            guint64 length,
                            const guint8 *mask);
/* @source and @target may be the same. */
void mbm_ws_mask (guint8 *target, const guint8 *source, gsize length, const guint8 mask[4], guint offset);
/* A mask nobody can foresee. */
void mbm_ws_make_mask (guint8 mask[4]);

gboolean mbm_ws_close_code_is_valid (guint code);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbmWsItem, mbm_ws_item_clear)

G_END_DECLS
