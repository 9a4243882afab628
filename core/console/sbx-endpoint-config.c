/* sbx-endpoint-config.c — what is kept of a server or connection in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-transport.h"

#include "sbx-endpoint-config-private.h"
#include "sbx-item-config-private.h"
#include "sbx-json-members-private.h"

typedef struct
{
  GHashTable *values; /* interned property name → GValue; what is missing has its default */
  char *unknown; /* `"name":value` after `"name":value`, as they were in the file; NULL if there are none */
} SbxEndpointConfigPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxEndpointConfig, sbx_endpoint_config, G_TYPE_OBJECT)

#define PRIVATE(self) ((SbxEndpointConfigPrivate *) sbx_endpoint_config_get_instance_private (self))

/* One id for all properties: values are told apart by the name of the pspec. */
#define PROP_KEPT 1

static GQuark
members_quark (void)
{
  static GQuark quark;

  if (quark == 0)
    quark = g_quark_from_static_string ("sbx-endpoint-config-members");
  return quark;
}

static SbxConfigMember *
member_new (GParamSpec *pspec, gboolean is_json)
{
  SbxConfigMember *member = g_new0 (SbxConfigMember, 1);

  member->pspec = pspec;
  member->name = sbx_json_member_name (pspec->name);
  member->is_json = is_json;
  return member;
}

static void
value_free (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

gboolean
sbx_config_values_equal (GParamSpec *pspec, const GValue *a, const GValue *b)
{
  if (pspec->value_type == G_TYPE_STRV)
    return g_strv_equal (g_value_get_boxed (a), g_value_get_boxed (b));
  return g_param_values_cmp (pspec, a, b) == 0;
}

/* No string but a nullable one is NULL, and a nullable one is not empty; no array is NULL. */
static void
normalise (GParamSpec *pspec, GValue *value)
{
  static const char *const none[] = { NULL };

  if (pspec->value_type == G_TYPE_STRV && g_value_get_boxed (value) == NULL)
    {
      g_value_set_static_boxed (value, none);
    }
  else if (pspec->value_type == G_TYPE_STRING)
    {
      const char *usual = G_PARAM_SPEC_STRING (pspec)->default_value;
      const char *string = g_value_get_string (value);

      if (string == NULL || (usual == NULL && *string == '\0'))
        g_value_set_static_string (value, usual);
    }
}

void
sbx_config_value_init_default (GParamSpec *pspec, GValue *value)
{
  g_value_init (value, pspec->value_type);
  g_param_value_set_default (pspec, value);
  normalise (pspec, value);
}

const GValue *
sbx_endpoint_config_peek_value (SbxEndpointConfig *self, GParamSpec *pspec)
{
  GValue *value = g_hash_table_lookup (PRIVATE (self)->values, pspec->name);

  if (value == NULL)
    {
      value = g_new0 (GValue, 1);
      sbx_config_value_init_default (pspec, value);
      g_hash_table_insert (PRIVATE (self)->values, (gpointer) pspec->name, value);
    }
  return value;
}

static const GValue *
peek_by_name (SbxEndpointConfig *self, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), name);

  g_assert (pspec != NULL);
  return sbx_endpoint_config_peek_value (self, pspec);
}

static void
sbx_endpoint_config_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (sbx_endpoint_config_peek_value (SBX_ENDPOINT_CONFIG (object), pspec), value);
}

static void
sbx_endpoint_config_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxEndpointConfig *self = SBX_ENDPOINT_CONFIG (object);
  GValue *kept;

  kept = g_new0 (GValue, 1);
  g_value_init (kept, pspec->value_type);
  g_value_copy (value, kept);
  normalise (pspec, kept);

  if (sbx_config_values_equal (pspec, sbx_endpoint_config_peek_value (self, pspec), kept))
    {
      value_free (kept);
      return;
    }

  g_hash_table_replace (PRIVATE (self)->values, (gpointer) pspec->name, kept);
  g_object_notify_by_pspec (object, pspec);
}

static void
sbx_endpoint_config_constructed (GObject *object)
{
  SbxEndpointConfig *self = SBX_ENDPOINT_CONFIG (object);

  G_OBJECT_CLASS (sbx_endpoint_config_parent_class)->constructed (object);

  if (*sbx_endpoint_config_get_id (self) == '\0')
    {
      GValue *id = (GValue *) peek_by_name (self, "id");

      g_value_take_string (id, g_uuid_string_random ());
    }
}

