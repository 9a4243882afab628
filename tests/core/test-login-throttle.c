/* test-login-throttle.c — those who guess have to wait
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-login-throttle-private.h"

#define FREE_USER 3
#define FREE_HOST 5
#define MAX_DELAY 5000

static guint
get_delay (MbmLoginThrottle *throttle, const char *username, const char *host)
{
  return mbm_login_throttle_get_delay (throttle, username, host, FREE_USER, FREE_HOST, MAX_DELAY);
}

static void
fail (MbmLoginThrottle *throttle, const char *username, const char *host)
{
  mbm_login_throttle_note_failure (throttle, username, host, FREE_USER, FREE_HOST);
}

/* From a host each time another one: the name alone. */
static void
test_user (void)
{
  static const guint delays[] = { 0, 0, 0, 250, 500, 1000, 2000, 4000, 5000, 5000 };
  MbmLoginThrottle *throttle = mbm_login_throttle_new ();

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autofree char *host = g_strdup_printf ("10.0.0.%u", i);

      g_assert_cmpuint (get_delay (throttle, "ann", host), ==, delays[i]);
      fail (throttle, "ann", host);
    }
  g_assert_cmpuint (get_delay (throttle, "bert", "10.0.0.1"), ==, 0);

  /* Who got in is forgiven at once. */
  mbm_login_throttle_note_success (throttle, "ann");
  g_assert_cmpuint (get_delay (throttle, "ann", "10.0.0.1"), ==, 0);
  mbm_login_throttle_note_success (throttle, "nobody");
  mbm_login_throttle_free (throttle);
}

/* With a name each time another one: the host alone, which a success does not forgive. */
static void
test_host (void)
{
  static const guint delays[] = { 0, 0, 0, 0, 0, 250, 500, 1000, 2000, 4000, 5000, 5000 };
  MbmLoginThrottle *throttle = mbm_login_throttle_new ();

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autofree char *name = g_strdup_printf ("user-%u", i);

      g_assert_cmpuint (get_delay (throttle, name, "10.0.0.1"), ==, delays[i]);
      g_assert_cmpuint (get_delay (throttle, NULL, "10.0.0.1"), ==, delays[i]);
      fail (throttle, i % 2 == 0 ? name : NULL, "10.0.0.1");
    }
  mbm_login_throttle_note_success (throttle, "user-1");
  g_assert_cmpuint (get_delay (throttle, "user-1", "10.0.0.1"), ==, 5000);
  g_assert_cmpuint (get_delay (throttle, "user-1", "10.0.0.2"), ==, 0);

  /* A name is not taken for a host. */
  g_assert_cmpuint (get_delay (throttle, "10.0.0.1", "10.0.0.2"), ==, 0);
  mbm_login_throttle_free (throttle);
}

/* However much was tried, it is forgotten some time after it ends. */
static void
test_forgive (void)
{
  MbmLoginThrottle *throttle = mbm_login_throttle_new ();

  for (guint i = 0; i < 10000; i++)
    fail (throttle, "ann", "10.0.0.1");
  g_assert_cmpuint (get_delay (throttle, "ann", "10.0.0.2"), ==, 5000);
  mbm_login_throttle_advance (throttle, 15 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (get_delay (throttle, "ann", "10.0.0.2"), <=, 500);
  mbm_login_throttle_advance (throttle, 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (get_delay (throttle, "ann", "10.0.0.2"), ==, 0);
  mbm_login_throttle_advance (throttle, 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (get_delay (throttle, "ann", "10.0.0.1"), ==, 0);
  g_assert_cmpuint (mbm_login_throttle_get_n_entries (throttle), ==, 0);
  mbm_login_throttle_free (throttle);
}

static void
test_off (void)
{
  MbmLoginThrottle *throttle = mbm_login_throttle_new ();

  for (guint i = 0; i < 100; i++)
    fail (throttle, "ann", "10.0.0.1");
  g_assert_cmpuint (mbm_login_throttle_get_delay (throttle, "ann", "10.0.0.1", 1, 1, 0), ==, 0);
  mbm_login_throttle_free (throttle);
}

/* Memory is bounded, in number and in size, and names that are alike but for their end stay apart. */
static void
test_bounded (void)
{
  MbmLoginThrottle *throttle = mbm_login_throttle_new ();
  g_autofree char *one = g_strnfill (1000, 'x');
  g_autofree char *two = g_strnfill (1001, 'x');

  for (guint i = 0; i < 4; i++)
    fail (throttle, one, "10.0.0.1");
  g_assert_cmpuint (get_delay (throttle, one, "10.0.0.2"), ==, 500);
  g_assert_cmpuint (get_delay (throttle, two, "10.0.0.2"), ==, 0);

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *name = g_strdup_printf ("user-%u", i);

      fail (throttle, name, "10.0.0.1");
      g_assert_cmpuint (mbm_login_throttle_get_n_entries (throttle), <=, 10000);
    }
  g_assert_cmpuint (get_delay (throttle, one, "10.0.0.2"), ==, 0);
  g_assert_cmpuint (get_delay (throttle, one, "10.0.0.1"), ==, 5000); /* it was there all the time */
  mbm_login_throttle_free (throttle);
}

static void
test_waiting (void)
{
  MbmLoginThrottle *throttle = mbm_login_throttle_new ();

  g_assert_true (mbm_login_throttle_begin_wait (throttle, "a", 2));
  g_assert_true (mbm_login_throttle_begin_wait (throttle, "a", 2));
  g_assert_false (mbm_login_throttle_begin_wait (throttle, "a", 2));
  g_assert_true (mbm_login_throttle_begin_wait (throttle, "b", 2));
  mbm_login_throttle_end_wait (throttle, "a");
  g_assert_true (mbm_login_throttle_begin_wait (throttle, "a", 2));
  mbm_login_throttle_end_wait (throttle, "a");
  mbm_login_throttle_end_wait (throttle, "a");
  mbm_login_throttle_end_wait (throttle, "b");
  g_assert_true (mbm_login_throttle_begin_wait (throttle, "a", 1));
  mbm_login_throttle_free (throttle);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/login-throttle/user", test_user);
  g_test_add_func ("/login-throttle/host", test_host);
  g_test_add_func ("/login-throttle/forgive", test_forgive);
  g_test_add_func ("/login-throttle/off", test_off);
  g_test_add_func ("/login-throttle/bounded", test_bounded);
  g_test_add_func ("/login-throttle/waiting", test_waiting);

  return g_test_run ();
}
