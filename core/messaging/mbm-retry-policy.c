/* mbm-retry-policy.c — which requests are made again, and when
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-backoff-private.h"
#include "mbm-json-members-private.h"
#include "mbm-retry-policy.h"

/**
 * MbmRetryPolicy:
 *
 * Says which requests are made again when they fail, and after how long: for
 * [property@Mbm.Client:retry-policy], or for one call of [method@Mbm.Client.request_retrying_async].
 *
 * A request is made again if its answer is an error that says so: by `details.retryable`; else by
 * `details.retryAfter`, a number of milliseconds that is waited for at least; else because its code is one of
 * [property@Mbm.RetryPolicy:codes], or [property@Mbm.RetryPolicy:contract] has it as retryable. `retryable:
 * false` in the details is the last word. A request that could not even be sent, because the client is
 * reconnecting or its queue is full, is made again as well.
 *
 * What may have been executed is not: a request whose answer was lost with the connection, unless
 * [property@Mbm.RetryPolicy:retry-lost] is set, and one that timed out.
 *
 * A policy may be shared by clients of one thread.
 *
 * Since: 0.1
 */
struct _MbmRetryPolicy
{
  GObject parent_instance;

  MbmBackoff backoff;
  guint max_attempts;
  gboolean retry_lost;
  char **codes;
  MbmContract *contract;
};

enum
{
  PROP_0,
  PROP_MAX_ATTEMPTS,
  PROP_INITIAL_DELAY,
  PROP_MAX_DELAY,
  PROP_FACTOR,
  PROP_JITTER,
  PROP_RETRY_LOST,
  PROP_CODES,
  PROP_CONTRACT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MbmRetryPolicy, mbm_retry_policy, G_TYPE_OBJECT)

/* --- judging ------------------------------------------------------------ */

static gboolean
mbm_retry_policy_lists (MbmRetryPolicy *self, const char *code)
{
  MbmContractError *error;

  if (code == NULL)
    return FALSE;
  if (self->codes != NULL && g_strv_contains ((const char *const *) self->codes, code))
    return TRUE;

  error = self->contract != NULL ? mbm_contract_lookup_error (self->contract, code) : NULL;
  return error != NULL && mbm_contract_error_get_retryable (error);
}

/* @after: (out): how long the service wants to be left alone */
static gboolean
mbm_retry_policy_may_repeat (MbmRetryPolicy *self, MbmMessage *answer, gint64 *after)
{
  MbmJsonValue details;
  gboolean retryable = FALSE;

  *after = 0;
  if (mbm_json_value_get_member (mbm_message_get_error_value (answer), "details", &details))
    {
      gboolean wants = mbm_json_get_integer_member (details, "retryAfter", after) && *after >= 0;

      if (!wants)
        *after = 0;
      if (mbm_json_get_boolean_member (details, "retryable", &retryable))
        return retryable;
      if (wants)
        return TRUE;
    }

  return mbm_retry_policy_lists (self, mbm_message_get_error_code (answer)) ||
         mbm_retry_policy_lists (self, mbm_message_get_useful_error (answer));
}

/**
 * mbm_retry_policy_judge_answer:
 * @self: a policy
 * @answer: the answer to a request
 * @n_attempts: how many attempts there were, this one included
 *
 * Says whether a request that was answered so is made again.
 *
 * Returns: after how many milliseconds; -1 if it is not
 *
 * Since: 0.1
 */
gint64
mbm_retry_policy_judge_answer (MbmRetryPolicy *self, MbmMessage *answer, guint n_attempts)
{
  gint64 after;

  g_return_val_if_fail (MBM_IS_RETRY_POLICY (self), -1);
  g_return_val_if_fail (answer != NULL, -1);

  if (mbm_message_is_success (answer) || n_attempts >= self->max_attempts ||
      !mbm_retry_policy_may_repeat (self, answer, &after))
    return -1;

  return MAX (after, (gint64) mbm_backoff_get_delay (&self->backoff, n_attempts - 1));
}

