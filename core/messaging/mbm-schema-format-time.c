/* mbm-schema-format-time.c — dates, times and durations of RFC 3339
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-schema-format-private.h"

#define MINUTES_OF_A_DAY 1440

typedef struct
{
  const char *p;
  const char *end;
} Cursor;

static gboolean
take (Cursor *self, char c)
{
  if (self->p == self->end || *self->p != c)
    return FALSE;
  self->p++;
  return TRUE;
}

static gboolean
take_digits (Cursor *self, guint n, int *number)
{
  *number = 0;
  for (; n > 0; n--)
    {
      if (self->p == self->end || !g_ascii_isdigit (*self->p))
        return FALSE;
      *number = *number * 10 + (*self->p++ - '0');
    }
  return TRUE;
}

static gboolean
take_date (Cursor *self)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  int year, month, day;
  gboolean leap;

  if (!take_digits (self, 4, &year) || !take (self, '-') || !take_digits (self, 2, &month) ||
      !take (self, '-') || !take_digits (self, 2, &day))
    return FALSE;

  leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/* Minutes that local time is ahead. */
static gboolean
take_offset (Cursor *self, int *offset)
{
  gboolean ahead = take (self, '+');
  int hours, minutes;

  *offset = 0;
  if (!ahead && (take (self, 'Z') || take (self, 'z')))
    return TRUE;
  if ((!ahead && !take (self, '-')) || !take_digits (self, 2, &hours) || !take (self, ':') ||
      !take_digits (self, 2, &minutes))
    return FALSE;

  *offset = (hours * 60 + minutes) * (ahead ? 1 : -1);
  return hours <= 23 && minutes <= 59;
}

/* A minute has a second of 60 only at the end of a day, by universal time. */
static gboolean
take_time (Cursor *self)
{
  int hour, minute, second, offset, fraction;

  if (!take_digits (self, 2, &hour) || !take (self, ':') || !take_digits (self, 2, &minute) ||
      !take (self, ':') || !take_digits (self, 2, &second))
    return FALSE;
  if (take (self, '.'))
    {
      if (!take_digits (self, 1, &fraction))
        return FALSE;
      while (self->p < self->end && g_ascii_isdigit (*self->p))
        self->p++;
    }
  if (!take_offset (self, &offset) || hour > 23 || minute > 59 || second > 60)
    return FALSE;
  return second < 60 ||
         (hour * 60 + minute - offset + 2 * MINUTES_OF_A_DAY) % MINUTES_OF_A_DAY == MINUTES_OF_A_DAY - 1;
}

gboolean
mbm_format_date (const char *text, gsize length)
{
  Cursor cursor = { text, text + length };

  return take_date (&cursor) && cursor.p == cursor.end;
}

gboolean
mbm_format_time (const char *text, gsize length)
{
  Cursor cursor = { text, text + length };

  return take_time (&cursor) && cursor.p == cursor.end;
}

gboolean
mbm_format_date_time (const char *text, gsize length)
{
  Cursor cursor = { text, text + length };

  return take_date (&cursor) && (take (&cursor, 'T') || take (&cursor, 't')) && take_time (&cursor) &&
         cursor.p == cursor.end;
}

/* Numbers with these units, in their order and without a gap; how many there were. */
static int
take_units (Cursor *self, const char *units)
{
  const char *first = NULL;
  int n = 0, digit;

  for (const char *unit = units; *unit != '\0' && self->p < self->end; unit++)
    {
      Cursor ahead = *self;

      if (!take_digits (&ahead, 1, &digit))
        break;
      while (take_digits (&ahead, 1, &digit))
        ;
      if (!take (&ahead, *unit))
        continue;
      if (first != NULL && unit != first + n)
        return -1;
      first = first == NULL ? unit : first;
      *self = ahead;
      n++;
    }
  return n;
}

gboolean
mbm_format_duration (const char *text, gsize length)
{
  Cursor cursor = { text, text + length };
  int n;

  if (!take (&cursor, 'P'))
    return FALSE;
  n = take_units (&cursor, "W");
  if (n > 0)
    return cursor.p == cursor.end;

  n = take_units (&cursor, "YMD");
  if (n >= 0 && take (&cursor, 'T'))
    n = take_units (&cursor, "HMS");
  return n > 0 && cursor.p == cursor.end;
}