static void
sbx_endpoint_config_finalize (GObject *object)
{
  SbxEndpointConfigPrivate *priv = PRIVATE (SBX_ENDPOINT_CONFIG (object));

  g_hash_table_unref (priv->values);
  g_free (priv->unknown);

  G_OBJECT_CLASS (sbx_endpoint_config_parent_class)->finalize (object);
}

static gboolean
sbx_endpoint_config_real_check (SbxEndpointConfig *self, const char **property, GError **error)
{
  return TRUE;
}

static void
add_member (SbxEndpointConfigClass *klass, GParamSpec *pspec, gboolean is_json)
{
  GType type = G_OBJECT_CLASS_TYPE (klass);
  GPtrArray *members = g_type_get_qdata (type, members_quark ());

  /* As long-lived as the class, which is static. */
  if (members == NULL)
    {
      members = g_ptr_array_new ();
      g_type_set_qdata (type, members_quark (), members);
    }

  /* GObject does not let subclasses inherit these. */
  G_OBJECT_CLASS (klass)->get_property = sbx_endpoint_config_get_property;
  G_OBJECT_CLASS (klass)->set_property = sbx_endpoint_config_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_KEPT, pspec);
  g_ptr_array_add (members, member_new (pspec, is_json));
}

void
sbx_endpoint_config_class_add_string (SbxEndpointConfigClass *klass, const char *name, const char *usual)
{
  add_member (klass, g_param_spec_string (name, NULL, NULL, usual, SBX_CONFIG_PARAM_FLAGS), FALSE);
}

void
sbx_endpoint_config_class_add_boolean (SbxEndpointConfigClass *klass, const char *name, gboolean usual)
{
  add_member (klass, g_param_spec_boolean (name, NULL, NULL, usual, SBX_CONFIG_PARAM_FLAGS), FALSE);
}

void
sbx_endpoint_config_class_add_uint (SbxEndpointConfigClass *klass,
                                    const char *name,
                                    guint minimum,
                                    guint usual)
{
  add_member (klass, g_param_spec_uint (name, NULL, NULL, minimum, G_MAXINT, usual, SBX_CONFIG_PARAM_FLAGS),
              FALSE);
}

void
sbx_endpoint_config_class_add_uint64 (SbxEndpointConfigClass *klass,
                                      const char *name,
                                      guint64 minimum,
                                      guint64 usual)
{
  add_member (klass,
              g_param_spec_uint64 (name, NULL, NULL, minimum, G_MAXUINT32, usual, SBX_CONFIG_PARAM_FLAGS),
              FALSE);
}

void
sbx_endpoint_config_class_add_strv (SbxEndpointConfigClass *klass, const char *name)
{
  add_member (klass, g_param_spec_boxed (name, NULL, NULL, G_TYPE_STRV, SBX_CONFIG_PARAM_FLAGS), FALSE);
}

void
sbx_endpoint_config_class_add_json (SbxEndpointConfigClass *klass, const char *name)
{
  add_member (klass, g_param_spec_string (name, NULL, NULL, NULL, SBX_CONFIG_PARAM_FLAGS), TRUE);
}

void
sbx_endpoint_config_class_add_list (SbxEndpointConfigClass *klass, const char *name)
{
  add_member (klass,
              g_param_spec_object (name, NULL, NULL, G_TYPE_LIST_MODEL,
                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS),
              FALSE);
}

static void
sbx_endpoint_config_class_init (SbxEndpointConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_endpoint_config_get_property;
  object_class->set_property = sbx_endpoint_config_set_property;
  object_class->constructed = sbx_endpoint_config_constructed;
  object_class->finalize = sbx_endpoint_config_finalize;
  klass->check = sbx_endpoint_config_real_check;

  add_member (klass,
              g_param_spec_string ("id", NULL, NULL, "",
                                   G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS),
              FALSE);
  sbx_endpoint_config_class_add_string (klass, "name", "");
  sbx_endpoint_config_class_add_string (klass, "description", "");
  sbx_endpoint_config_class_add_string (klass, "url", "");
  sbx_endpoint_config_class_add_string (klass, "contract", "");
}

