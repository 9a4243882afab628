/* mbm-sse-private.h — server-sent events as they are written and read
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-error.h"

G_BEGIN_DECLS

/* The longest `id` and `event` that are taken, in bytes: an id comes back as a header. */
#define MBM_SSE_MAX_FIELD 1024

typedef enum
{
  MBM_SSE_ITEM_NONE,   /* what was fed ends here */
  MBM_SSE_ITEM_EVENT,  /* type, data */
  MBM_SSE_ITEM_RETRY,  /* retry */
  MBM_SSE_ITEM_FAILED, /* error, data: the stream cannot be read on */
} MbmSseItemKind;

typedef struct
{
  MbmSseItemKind kind;
  char *type;   /* NULL: none was said, which is `message` */
  GBytes *data; /* the lines, joined by a line feed; whatever bytes they were */
  guint64 retry;
  GError *error;
} MbmSseItem;

void mbm_sse_item_clear (MbmSseItem *item);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbmSseItem, mbm_sse_item_clear)

/* Reads an event stream by the rules of the HTML standard (9.2.6), fed in pieces of any size. What belongs
 * to an event that is not complete is kept, and never more than @max_event_size bytes of it. */
typedef struct
{
  gsize max_event_size;
  GByteArray *line;
  GByteArray *data;
  char *type;
  char *pending_id; /* of the event that is being read */
  char *last_id;    /* of the last that was complete; NULL if none had one */
  guint8 n_bom;     /* bytes of a byte order mark that were skipped, or 3 once there can be none */
  guint has_data : 1;
  guint after_cr : 1;
  guint in_comment : 1;
  guint failed : 1;
} MbmSseParser;

void mbm_sse_parser_init (MbmSseParser *self, gsize max_event_size);
/* A new stream of the same events: forgets all but the last id. */
void mbm_sse_parser_restart (MbmSseParser *self);
void mbm_sse_parser_clear (MbmSseParser *self);

/* Takes from @data up to the end of the next item. */
MbmSseItemKind mbm_sse_parser_next (MbmSseParser *self, const guint8 **data, gsize *length, MbmSseItem *item);

/* Writes one event; @type NULL for none. Each line of @data becomes one of the event. An `id` line may stand
 * before it. */
void mbm_sse_append_event (GString *out, const char *type, const char *data, gsize length);

G_END_DECLS
