/* sbx-decimal.c — steps from one decimal number to the next, exactly
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-decimal.h"

/* With so many digits after the point, and so many in all, nothing overflows. */
#define MAX_SCALE  9
#define MAX_DIGITS 17

typedef struct
{
  gint64 units;
  guint scale;
} Decimal;

/* FALSE for what has an exponent or too many digits: it is left to people to change it. */
static gboolean
parse (const char *text, Decimal *result)
{
  const char *p = text + (*text == '-');
  guint n_digits = 0;
  gboolean after_point = FALSE;

  *result = (Decimal){ 0, 0 };
  for (; *p != '\0'; p++)
    {
      if (*p == '.' && !after_point)
        {
          after_point = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (*p) || ++n_digits > MAX_DIGITS || (after_point && ++result->scale > MAX_SCALE))
        return FALSE;
      result->units = result->units * 10 + (*p - '0');
    }
  if (*text == '-')
    result->units = -result->units;
  return n_digits > 0;
}

static gboolean
rescale (Decimal *self, guint scale)
{
  for (; self->scale < scale; self->scale++)
    if (!__builtin_mul_overflow (self->units, (gint64) 10, &self->units))
      continue;
    else
      return FALSE;
  return TRUE;
}

static char *
format (Decimal self)
{
  guint64 absolute = self.units < 0 ? -(guint64) self.units : (guint64) self.units;
  guint64 unit = 1;

  for (guint i = 0; i < self.scale; i++)
    unit *= 10;
  if (self.scale == 0)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT, self.units < 0 ? "-" : "", absolute);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, self.units < 0 ? "-" : "",
                          absolute / unit, (int) self.scale, absolute % unit);
}

/* The next multiple above or below. */
static gboolean
step_units (gint64 *units, gint64 step, gboolean up)
{
  gint64 rest = *units % step;

  if (rest < 0)
    rest += step;
  if (up)
    return !__builtin_add_overflow (*units, step - rest, units);
  return !__builtin_sub_overflow (*units, rest != 0 ? rest : step, units);
}

static void
clamp (Decimal *value, const char *bound, gboolean lower)
{
  Decimal other;

  if (bound == NULL || !parse (bound, &other))
    return;
  if (!rescale (&other, MAX (other.scale, value->scale)) || !rescale (value, other.scale))
    return;
  if (lower ? value->units < other.units : value->units > other.units)
    *value = other;
}

/**
 * sbx_decimal_step:
 * @number: a JSON number, or anything else: then it begins at 0
 * @step: (nullable): a JSON number greater than 0; 1 otherwise
 * @minimum: (nullable): a JSON number
 * @maximum: (nullable): a JSON number
 *
 * Returns: (transfer full) (nullable): the next multiple of @step above or below @number, and within the
 * bounds; %NULL for numbers with exponents, or with so many digits that it could not be exact
 */
char *
sbx_decimal_step (const char *number, const char *step, const char *minimum, const char *maximum, gboolean up)
{
  Decimal value, by;

  if (*number == '\0')
    number = "0";
  if (!parse (number, &value) || !parse (step != NULL ? step : "1", &by) || by.units <= 0)
    return NULL;
  if (!rescale (&value, MAX (value.scale, by.scale)) || !rescale (&by, value.scale) ||
      !step_units (&value.units, by.units, up))
    return NULL;
  clamp (&value, maximum, FALSE);
  clamp (&value, minimum, TRUE);
  return format (value);
}