/**
 * mbm_retry_policy_judge_error:
 * @self: a policy
 * @error: why a request has no answer
 * @n_attempts: how many attempts there were, this one included
 *
 * Says whether a request that failed so is made again.
 *
 * Returns: after how many milliseconds; -1 if it is not
 *
 * Since: 0.1
 */
gint64
mbm_retry_policy_judge_error (MbmRetryPolicy *self, const GError *error, guint n_attempts)
{
  gboolean unsent, lost;

  g_return_val_if_fail (MBM_IS_RETRY_POLICY (self), -1);
  g_return_val_if_fail (error != NULL, -1);

  unsent = g_error_matches (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED) ||
           g_error_matches (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL);
  lost = g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED);
  if (n_attempts >= self->max_attempts || !(unsent || (lost && self->retry_lost)))
    return -1;

  return mbm_backoff_get_delay (&self->backoff, n_attempts - 1);
}

/* --- the object --------------------------------------------------------- */

static void
mbm_retry_policy_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmRetryPolicy *self = MBM_RETRY_POLICY (object);

  switch (prop_id)
    {
    case PROP_MAX_ATTEMPTS:
      g_value_set_uint (value, self->max_attempts);
      break;
    case PROP_INITIAL_DELAY:
      g_value_set_uint (value, self->backoff.initial);
      break;
    case PROP_MAX_DELAY:
      g_value_set_uint (value, self->backoff.maximum);
      break;
    case PROP_FACTOR:
      g_value_set_double (value, self->backoff.factor);
      break;
    case PROP_JITTER:
      g_value_set_double (value, self->backoff.jitter);
      break;
    case PROP_RETRY_LOST:
      g_value_set_boolean (value, self->retry_lost);
      break;
    case PROP_CODES:
      g_value_set_boxed (value, self->codes);
      break;
    case PROP_CONTRACT:
      g_value_set_boxed (value, self->contract);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_retry_policy_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmRetryPolicy *self = MBM_RETRY_POLICY (object);

  switch (prop_id)
    {
    case PROP_MAX_ATTEMPTS:
      self->max_attempts = g_value_get_uint (value);
      break;
    case PROP_INITIAL_DELAY:
      self->backoff.initial = g_value_get_uint (value);
      break;
    case PROP_MAX_DELAY:
      self->backoff.maximum = g_value_get_uint (value);
      break;
    case PROP_FACTOR:
      self->backoff.factor = g_value_get_double (value);
      break;
    case PROP_JITTER:
      self->backoff.jitter = g_value_get_double (value);
      break;
    case PROP_RETRY_LOST:
      self->retry_lost = g_value_get_boolean (value);
      break;
    case PROP_CODES:
      mbm_retry_policy_set_codes (self, g_value_get_boxed (value));
      break;
    case PROP_CONTRACT:
      mbm_retry_policy_set_contract (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_retry_policy_finalize (GObject *object)
{
  MbmRetryPolicy *self = MBM_RETRY_POLICY (object);

  g_strfreev (self->codes);
  g_clear_pointer (&self->contract, mbm_contract_unref);

  G_OBJECT_CLASS (mbm_retry_policy_parent_class)->finalize (object);
}

static void
mbm_retry_policy_class_init (MbmRetryPolicyClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mbm_retry_policy_get_property;
  object_class->set_property = mbm_retry_policy_set_property;
  object_class->finalize = mbm_retry_policy_finalize;

  /**
   * MbmRetryPolicy:max-attempts:
   *
   * How often a request is made at most, the first time included.
   *
   * Since: 0.1
   */
  props[PROP_MAX_ATTEMPTS] =
    g_param_spec_uint ("max-attempts", NULL, NULL, 1, G_MAXUINT, MBM_DEFAULT_RETRY_ATTEMPTS, flags);

  /**
   * MbmRetryPolicy:initial-delay:
   *
   * How long to wait before a request is made for the second time, in milliseconds.
   *
   * Since: 0.1
   */
  props[PROP_INITIAL_DELAY] =
    g_param_spec_uint ("initial-delay", NULL, NULL, 1, G_MAXINT, MBM_DEFAULT_RETRY_INITIAL_DELAY, flags);

  /**
   * MbmRetryPolicy:max-delay:
   *
   * How long to wait at most, in milliseconds, unless the service asks for more by `retryAfter`.
   *
   * Since: 0.1
   */
  props[PROP_MAX_DELAY] =
    g_param_spec_uint ("max-delay", NULL, NULL, 1, G_MAXINT, MBM_DEFAULT_RETRY_MAX_DELAY, flags);

  /**
   * MbmRetryPolicy:factor:
   *
   * How much longer each wait is than the one before.
   *
   * Since: 0.1
   */
  props[PROP_FACTOR] = g_param_spec_double ("factor", NULL, NULL, 1, 100, MBM_DEFAULT_RETRY_FACTOR, flags);

  /**
   * MbmRetryPolicy:jitter:
   *
   * By how much of it each wait is longer or shorter, at random.
   *
   * Since: 0.1
   */
  props[PROP_JITTER] = g_param_spec_double ("jitter", NULL, NULL, 0, 1, MBM_DEFAULT_RETRY_JITTER, flags);

  /**
   * MbmRetryPolicy:retry-lost:
   *
   * Whether a request is made again whose connection was lost before an answer came. The service may have
   * executed it: only for requests that may be executed twice.
   *
   * Since: 0.1
   */
  props[PROP_RETRY_LOST] = g_param_spec_boolean ("retry-lost", NULL, NULL, FALSE, flags);

  /**
   * MbmRetryPolicy:codes:
   *
   * Codes of errors after which a request is made again, such as `DATABASE_BUSY`.
   *
   * Since: 0.1
   */
  props[PROP_CODES] = g_param_spec_boxed ("codes", NULL, NULL, G_TYPE_STRV, flags);

  /**
   * MbmRetryPolicy:contract:
   *
   * A contract that says of its errors which are `retryable`.
   *
   * Since: 0.1
   */
  props[PROP_CONTRACT] = g_param_spec_boxed ("contract", NULL, NULL, MBM_TYPE_CONTRACT, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mbm_retry_policy_init (MbmRetryPolicy *self)
{
}

/**
 * mbm_retry_policy_new:
 *
 * Makes a policy that repeats what says so of itself.
 *
 * Returns: (transfer full): a new policy
 *
 * Since: 0.1
 */
MbmRetryPolicy *
mbm_retry_policy_new (void)
{
  return g_object_new (MBM_TYPE_RETRY_POLICY, NULL);
}

/**
 * mbm_retry_policy_set_codes:
 * @self: a policy
 * @codes: (nullable) (array zero-terminated=1): codes of errors
 *
 * Sets after which errors a request is made again, beside those that say so themselves.
 *
 * Since: 0.1
 */
void
mbm_retry_policy_set_codes (MbmRetryPolicy *self, const char *const *codes)
{
  g_return_if_fail (MBM_IS_RETRY_POLICY (self));

  g_strfreev (self->codes);
  self->codes = g_strdupv ((char **) codes);
}

/**
 * mbm_retry_policy_set_contract:
 * @self: a policy
 * @contract: (nullable): a contract
 *
 * Sets which contract says what errors are retryable.
 *
 * Since: 0.1
 */
void
mbm_retry_policy_set_contract (MbmRetryPolicy *self, MbmContract *contract)
{
  g_return_if_fail (MBM_IS_RETRY_POLICY (self));

  if (contract != NULL)
    mbm_contract_ref (contract);
  g_clear_pointer (&self->contract, mbm_contract_unref);
  self->contract = contract;
}
