/* mbm-rate-limit.c — middleware that bounds how often somebody may ask
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "mbm-enum-types.h"
#include "mbm-peer-host-private.h"
#include "mbm-rate-limit.h"
#include "mbm-server-private.h"

/* It holds tokens: one a request, and so many a second come back, until it is full. */
typedef struct
{
  char *key;
  double tokens;
  gint64 time; /* monotonic, µs: when that was so */
  GList link;  /* in the order of last use */
} MbmBucket;

/**
 * MbmRateLimit:
 *
 * A middleware that bounds how often somebody may ask or send events. What is too much is refused with
 * `TOO_MANY_REQUESTS`, and `{"retryAfter": …}`, in milliseconds, in the details.
 *
 * Each of those that [property@Mbm.RateLimit:key] tells apart has a bucket that holds
 * [property@Mbm.RateLimit:burst] tokens when it is full, and into which
 * [property@Mbm.RateLimit:rate] tokens flow each second. With [property@Mbm.RateLimit:per-name] each has one
 * for every name it uses. Of those that were not used for the longest time all over
 * [property@Mbm.RateLimit:max-buckets] are forgotten, and begin anew when they come back.
 *
 * Since: 0.1
 */
struct _MbmRateLimit
{
  MbmMiddleware parent_instance;

  double rate;
  guint burst;
  MbmRateKey key;
  gboolean per_name;
  guint max_buckets;

  GHashTable *buckets; /* key → MbmBucket */
  GQueue used;         /* the longest unused first */
};

enum
{
  PROP_0,
  PROP_RATE,
  PROP_BURST,
  PROP_KEY,
  PROP_PER_NAME,
  PROP_MAX_BUCKETS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MbmRateLimit, mbm_rate_limit, MBM_TYPE_MIDDLEWARE)

static void
mbm_bucket_free (MbmBucket *bucket)
{
  g_free (bucket->key);
  g_free (bucket);
}

static void
mbm_rate_limit_shrink (MbmRateLimit *self, guint n_buckets)
{
  while (self->used.length > n_buckets)
    {
      MbmBucket *bucket = self->used.head->data;

      g_queue_unlink (&self->used, &bucket->link);
      g_hash_table_remove (self->buckets, bucket->key);
    }
}

/* Who it is, told from all others by the first character. */
static char *
mbm_rate_limit_make_key (MbmRateLimit *self, MbmServerClient *client, MbmUser *user, const char *name)
{
  g_autofree char *host = NULL;
  const char *who = mbm_server_client_get_id (client);
  char kind = 'c';

  if (self->key == MBM_RATE_KEY_USER && user != NULL)
    {
      who = mbm_user_get_id (user);
      kind = 'u';
    }
  else if (self->key == MBM_RATE_KEY_ADDRESS)
    {
      who = host = mbm_peer_host_dup (mbm_server_client_get_address (client));
      kind = 'a';
    }

  if (!self->per_name)
    return g_strdup_printf ("%c%s", kind, who);

  return g_strdup_printf ("%c%" G_GSIZE_FORMAT ":%s%s", kind, strlen (who), who, name);
}

/* Takes @key. */
static MbmBucket *
mbm_rate_limit_use_bucket (MbmRateLimit *self, char *key)
{
  MbmBucket *bucket = g_hash_table_lookup (self->buckets, key);

  if (bucket != NULL)
    {
      g_free (key);
      g_queue_unlink (&self->used, &bucket->link);
    }
  else
    {
      mbm_rate_limit_shrink (self, self->max_buckets - 1);
      bucket = g_new0 (MbmBucket, 1);
      bucket->key = key;
      bucket->tokens = self->burst;
      bucket->time = g_get_monotonic_time ();
      bucket->link.data = bucket;
      g_hash_table_insert (self->buckets, bucket->key, bucket);
    }

  g_queue_push_tail_link (&self->used, &bucket->link);
  return bucket;
}

/* Takes a token. Returns 0, or for how many milliseconds there will be none. */
static gint64
mbm_rate_limit_take (MbmRateLimit *self, MbmServerClient *client, MbmUser *user, const char *name)
{
  MbmBucket *bucket = mbm_rate_limit_use_bucket (self, mbm_rate_limit_make_key (self, client, user, name));
  gint64 now = g_get_monotonic_time ();

  bucket->tokens += self->rate * (double) (now - bucket->time) / G_TIME_SPAN_SECOND;
  bucket->tokens = MIN (bucket->tokens, self->burst);
  bucket->time = now;

  if (bucket->tokens < 1)
    return (gint64) ceil ((1 - bucket->tokens) * 1000 / self->rate);

  bucket->tokens -= 1;
  return 0;
}

static GBytes *
mbm_rate_limit_describe (gint64 wait)
{
  char *text = g_strdup_printf ("{\"retryAfter\":%" G_GINT64_FORMAT "}", wait);

  return g_bytes_new_take (text, strlen (text));
}

static void
mbm_rate_limit_request (MbmMiddleware *middleware, MbmServerRequest *request)
{
  const char *name = mbm_server_request_get_name (request);
  gint64 wait = mbm_rate_limit_take (MBM_RATE_LIMIT (middleware), mbm_server_request_get_client (request),
                                     mbm_server_request_get_user (request), name);

  if (wait == 0)
    {
      mbm_server_request_proceed (request, middleware);
    }
  else
    {
      g_autoptr (GBytes) details = mbm_rate_limit_describe (wait);

      mbm_server_request_respond_error (request, MBM_CODE_TOO_MANY_REQUESTS,
                                        "Too many requests in too short a time", details);
    }
}

