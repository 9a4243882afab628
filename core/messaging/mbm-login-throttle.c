/* mbm-login-throttle.c — those who guess have to wait
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "mbm-login-throttle-private.h"
#include "mbm-server-limits.h"

/* What the first failure that costs something costs. */
#define MBM_LOGIN_THROTTLE_STEP 250u /* ms */

/* One failure is forgiven in this time. */
#define MBM_LOGIN_THROTTLE_FORGIVE G_TIME_SPAN_MINUTE

/* No more than these are counted beyond those that are free: an attack is forgotten some time after it ends.
 */
#define MBM_LOGIN_THROTTLE_MAX_EXCESS 16

/* Longer names are told apart by their sum. */
#define MBM_LOGIN_THROTTLE_MAX_KEY 64

typedef struct
{
  char *key;
  double failures;
  gint64 time; /* monotonic, µs: when that was so */
  GList link;  /* in the order of last use */
} MbmThrottleEntry;

struct _MbmLoginThrottle
{
  guint max_entries;
  GHashTable *entries; /* key → MbmThrottleEntry */
  GQueue used;         /* the longest untouched first */
  GHashTable *waiting; /* host → number; a host without one is not in it */
  gint64 advanced;
};

static void
mbm_throttle_entry_free (MbmThrottleEntry *entry)
{
  g_free (entry->key);
  g_free (entry);
}

MbmLoginThrottle *
mbm_login_throttle_new (void)
{
  MbmLoginThrottle *self = g_new0 (MbmLoginThrottle, 1);

  self->max_entries = MBM_DEFAULT_MAX_LOGIN_RECORDS;
  self->entries =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mbm_throttle_entry_free);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->used);

  return self;
}

/* The longest untouched go when there are more, at the next one that comes. */
void
mbm_login_throttle_set_max_entries (MbmLoginThrottle *self, guint max_entries)
{
  self->max_entries = max_entries;
}

void
mbm_login_throttle_free (MbmLoginThrottle *self)
{
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->waiting);
  g_free (self);
}

static gint64
mbm_login_throttle_now (MbmLoginThrottle *self)
{
  return g_get_monotonic_time () + self->advanced;
}

static char *
mbm_login_throttle_make_key (char kind, const char *name)
{
  g_autofree char *sum = NULL;

  if (strlen (name) > MBM_LOGIN_THROTTLE_MAX_KEY)
    name = sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

  return g_strdup_printf ("%c%s", kind, name);
}

static void
mbm_login_throttle_remove (MbmLoginThrottle *self, MbmThrottleEntry *entry)
{
  g_queue_unlink (&self->used, &entry->link);
  g_hash_table_remove (self->entries, entry->key);
}

/* What is left of the failures by now. Takes @key. */
static double
mbm_login_throttle_count (MbmLoginThrottle *self, char *key)
{
  g_autofree char *owned = key;
  MbmThrottleEntry *entry = g_hash_table_lookup (self->entries, owned);
  gint64 now = mbm_login_throttle_now (self);

  if (entry == NULL)
    return 0;

  entry->failures -= (double) (now - entry->time) / MBM_LOGIN_THROTTLE_FORGIVE;
  entry->time = now;
  if (entry->failures > 0)
    return entry->failures;

  mbm_login_throttle_remove (self, entry);
  return 0;
}

/* Takes @key. */
static void
mbm_login_throttle_add (MbmLoginThrottle *self, char *key, guint n_free)
{
  double failures = mbm_login_throttle_count (self, g_strdup (key));
  MbmThrottleEntry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    {
      g_free (key);
      g_queue_unlink (&self->used, &entry->link);
    }
  else
    {
      while (self->used.length >= MAX (self->max_entries, 1))
        mbm_login_throttle_remove (self, self->used.head->data);
      entry = g_new0 (MbmThrottleEntry, 1);
      entry->key = key;
      entry->link.data = entry;
      g_hash_table_insert (self->entries, entry->key, entry);
    }

  entry->failures = MIN (failures + 1, (double) n_free + MBM_LOGIN_THROTTLE_MAX_EXCESS);
  entry->time = mbm_login_throttle_now (self);
  g_queue_push_tail_link (&self->used, &entry->link);
}

static guint
mbm_login_throttle_compute (double failures, guint n_free, guint max_delay)
{
  /* What has been forgiven in part counts in full. */
  double excess = ceil (failures) - n_free;

  if (excess < 0 || failures <= 0)
    return 0;

  return MIN (MBM_LOGIN_THROTTLE_STEP << (guint) MIN (excess, MBM_LOGIN_THROTTLE_MAX_EXCESS), max_delay);
}

guint
mbm_login_throttle_get_delay (MbmLoginThrottle *self,
                              const char *username,
                              const char *host,
                              guint free_user,
                              guint free_host,
                              guint max_delay)
{
  double of_user =
    username != NULL ? mbm_login_throttle_count (self, mbm_login_throttle_make_key ('u', username)) : 0;
  double of_host = mbm_login_throttle_count (self, mbm_login_throttle_make_key ('h', host));

  return MAX (mbm_login_throttle_compute (of_user, free_user, max_delay),
              mbm_login_throttle_compute (of_host, free_host, max_delay));
}

void
mbm_login_throttle_note_failure (MbmLoginThrottle *self,
                                 const char *username,
                                 const char *host,
                                 guint free_user,
                                 guint free_host)
{
  if (username != NULL)
    mbm_login_throttle_add (self, mbm_login_throttle_make_key ('u', username), free_user);
  mbm_login_throttle_add (self, mbm_login_throttle_make_key ('h', host), free_host);
}

void
mbm_login_throttle_note_success (MbmLoginThrottle *self, const char *username)
{
  g_autofree char *key = mbm_login_throttle_make_key ('u', username);
  MbmThrottleEntry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    mbm_login_throttle_remove (self, entry);
}

gboolean
mbm_login_throttle_begin_wait (MbmLoginThrottle *self, const char *host, guint max_waiting)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->waiting, host));

  if (n >= max_waiting)
    return FALSE;

  g_hash_table_replace (self->waiting, g_strdup (host), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

void
mbm_login_throttle_end_wait (MbmLoginThrottle *self, const char *host)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->waiting, host));

  g_assert (n > 0);
  if (n == 1)
    g_hash_table_remove (self->waiting, host);
  else
    g_hash_table_replace (self->waiting, g_strdup (host), GUINT_TO_POINTER (n - 1));
}

guint
mbm_login_throttle_get_n_entries (MbmLoginThrottle *self)
{
  return self->used.length;
}

void
mbm_login_throttle_advance (MbmLoginThrottle *self, gint64 us)
{
  self->advanced += us;
}
