/* mbm-http-body-private.h — the body of a request, as a server reads it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MBM_HTTP_BODY_MORE,
  MBM_HTTP_BODY_DONE,
  MBM_HTTP_BODY_TOO_LARGE,
  MBM_HTTP_BODY_INVALID,
} MbmHttpBodyResult;

/* Of a length that was said before, or in chunks; never more than @max bytes are kept. */
typedef struct
{
  GByteArray *data;
  guint64 max;
  guint64 left; /* of the body, or of the chunk */
  guint8 state;
  guint8 n_digits;
  guint overhead; /* bytes of the present line that are no data: bounded too */
} MbmHttpBody;

/* @length: bytes, or -1 for chunks. */
void mbm_http_body_init (MbmHttpBody *self, gint64 length, guint64 max);
void mbm_http_body_clear (MbmHttpBody *self);
/* Takes from @data what belongs to the body. */
MbmHttpBodyResult mbm_http_body_feed (MbmHttpBody *self, const guint8 **data, gsize *length);

G_END_DECLS