static void
sbx_endpoint_config_init (SbxEndpointConfig *self)
{
  PRIVATE (self)->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, value_free);
}

void
sbx_endpoint_config_init_list (SbxEndpointConfig *self, const char *name, GListStore *store)
{
  g_value_set_object ((GValue *) peek_by_name (self, name), store);
}

void
sbx_endpoint_config_class_add_alarms (SbxEndpointConfigClass *klass)
{
  sbx_endpoint_config_class_add_list (klass, "alarms");
}

void
sbx_endpoint_config_init_alarms (SbxEndpointConfig *self)
{
  g_autoptr (GListStore) alarms = g_list_store_new (SBX_TYPE_ALARM_CONFIG);

  sbx_endpoint_config_init_list (self, "alarms", alarms);
}

GPtrArray *
sbx_endpoint_config_list_members (GType type)
{
  GPtrArray *all = g_ptr_array_new ();
  GPtrArray *base = g_type_get_qdata (SBX_TYPE_ENDPOINT_CONFIG, members_quark ());
  GPtrArray *own = g_type_get_qdata (type, members_quark ());

  g_ptr_array_extend (all, base, NULL, NULL);
  if (own != NULL)
    g_ptr_array_extend (all, own, NULL, NULL);
  return all;
}

const char *
sbx_endpoint_config_get_unknown (SbxEndpointConfig *self)
{
  return PRIVATE (self)->unknown;
}

void
sbx_endpoint_config_set_unknown (SbxEndpointConfig *self, const char *unknown)
{
  SbxEndpointConfigPrivate *priv = PRIVATE (self);

  g_free (priv->unknown);
  priv->unknown = g_strdup (unknown);
}

const char *
sbx_endpoint_config_get_string (SbxEndpointConfig *self, const char *name)
{
  return g_value_get_string (peek_by_name (self, name));
}

int
sbx_endpoint_config_get_choice (SbxEndpointConfig *self, const char *name, GType type)
{
  g_autoptr (GEnumClass) choices = g_type_class_ref (type);
  GEnumValue *choice = g_enum_get_value_by_nick (choices, sbx_endpoint_config_get_string (self, name));

  return choice != NULL ? choice->value : choices->values[0].value;
}

