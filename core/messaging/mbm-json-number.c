/* mbm-json-number.c — JSON numbers by their exact decimal value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-json-outline-private.h"

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

/* -1, 0 or 1 for how the absolute values stand to each other; neither is zero. */
static int
compare_magnitudes (const Decimal *left, const Decimal *right)
{
  gint64 difference = subtract_exponents (left, right) + left->shift - right->shift;
  gsize n = MAX (left->n_digits, right->n_digits);
  const char *p = left->digits;
  const char *q = right->digits;

  if (difference != 0)
    return difference < 0 ? -1 : 1;
  for (gsize i = 0; i < n; i++)
    {
      char a = i < left->n_digits ? next_digit (&p) : '0';
      char b = i < right->n_digits ? next_digit (&q) : '0';

      if (a != b)
        return a < b ? -1 : 1;
    }
  return 0;
}

/* An exact order. */
int
mbm_json_number_compare (MbmJsonValue a, MbmJsonValue b)
{
  Decimal left = read_decimal (a);
  Decimal right = read_decimal (b);
  int sign_left = left.n_digits == 0 ? 0 : left.negative ? -1 : 1;
  int sign_right = right.n_digits == 0 ? 0 : right.negative ? -1 : 1;

  if (sign_left != sign_right)
    return sign_left < sign_right ? -1 : 1;
  if (sign_left == 0)
    return 0;
  return sign_left * compare_magnitudes (&left, &right);
}

/* The same for numbers that are equal. */
guint64
mbm_json_number_hash (MbmJsonValue value)
{
  Decimal decimal = read_decimal (value);
  const char *p = decimal.digits;
  guint64 hash = decimal.negative && decimal.n_digits > 0 ? 1 : 2;

  for (gsize i = 0; i < decimal.n_digits; i++)
    hash = hash * 31 + (guchar) next_digit (&p);
  return hash;
}

gboolean
mbm_json_number_is_integer (MbmJsonValue value)
{
  Decimal decimal = read_decimal (value);

  return decimal.n_digits == 0 ||
         decimal.shift + subtract_exponents (&decimal, NULL) >= (gint64) decimal.n_digits;
}

/* As many digits as surely fit into 64 bits. */
#define MAX_DIVISOR_DIGITS 18

/* Whether the number is above zero and has no more digits than mbm_json_number_is_multiple() takes. */
gboolean
mbm_json_number_is_divisor (MbmJsonValue value)
{
  Decimal decimal = read_decimal (value);

  return decimal.n_digits > 0 && decimal.n_digits <= MAX_DIVISOR_DIGITS && !decimal.negative;
}

/* What is left of the divisor when its common factors with ten to the @power are taken out. */
static guint64
strip_tens (guint64 divisor, gint64 power)
{
  for (gint64 i = 0; i < power && divisor % 2 == 0; i++)
    divisor /= 2;
  for (gint64 i = 0; i < power && divisor % 5 == 0; i++)
    divisor /= 5;
  return divisor;
}

/* Whether the number is a multiple, exactly. As neither has zeros at its end, a fraction of the divisor's
 * last place can be none, and what remains is a division of integers. */
gboolean
mbm_json_number_is_multiple (MbmJsonValue value, MbmJsonValue divisor)
{
  Decimal left = read_decimal (value);
  Decimal right = read_decimal (divisor);
  const char *p = left.digits;
  const char *q = right.digits;
  guint64 whole = 0, rest = 0;
  gint64 power;

  if (left.n_digits == 0)
    return TRUE;
  power = subtract_exponents (&left, &right) + (left.shift - (gint64) left.n_digits) -
          (right.shift - (gint64) right.n_digits);
  if (power < 0)
    return FALSE;

  for (gsize i = 0; i < right.n_digits; i++)
    whole = whole * 10 + (guint64) (next_digit (&q) - '0');
  whole = strip_tens (whole, power);
  for (gsize i = 0; i < left.n_digits; i++)
    rest = (rest * 10 + (guint64) (next_digit (&p) - '0')) % whole;
  return rest == 0;
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
