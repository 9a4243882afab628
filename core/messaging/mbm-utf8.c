/* mbm-utf8.c — UTF-8, checked as it comes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-utf8-private.h"

/* What a lead byte asks for: how many bytes follow, and the bounds of the first of them, which is where
 * overlong forms, surrogates and what is over U+10FFFF show. */
static gboolean
mbm_utf8_lead (MbmUtf8State *state, guint8 byte)
{
  state->low = 0x80;
  state->high = 0xbf;

  if (byte >= 0xc2 && byte <= 0xdf)
    state->due = 1;
  else if (byte >= 0xe0 && byte <= 0xef)
    state->due = 2;
  else if (byte >= 0xf0 && byte <= 0xf4)
    state->due = 3;
  else
    return FALSE;

  if (byte == 0xe0)
    state->low = 0xa0;
  else if (byte == 0xed)
    state->high = 0x9f;
  else if (byte == 0xf0)
    state->low = 0x90;
  else if (byte == 0xf4)
    state->high = 0x8f;

  return TRUE;
}

/* The first byte from @i on that is not ASCII, or @length: eight at a time, since most of JSON is. */
static gsize
mbm_utf8_skip_ascii (const guint8 *data, gsize i, gsize length)
{
  while (length - i >= sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, data + i, sizeof word);
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        break;
      i += sizeof word;
    }

  while (i < length && data[i] < 0x80)
    i++;

  return i;
}

gboolean
mbm_utf8_feed (MbmUtf8State *state, const guint8 *data, gsize length)
{
  gsize i = 0;

  while (i < length)
    {
      if (state->due == 0)
        {
          i = mbm_utf8_skip_ascii (data, i, length);
          if (i == length)
            break;
          if (!mbm_utf8_lead (state, data[i]))
            return FALSE;
        }
      else
        {
          if (data[i] < state->low || data[i] > state->high)
            return FALSE;
          state->due--;
          state->low = 0x80;
          state->high = 0xbf;
        }
      i++;
    }

  return TRUE;
}

gboolean
mbm_utf8_check (const guint8 *data, gsize length)
{
  MbmUtf8State state = { 0 };

  return mbm_utf8_feed (&state, data, length) && mbm_utf8_is_complete (&state);
}
