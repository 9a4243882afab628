/* test-token-store.c — tokens that stand for a login
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-token-store-private.h"

static void
test_life (void)
{
  MbmTokenStore *store = mbm_token_store_new ();
  g_autoptr (MbmUser) user = mbm_user_new ("u", "anna", NULL);
  g_autoptr (MbmToken) token = NULL;
  g_autoptr (MbmToken) found = NULL;
  g_autoptr (MbmToken) none = NULL;
  g_autofree char *text = NULL;
  gint64 now = g_get_real_time () / 1000;

  token = mbm_token_store_issue (store, user, g_get_real_time () / 1000 + 60000, &text);
  g_assert_true (mbm_token_get_user (token) == user);
  g_assert_cmpint (mbm_token_get_status (token), ==, MBM_TOKEN_VALID);
  g_assert_cmpint (mbm_token_get_expires_at (token), >=, now + 60000);
  g_assert_cmpint (mbm_token_get_expires_at (token), <, now + 65000);

  g_assert_cmpint (mbm_token_store_lookup (store, text, &found), ==, MBM_TOKEN_VALID);
  g_assert_true (found == token);
  g_assert_cmpint (mbm_token_store_lookup (store, "", &none), ==, MBM_TOKEN_UNKNOWN);
  g_assert_null (none);

  mbm_token_store_revoke (store, token);
  mbm_token_store_revoke (store, token);
  g_assert_cmpint (mbm_token_get_status (token), ==, MBM_TOKEN_UNKNOWN);
  g_assert_cmpint (mbm_token_store_lookup (store, text, &none), ==, MBM_TOKEN_UNKNOWN);
  mbm_token_store_free (store);
  g_assert_true (mbm_token_get_user (token) == user);
}

static void
test_text (void)
{
  MbmTokenStore *store = mbm_token_store_new ();
  g_autoptr (MbmUser) user = mbm_user_new ("u", "anna", NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *text = NULL;
      g_autoptr (MbmToken) token = mbm_token_store_issue (store, user, G_MAXINT64, &text);

      /* 256 bits in 43 characters that need no escape anywhere. */
      g_assert_cmpuint (strlen (text), ==, 43);
      g_assert_cmpuint (strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), ==,
                        43);
      g_assert_true (g_hash_table_add (seen, text));
    }

  mbm_token_store_free (store);
}

static void
test_expiry (void)
{
  MbmTokenStore *store = mbm_token_store_new ();
  g_autoptr (MbmUser) user = mbm_user_new ("u", "anna", NULL);
  g_autoptr (MbmToken) token = NULL;
  g_autoptr (MbmToken) found = NULL;
  g_autofree char *text = NULL;

  token = mbm_token_store_issue (store, user, 1, &text);
  g_assert_cmpint (mbm_token_get_status (token), ==, MBM_TOKEN_EXPIRED);
  g_assert_cmpint (mbm_token_store_lookup (store, text, &found), ==, MBM_TOKEN_EXPIRED);
  mbm_token_store_free (store);
}

static void
test_bound (void)
{
  MbmTokenStore *store = mbm_token_store_new ();
  g_autoptr (MbmUser) user = mbm_user_new ("u", "anna", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (MbmToken) found = NULL;
  g_autoptr (MbmToken) one = mbm_token_store_issue (store, user, G_MAXINT64, &first);
  g_autoptr (MbmToken) two = mbm_token_store_issue (store, user, G_MAXINT64, &second);

  /* The oldest goes when there are too many. */
  for (guint i = 2; i < 100001; i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (MbmToken) token = mbm_token_store_issue (store, user, G_MAXINT64, &text);
    }
  g_assert_cmpint (mbm_token_store_lookup (store, first, &found), ==, MBM_TOKEN_UNKNOWN);
  g_assert_cmpint (mbm_token_get_status (one), ==, MBM_TOKEN_UNKNOWN);
  g_assert_cmpint (mbm_token_store_lookup (store, second, &found), ==, MBM_TOKEN_VALID);
  mbm_token_store_free (store);
}

/* A provider's own token: known by its text, and remembered once it was revoked. */
static void
test_adopted (void)
{
  MbmTokenStore *store = mbm_token_store_new ();
  g_autoptr (MbmUser) anna = mbm_user_new ("u-1", "anna", NULL);
  g_autoptr (MbmUser) bert = mbm_user_new ("u-2", "bert", NULL);
  g_autoptr (MbmToken) one = mbm_token_store_adopt (store, anna, "hers", G_MAXINT64);
  g_autoptr (MbmToken) again = mbm_token_store_adopt (store, bert, "hers", G_MAXINT64);
  g_autoptr (MbmToken) found = NULL;
  g_autoptr (MbmToken) revoked = NULL;
  g_autoptr (MbmToken) own = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (mbm_token_get_status (one), ==, MBM_TOKEN_UNKNOWN);
  g_assert_cmpint (mbm_token_store_lookup (store, "hers", &found), ==, MBM_TOKEN_VALID);
  g_assert_true (mbm_token_get_user (found) == bert);
  g_assert_cmpstr (mbm_token_get_text (found), ==, "hers");
  mbm_token_store_revoke (store, found);
  g_assert_cmpint (mbm_token_store_lookup (store, "hers", &revoked), ==, MBM_TOKEN_REVOKED);
  g_assert_true (revoked == again);

  own = mbm_token_store_issue (store, bert, G_MAXINT64, &text);
  g_assert_null (mbm_token_get_text (own));
  g_assert_cmpuint (mbm_token_store_revoke_user (store, "u-1"), ==, 0);
  g_assert_cmpuint (mbm_token_store_revoke_user (store, "u-2"), ==, 1);
  g_assert_cmpint (mbm_token_get_status (own), ==, MBM_TOKEN_UNKNOWN);
  mbm_token_store_free (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/token-store/life", test_life);
  g_test_add_func ("/token-store/text", test_text);
  g_test_add_func ("/token-store/expiry", test_expiry);
  g_test_add_func ("/token-store/adopted", test_adopted);
  g_test_add_func ("/token-store/bound", test_bound);

  return g_test_run ();
}