static void
mbm_rate_limit_event (MbmMiddleware *middleware, MbmServerEvent *event)
{
  const char *name = mbm_server_event_get_name (event);
  gint64 wait = mbm_rate_limit_take (MBM_RATE_LIMIT (middleware), mbm_server_event_get_client (event),
                                     mbm_server_event_get_user (event), name);

  if (wait == 0)
    {
      mbm_server_event_proceed (event, middleware);
    }
  else
    {
      g_autoptr (GBytes) details = mbm_rate_limit_describe (wait);

      mbm_server_event_refuse (event, MBM_CODE_TOO_MANY_REQUESTS, "Too many events in too short a time",
                               details);
    }
}

static void
mbm_rate_limit_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmRateLimit *self = MBM_RATE_LIMIT (object);

  switch (prop_id)
    {
    case PROP_RATE:
      g_value_set_double (value, self->rate);
      break;
    case PROP_BURST:
      g_value_set_uint (value, self->burst);
      break;
    case PROP_KEY:
      g_value_set_enum (value, self->key);
      break;
    case PROP_PER_NAME:
      g_value_set_boolean (value, self->per_name);
      break;
    case PROP_MAX_BUCKETS:
      g_value_set_uint (value, self->max_buckets);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_rate_limit_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmRateLimit *self = MBM_RATE_LIMIT (object);

  switch (prop_id)
    {
    case PROP_RATE:
      self->rate = g_value_get_double (value);
      break;
    case PROP_BURST:
      self->burst = g_value_get_uint (value);
      break;
    case PROP_KEY:
      self->key = g_value_get_enum (value);
      break;
    case PROP_PER_NAME:
      self->per_name = g_value_get_boolean (value);
      break;
    case PROP_MAX_BUCKETS:
      self->max_buckets = g_value_get_uint (value);
      mbm_rate_limit_shrink (self, self->max_buckets);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_rate_limit_finalize (GObject *object)
{
  MbmRateLimit *self = MBM_RATE_LIMIT (object);

  mbm_rate_limit_shrink (self, 0);
  g_hash_table_unref (self->buckets);

  G_OBJECT_CLASS (mbm_rate_limit_parent_class)->finalize (object);
}

#define MBM_SETTING (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS)

static void
mbm_rate_limit_class_init (MbmRateLimitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmMiddlewareClass *middleware_class = MBM_MIDDLEWARE_CLASS (klass);

  object_class->get_property = mbm_rate_limit_get_property;
  object_class->set_property = mbm_rate_limit_set_property;
  object_class->finalize = mbm_rate_limit_finalize;
  middleware_class->request = mbm_rate_limit_request;
  middleware_class->event = mbm_rate_limit_event;

  /**
   * MbmRateLimit:rate:
   *
   * How many requests and events a second are let through in the long run.
   *
   * Since: 0.1
   */
  props[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0.001, 1e9, MBM_DEFAULT_RATE, MBM_SETTING);

  /**
   * MbmRateLimit:burst:
   *
   * How many are let through at once.
   *
   * Since: 0.1
   */
  props[PROP_BURST] = g_param_spec_uint ("burst", NULL, NULL, 1, G_MAXUINT, MBM_DEFAULT_BURST, MBM_SETTING);

  /**
   * MbmRateLimit:key:
   *
   * Whose requests and events are counted together.
   *
   * Since: 0.1
   */
  props[PROP_KEY] =
    g_param_spec_enum ("key", NULL, NULL, MBM_TYPE_RATE_KEY, MBM_RATE_KEY_CLIENT, MBM_SETTING);

  /**
   * MbmRateLimit:per-name:
   *
   * Whether each name is counted by itself.
   *
   * Since: 0.1
   */
  props[PROP_PER_NAME] = g_param_spec_boolean ("per-name", NULL, NULL, FALSE, MBM_SETTING);

  /**
   * MbmRateLimit:max-buckets:
   *
   * How many of those it counts it remembers.
   *
   * Since: 0.1
   */
  props[PROP_MAX_BUCKETS] =
    g_param_spec_uint ("max-buckets", NULL, NULL, 1, G_MAXUINT, MBM_DEFAULT_MAX_BUCKETS, MBM_SETTING);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mbm_rate_limit_init (MbmRateLimit *self)
{
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mbm_bucket_free);
  g_queue_init (&self->used);
}

/**
 * mbm_rate_limit_new:
 * @rate: how many a second are let through in the long run
 * @burst: how many are let through at once
 * @key: whose requests and events are counted together
 *
 * Makes a middleware that bounds how often somebody may ask.
 *
 * Returns: (transfer full): a new middleware
 *
 * Since: 0.1
 */
MbmRateLimit *
mbm_rate_limit_new (double rate, guint burst, MbmRateKey key)
{
  return g_object_new (MBM_TYPE_RATE_LIMIT, "rate", rate, "burst", burst, "key", key, NULL);
}

/**
 * mbm_rate_limit_get_n_buckets:
 * @self: a rate limit
 *
 * How many of those it counts it remembers now.
 *
 * Returns: a number, never more than [property@Mbm.RateLimit:max-buckets]
 *
 * Since: 0.1
 */
guint
mbm_rate_limit_get_n_buckets (MbmRateLimit *self)
{
  g_return_val_if_fail (MBM_IS_RATE_LIMIT (self), 0);

  return self->used.length;
}
