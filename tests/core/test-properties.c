/* test-properties.c — every setting of every class can be set, and says what it was set to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm.h"

/* Another value than @value within the bounds of @pspec; FALSE for kinds of values that have none to choose
 * from. */
static gboolean
choose_another (GParamSpec *pspec, GValue *value)
{
  if (G_IS_PARAM_SPEC_UINT (pspec))
    {
      guint maximum = G_PARAM_SPEC_UINT (pspec)->maximum;
      guint now = g_value_get_uint (value);

      g_value_set_uint (value, now < maximum ? now + 1 : now - 1);
    }
  else if (G_IS_PARAM_SPEC_UINT64 (pspec))
    {
      guint64 maximum = G_PARAM_SPEC_UINT64 (pspec)->maximum;
      guint64 now = g_value_get_uint64 (value);

      g_value_set_uint64 (value, now < maximum ? now + 1 : now - 1);
    }
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    {
      g_value_set_boolean (value, !g_value_get_boolean (value));
    }
  else if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;

      g_value_set_enum (value,
                        klass->values[g_value_get_enum (value) == klass->values[0].value ? 1 : 0].value);
    }
  else if (pspec->value_type == G_TYPE_STRV)
    {
      static const char *const strings[] = { "A: b", NULL };

      g_value_set_static_boxed (value, strings);
    }
  else
    {
      return FALSE;
    }

  return TRUE;
}

static void
assert_same (GParamSpec *pspec, const GValue *a, const GValue *b)
{
  if (pspec->value_type == G_TYPE_STRV)
    g_assert_cmpstrv (g_value_get_boxed (a), g_value_get_boxed (b));
  else if (g_param_values_cmp (pspec, a, b) != 0)
    g_error ("%s:%s is not what it was set to", g_type_name (pspec->owner_type), pspec->name);
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *n_notified = user_data;

  (*n_notified)++;
}

/* Returns whether it was tried. */
static gboolean
check_property (GObject *object, GParamSpec *pspec)
{
  g_auto (GValue) first = G_VALUE_INIT;
  g_auto (GValue) second = G_VALUE_INIT;
  g_autofree char *signal = g_strconcat ("notify::", pspec->name, NULL);
  gboolean is_explicit = (pspec->flags & G_PARAM_EXPLICIT_NOTIFY) != 0;
  guint n_notified = 0;
  gulong handler;

  if ((pspec->flags & G_PARAM_READABLE) == 0)
    return FALSE;

  g_object_get_property (object, pspec->name, &first);
  if ((pspec->flags & (G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY)) != G_PARAM_WRITABLE)
    return FALSE;

  /* What it is already. */
  handler = g_signal_connect (object, signal, G_CALLBACK (notify_cb), &n_notified);
  g_object_set_property (object, pspec->name, &first);
  if (is_explicit && n_notified > 0)
    g_error ("%s:%s is notified without a change", g_type_name (pspec->owner_type), pspec->name);
  if (!choose_another (pspec, &first))
    {
      g_signal_handler_disconnect (object, handler);
      return FALSE;
    }

  n_notified = 0;
  g_object_set_property (object, pspec->name, &first);
  g_object_get_property (object, pspec->name, &second);
  g_assert_cmpuint (n_notified, ==, 1);
  g_signal_handler_disconnect (object, handler);
  assert_same (pspec, &first, &second);
  return TRUE;
}

static void
check_object (GObject *object, guint n_expected)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint n, n_tried = 0;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);
  for (guint i = 0; i < n; i++)
    n_tried += check_property (object, pspecs[i]);
  g_test_message ("%s: %u of %u properties", G_OBJECT_TYPE_NAME (object), n_tried, n);
  g_assert_cmpuint (n_tried, >=, n_expected);
  g_assert_finalize_object (object);
}

static void
test_server (void)
{
  check_object (G_OBJECT (mbm_server_new (NULL, NULL)), 40);
}

static void
test_client (void)
{
  check_object (G_OBJECT (mbm_client_new (NULL)), 15);
}

static void
test_transport (gconstpointer uri)
{
  g_autoptr (GError) error = NULL;
  MbmTransport *transport = mbm_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  check_object (G_OBJECT (transport), 15);
}

/* What a server or client is given it hands to its transport, which takes no more than it says. */
static void
test_bounds (gconstpointer data)
{
  static const char *const names[] = { "max-message-size", "max-queue-size", "handshake-timeout",
                                       "max-pending" };
  g_autoptr (MbmTransport) transport = mbm_transport_new_for_uri ("ws://127.0.0.1", NULL);
  g_autoptr (GObject) object = g_object_new (GPOINTER_TO_SIZE (data), NULL);
  guint n_found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GParamSpec *theirs = g_object_class_find_property (G_OBJECT_GET_CLASS (transport), names[i]);
      GParamSpec *ours = g_object_class_find_property (G_OBJECT_GET_CLASS (object), names[i]);

      if (ours == NULL)
        continue;

      n_found++;
      g_assert_true (ours->value_type == theirs->value_type);
      if (G_IS_PARAM_SPEC_UINT64 (ours))
        {
          g_assert_cmpuint (G_PARAM_SPEC_UINT64 (ours)->minimum, ==, G_PARAM_SPEC_UINT64 (theirs)->minimum);
          g_assert_cmpuint (G_PARAM_SPEC_UINT64 (ours)->maximum, ==, G_PARAM_SPEC_UINT64 (theirs)->maximum);
        }
      else
        {
          g_assert_cmpuint (G_PARAM_SPEC_UINT (ours)->minimum, ==, G_PARAM_SPEC_UINT (theirs)->minimum);
          g_assert_cmpuint (G_PARAM_SPEC_UINT (ours)->maximum, ==, G_PARAM_SPEC_UINT (theirs)->maximum);
        }
    }
  g_assert_cmpuint (n_found, >=, 3);
}

static void
test_middleware (void)
{
  check_object (G_OBJECT (mbm_rate_limit_new (1.0, 2, MBM_RATE_KEY_CLIENT)), 4);
  check_object (G_OBJECT (mbm_time_limit_new (1000)), 1);
  check_object (G_OBJECT (mbm_login_check_new (NULL)), 0);
  check_object (G_OBJECT (mbm_function_middleware_new ()), 0);
}

static void
test_retry_policy (void)
{
  check_object (g_object_new (MBM_TYPE_RETRY_POLICY, NULL), 5);
}

int
main (int argc, char *argv[])
{
  static const char *const uris[] = { "memory://a", "ws://127.0.0.1", "wss://127.0.0.1", "http://127.0.0.1",
                                      "https://127.0.0.1" };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/properties/server", test_server);
  g_test_add_func ("/properties/client", test_client);
  g_test_add_data_func ("/properties/bounds/server", GSIZE_TO_POINTER (MBM_TYPE_SERVER), test_bounds);
  g_test_add_data_func ("/properties/bounds/client", GSIZE_TO_POINTER (MBM_TYPE_CLIENT), test_bounds);
  g_test_add_func ("/properties/middleware", test_middleware);
  g_test_add_func ("/properties/retry-policy", test_retry_policy);
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autofree char *scheme = g_uri_parse_scheme (uris[i]);
      g_autofree char *path = g_strdup_printf ("/properties/transport/%s", scheme);

      g_test_add_data_func (path, uris[i], test_transport);
    }

  return g_test_run ();
}