gboolean
sbx_endpoint_config_check_choice (SbxEndpointConfig *self,
                                  const char *name,
                                  GType type,
                                  const char **property,
                                  GError **error)
{
  g_autoptr (GEnumClass) choices = g_type_class_ref (type);
  const char *nick = sbx_endpoint_config_get_string (self, name);
  g_autoptr (GString) words = g_string_new (NULL);

  if (g_enum_get_value_by_nick (choices, nick) != NULL)
    return TRUE;

  for (guint i = 0; i < choices->n_values; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", choices->values[i].value_nick);
  /* Translators: the second %s is a list of words such as “messaging, magic-server” */
  return sbx_endpoint_config_complain (property, name, error, _ ("“%s” is none of: %s"), nick, words->str);
}

gboolean
sbx_endpoint_config_get_boolean (SbxEndpointConfig *self, const char *name)
{
  return g_value_get_boolean (peek_by_name (self, name));
}

guint
sbx_endpoint_config_get_uint (SbxEndpointConfig *self, const char *name)
{
  return g_value_get_uint (peek_by_name (self, name));
}

guint64
sbx_endpoint_config_get_uint64 (SbxEndpointConfig *self, const char *name)
{
  return g_value_get_uint64 (peek_by_name (self, name));
}

const char *const *
sbx_endpoint_config_get_strv (SbxEndpointConfig *self, const char *name)
{
  return g_value_get_boxed (peek_by_name (self, name));
}

/**
 * sbx_endpoint_config_get_id:
 *
 * Returns: the UUID that tells it apart, in the workspace and in the traffic
 */
const char *
sbx_endpoint_config_get_id (SbxEndpointConfig *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  return sbx_endpoint_config_get_string (self, "id");
}

/**
 * sbx_endpoint_config_get_name:
 *
 * Returns: what people call it; may be empty
 */
const char *
sbx_endpoint_config_get_name (SbxEndpointConfig *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  return sbx_endpoint_config_get_string (self, "name");
}

/**
 * sbx_endpoint_config_get_url:
 *
 * Returns: what to serve, or whom to connect to
 */
const char *
sbx_endpoint_config_get_url (SbxEndpointConfig *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  return sbx_endpoint_config_get_string (self, "url");
}

/**
 * sbx_endpoint_config_get_alarms:
 *
 * Returns: (transfer none): SbxAlarmConfig each: what somebody wants to be told, to be changed in place
 */
GListStore *
sbx_endpoint_config_get_alarms (SbxEndpointConfig *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  return g_value_get_object (peek_by_name (self, "alarms"));
}

/**
 * sbx_endpoint_config_dup_title:
 *
 * Returns: (transfer full): the name, or what of the address tells it apart
 */
char *
sbx_endpoint_config_dup_title (SbxEndpointConfig *self)
{
  const char *name = sbx_endpoint_config_get_name (self);
  const char *url = sbx_endpoint_config_get_url (self);
  const char *rest;
  gsize length;

  if (*name != '\0')
    return g_strdup (name);

  rest = strstr (url, "://");
  rest = rest != NULL ? rest + strlen ("://") : url;
  length = strlen (rest);
  if (length > 0 && rest[length - 1] == '/')
    length--;
  return g_strndup (rest, length);
}

/**
 * sbx_endpoint_config_copy:
 *
 * Returns: (transfer full): a deep copy of the same id, for a dialog to edit
 */
SbxEndpointConfig *
sbx_endpoint_config_copy (SbxEndpointConfig *self)
{
  SbxEndpointConfig *copy;
  g_autoptr (GPtrArray) members = NULL;

  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  copy = g_object_new (G_OBJECT_TYPE (self), "id", sbx_endpoint_config_get_id (self), NULL);
  members = sbx_endpoint_config_list_members (G_OBJECT_TYPE (self));
  for (guint i = 0; i < members->len; i++)
    {
      SbxConfigMember *member = g_ptr_array_index (members, i);
      const GValue *value = sbx_endpoint_config_peek_value (self, member->pspec);

      if (member->pspec->value_type == G_TYPE_LIST_MODEL)
        sbx_item_config_copy_list (g_value_get_object (value),
                                   g_value_get_object (sbx_endpoint_config_peek_value (copy, member->pspec)));
      else if ((member->pspec->flags & G_PARAM_CONSTRUCT_ONLY) == 0)
        g_object_set_property (G_OBJECT (copy), member->pspec->name, value);
    }
  sbx_endpoint_config_set_unknown (copy, PRIVATE (self)->unknown);

  return copy;
}

gboolean
sbx_endpoint_config_complain (const char **property,
                              const char *name,
                              GError **error,
                              const char *format,
                              ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  if (property != NULL)
    *property = name;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

static gboolean
check_url (SbxEndpointConfig *self, const char **property, GError **error)
{
  const char *url = sbx_endpoint_config_get_url (self);
  g_autoptr (MbmTransport) transport = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local_error = NULL;

  if (*url == '\0')
    return sbx_endpoint_config_complain (property, "url", error,
                                         _ ("Enter an address such as ws://127.0.0.1:8080"));

  transport = mbm_transport_new_for_uri (url, &local_error);
  if (transport == NULL)
    return sbx_endpoint_config_complain (property, "url", error, "%s", local_error->message);

  uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_SCHEME_NORMALIZE, &local_error);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return sbx_endpoint_config_complain (property, "url", error,
                                         _ ("“%s” is no address: write one such as ws://127.0.0.1:8080"),
                                         url);

  if (g_uri_get_userinfo (uri) != NULL)
    return sbx_endpoint_config_complain (
      property, "url", error,
      _ ("The address would be saved with the password in it: use an Authorization header instead"));

  return TRUE;
}

/**
 * sbx_endpoint_config_check:
 * @property: (out) (optional) (transfer none): return location for the name of the property that is wrong
 * @error: return location for the words: %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Looks for the first thing that is wrong with the config, for a dialog to show beside the entry.
 *
 * Returns: whether nothing is
 */
gboolean
sbx_endpoint_config_check (SbxEndpointConfig *self, const char **property, GError **error)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), FALSE);

  return check_url (self, property, error) &&
         SBX_ENDPOINT_CONFIG_GET_CLASS (self)->check (self, property, error);
}
