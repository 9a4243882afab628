/* test-decimal.c — steps from one decimal number to the next, exactly
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-decimal.h"

static void
test_steps (void)
{
  static const struct
  {
    const char *number, *step, *minimum, *maximum;
    gboolean up;
    const char *result;
  } cases[] = {
    { "1", NULL, NULL, NULL, TRUE, "2" },
    { "0", NULL, NULL, NULL, FALSE, "-1" },
    { "", NULL, "5", NULL, TRUE, "5" },
    { "0.1", "0.2", NULL, NULL, TRUE, "0.2" },
    { "0.2", "0.1", NULL, NULL, TRUE, "0.3" },
    { "1.50", "0.25", NULL, NULL, TRUE, "1.75" },
    { "1.50", "0.25", NULL, "1.6", TRUE, "1.60" },
    { "-0.5", "1", NULL, NULL, TRUE, "0.0" },
    { "-0.5", "1", NULL, NULL, FALSE, "-1.0" },
    { "7", "5", NULL, NULL, TRUE, "10" },
    { "7", "5", NULL, NULL, FALSE, "5" },
    { "10", "5", NULL, NULL, FALSE, "5" },
    { "3", NULL, "3", NULL, FALSE, "3" },
    { "99", NULL, NULL, "1e3", TRUE, "100" },
    { "9007199254740993", NULL, NULL, NULL, TRUE, "9007199254740994" },
    { "18446744073709551616", NULL, NULL, NULL, TRUE, NULL },
    { "1e3", NULL, NULL, NULL, TRUE, NULL },
    { "abc", NULL, NULL, NULL, TRUE, NULL },
    { "-", NULL, NULL, NULL, TRUE, NULL },
    { "1", "0", NULL, NULL, TRUE, NULL },
    { "99999999999999999", "0.000000001", NULL, NULL, TRUE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result =
        sbx_decimal_step (cases[i].number, cases[i].step, cases[i].minimum, cases[i].maximum, cases[i].up);

      g_test_message ("%s by %s", cases[i].number, cases[i].step);
      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decimal/steps", test_steps);

  return g_test_run ();
}
