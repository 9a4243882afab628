/* mbm-json-number.c — JSON numbers by their exact decimal value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-json-private.h"

/* A number as ±0.DIGITS × 10^(shift + exponent), where DIGITS neither begin nor end with a zero. The exponent
 * stays text, since it may be of any length; the shift is bounded by the length of the text. Zero has no
 * digits. */
typedef struct
{
  gboolean negative;
  const char *digits; /* a decimal point may stand among them */
  gsize n_digits;
  gint64 shift;
  gboolean exponent_negative;
  const char *exponent;
  gsize exponent_length;
} Decimal;

/* Beyond this a sum of exponents cannot come back to where the length of a text in memory could matter. */
#define EXPONENT_BOUND (G_MAXINT64 / 32)

static void
read_exponent (Decimal *self, const char *p, const char *end)
{
  if (p < end && (*p == '+' || *p == '-'))
    self->exponent_negative = *p++ == '-';
  while (p < end && *p == '0')
    p++;
  self->exponent = p;
  self->exponent_length = end - p;
}

static Decimal
read_decimal (MbmJsonValue value)
{
  Decimal self = { 0 };
  const char *p = value.text;
  const char *end = value.text + value.length;
  gint64 n_read = 0, first = 0, point = -1;

  if (p < end && *p == '-')
    {
      self.negative = TRUE;
      p++;
    }

  for (; p < end && *p != 'e' && *p != 'E'; p++)
    {
      if (*p == '.')
        {
          point = n_read;
          continue;
        }
      if (*p != '0')
        {
          if (self.digits == NULL)
            {
              self.digits = p;
              first = n_read;
            }
          self.n_digits = n_read - first + 1;
        }
      n_read++;
    }

  self.shift = (point >= 0 ? point : n_read) - first;
  if (p < end)
    read_exponent (&self, p + 1, end);
  return self;
}

static char
next_digit (const char **p)
{
  if (**p == '.')
    (*p)++;
  return *(*p)++;
}

/* The exponent's digit that stands @place digits before the end, with the exponent's sign. */
static int
exponent_digit (const Decimal *self, gsize place)
{
  int digit = place < self->exponent_length ? self->exponent[self->exponent_length - 1 - place] - '0' : 0;

  return self->exponent_negative ? -digit : digit;
}

/* The difference of the exponents of @a and @b (if given), from the first digit on. Once it is beyond the
 * bound it only grows. */
static gint64
subtract_exponents (const Decimal *a, const Decimal *b)
{
  gsize places = b != NULL ? MAX (a->exponent_length, b->exponent_length) : a->exponent_length;
  gint64 difference = 0;

  for (gsize place = places; place-- > 0;)
    {
      difference = difference * 10 + exponent_digit (a, place) - (b != NULL ? exponent_digit (b, place) : 0);
      if (ABS (difference) > EXPONENT_BOUND)
        return difference < 0 ? -EXPONENT_BOUND : EXPONENT_BOUND;
    }
  return difference;
}

gboolean
mbm_json_number_equal (MbmJsonValue a, MbmJsonValue b)
{
  Decimal left = read_decimal (a);
  Decimal right = read_decimal (b);
  const char *p = left.digits;
  const char *q = right.digits;

  if (left.n_digits != right.n_digits)
    return FALSE;
  if (left.n_digits == 0)
    return TRUE;
  if (left.negative != right.negative || subtract_exponents (&left, &right) != right.shift - left.shift)
    return FALSE;

  for (gsize i = 0; i < left.n_digits; i++)
    if (next_digit (&p) != next_digit (&q))
      return FALSE;
  return TRUE;
}

/**
 * mbm_json_value_get_int: (skip)
 * @value: a value
 * @result: (out) (optional): return location for the integer
 *
 * Reads a number that is an integer of 64 bits, exactly and however it is written: `1.5e1` is 15.
 *
 * Returns: %FALSE if @value is no number, no integer, or does not fit; @result is then left alone
 *
 * Since: 0.1
 */
gboolean
mbm_json_value_get_int (MbmJsonValue value, gint64 *result)
{
  Decimal decimal;
  const char *p;
  gint64 n_places, sum = 0;

  if (mbm_json_value_get_type (value) != MBM_JSON_NUMBER)
    return FALSE;

  decimal = read_decimal (value);
  n_places = decimal.n_digits > 0 ? decimal.shift + subtract_exponents (&decimal, NULL) : 0;
  /* A fraction, or more digits than 2^63 has. */
  if (n_places < (gint64) decimal.n_digits || n_places > 19)
    return FALSE;

  /* Summed up below zero, where there is room for one more. */
  p = decimal.digits;
  for (gint64 i = 0; i < n_places; i++)
    {
      int digit = i < (gint64) decimal.n_digits ? next_digit (&p) - '0' : 0;

      if (__builtin_mul_overflow (sum, 10, &sum) || __builtin_sub_overflow (sum, digit, &sum))
        return FALSE;
    }
  if (!decimal.negative && __builtin_sub_overflow (0, sum, &sum))
    return FALSE;

  if (result != NULL)
    *result = sum;
  return TRUE;
}
