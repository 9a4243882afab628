/* mbm-token-store.c — tokens that stand for a login
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "mbm-password-private.h"
#include "mbm-server-limits.h"
#include "mbm-token-store-private.h"

#define MBM_TOKEN_SIZE 32

/* A login that lasts until it expires or is revoked. Who holds a reference sees both.
 *
 * The token's text is known to its owner alone: the store keeps its SHA-256 sum. So a look-up reveals nothing
 * by the time it takes, and a dump of memory gives no token away. */
struct _MbmToken
{
  guint ref_count;
  MbmUser *user;
  gint64 expires_at; /* ms since the Unix epoch */
  char *sum;         /* NULL once it is not in the store any more */
  char *text;        /* of a provider's own, which the provider is told at logout; NULL otherwise */
  gboolean revoked;
  GList link; /* in the store's order of making */
};

/* Expired tokens are remembered, so that their owner is told `token_expired`, until there are too many. */
struct _MbmTokenStore
{
  guint max_tokens;
  GHashTable *tokens; /* sum → MbmToken */
  GQueue oldest_first;
};

MbmToken *
mbm_token_ref (MbmToken *self)
{
  self->ref_count++;
  return self;
}

void
mbm_token_unref (MbmToken *self)
{
  if (--self->ref_count > 0)
    return;

  mbm_user_unref (self->user);
  g_free (self->sum);
  mbm_password_free (self->text);
  g_free (self);
}

MbmUser *
mbm_token_get_user (MbmToken *self)
{
  return self->user;
}

gint64
mbm_token_get_expires_at (MbmToken *self)
{
  return self->expires_at;
}

void
mbm_token_expire (MbmToken *self)
{
  self->expires_at = 0;
}

/* NULL unless it is a provider's own. */
const char *
mbm_token_get_text (MbmToken *self)
{
  return self->text;
}

MbmTokenStatus
mbm_token_get_status (MbmToken *self)
{
  if (self->sum == NULL)
    return MBM_TOKEN_UNKNOWN;
  if (self->revoked)
    return MBM_TOKEN_REVOKED;

  return g_get_real_time () / 1000 < self->expires_at ? MBM_TOKEN_VALID : MBM_TOKEN_EXPIRED;
}

MbmTokenStore *
mbm_token_store_new (void)
{
  MbmTokenStore *self = g_new0 (MbmTokenStore, 1);

  self->max_tokens = MBM_DEFAULT_MAX_TOKENS;
  self->tokens = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->oldest_first);

  return self;
}

/* The oldest go when there are more, at the next one that comes. */
void
mbm_token_store_set_max_tokens (MbmTokenStore *self, guint max_tokens)
{
  self->max_tokens = max_tokens;
}

void
mbm_token_store_free (MbmTokenStore *self)
{
  mbm_token_store_clear (self);
  g_hash_table_unref (self->tokens);
  g_free (self);
}

/* 256 random bits as base64url without padding; NULL if the system has no random numbers to give. */
static char *
mbm_token_new_text (void)
{
  guint8 random[MBM_TOKEN_SIZE];
  ssize_t got;
  char *text;

  do
    got = getrandom (random, sizeof random, 0);
  while (got < 0 && errno == EINTR);

  if (got != sizeof random)
    return NULL;

  text = g_base64_encode (random, sizeof random);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  explicit_bzero (random, sizeof random);

  return text;
}

static void
mbm_token_store_drop (MbmTokenStore *self, MbmToken *token)
{
  g_hash_table_remove (self->tokens, token->sum);
  g_queue_unlink (&self->oldest_first, &token->link);
  g_clear_pointer (&token->sum, g_free);
  mbm_token_unref (token);
}

/* Takes a token's text into the store. */
static MbmToken *
mbm_token_store_take (MbmTokenStore *self, MbmUser *user, const char *text, gint64 expires_at)
{
  MbmToken *token = g_new0 (MbmToken, 1);

  while (self->oldest_first.length >= MAX (self->max_tokens, 1))
    mbm_token_store_drop (self, self->oldest_first.head->data);

  token->ref_count = 1;
  token->user = mbm_user_ref (user);
  token->expires_at = expires_at;
  token->sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  token->link.data = token;

  g_queue_push_tail_link (&self->oldest_first, &token->link);
  g_hash_table_insert (self->tokens, token->sum, mbm_token_ref (token));

  return token;
}

/* Makes a token for @user that lasts until @expires_at; @text is what its owner gets. NULL without random
 * numbers. */
MbmToken *
mbm_token_store_issue (MbmTokenStore *self, MbmUser *user, gint64 expires_at, char **text)
{
  *text = mbm_token_new_text ();

  return *text != NULL ? mbm_token_store_take (self, user, *text, expires_at) : NULL;
}

/* Takes a provider's own token; one of the same text is replaced. */
MbmToken *
mbm_token_store_adopt (MbmTokenStore *self, MbmUser *user, const char *text, gint64 expires_at)
{
  g_autoptr (MbmToken) before = NULL;
  MbmToken *token;

  mbm_token_store_lookup (self, text, &before);
  if (before != NULL)
    mbm_token_store_drop (self, before);

  token = mbm_token_store_take (self, user, text, expires_at);
  token->text = g_strdup (text);

  return token;
}

/* @token: set, with a reference, unless the status is UNKNOWN. */
MbmTokenStatus
mbm_token_store_lookup (MbmTokenStore *self, const char *text, MbmToken **token)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  MbmToken *found = g_hash_table_lookup (self->tokens, sum);

  if (found == NULL)
    {
      *token = NULL;
      return MBM_TOKEN_UNKNOWN;
    }

  *token = mbm_token_ref (found);
  return mbm_token_get_status (found);
}

/* Ends a login, wherever the token is in use. A provider's own token is remembered: the provider may think it
 * good for as long as it lasts. */
void
mbm_token_store_revoke (MbmTokenStore *self, MbmToken *token)
{
  if (token->sum == NULL)
    return;

  if (token->text == NULL)
    mbm_token_store_drop (self, token);
  else
    token->revoked = TRUE;
}

/* Ends all logins of a user. Returns how many there were. */
guint
mbm_token_store_revoke_user (MbmTokenStore *self, const char *user_id)
{
  GList *link = self->oldest_first.head;
  guint n_revoked = 0;

  while (link != NULL)
    {
      MbmToken *token = link->data;

      link = link->next;
      if (strcmp (mbm_user_get_id (token->user), user_id) == 0 &&
          mbm_token_get_status (token) == MBM_TOKEN_VALID)
        {
          mbm_token_store_revoke (self, token);
          n_revoked++;
        }
    }

  return n_revoked;
}

void
mbm_token_store_clear (MbmTokenStore *self)
{
  while (!g_queue_is_empty (&self->oldest_first))
    mbm_token_store_drop (self, self->oldest_first.head->data);
}
