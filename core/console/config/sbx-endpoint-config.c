/* sbx-endpoint-config.c — what is kept of a server or connection in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-transport.h"

#include "sbx-contract-text.h"
#include "sbx-endpoint-config-private.h"

G_DEFINE_ABSTRACT_TYPE (SbxEndpointConfig, sbx_endpoint_config, SBX_TYPE_ITEM_CONFIG)

static void
sbx_endpoint_config_constructed (GObject *object)
{
  SbxEndpointConfig *self = SBX_ENDPOINT_CONFIG (object);

  G_OBJECT_CLASS (sbx_endpoint_config_parent_class)->constructed (object);

  if (*sbx_endpoint_config_get_id (self) == '\0')
    {
      GValue *id = sbx_item_config_peek_value (SBX_ITEM_CONFIG (self), "id");

      g_value_take_string (id, g_uuid_string_random ());
    }
}

static gboolean
sbx_endpoint_config_real_check (SbxItemConfig *item, const char **property, GError **error)
{
  const char *url = sbx_endpoint_config_get_url (SBX_ENDPOINT_CONFIG (item));
  g_autoptr (MbmTransport) transport = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local_error = NULL;

  if (*url == '\0')
    return sbx_item_config_complain (property, "url", error,
                                     _ ("Enter an address such as ws://127.0.0.1:8080"));

  transport = mbm_transport_new_for_uri (url, &local_error);
  if (transport == NULL)
    return sbx_item_config_complain (property, "url", error, "%s", local_error->message);

  uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_SCHEME_NORMALIZE, &local_error);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return sbx_item_config_complain (property, "url", error,
                                     _ ("“%s” is no address: write one such as ws://127.0.0.1:8080"), url);

  if (g_uri_get_userinfo (uri) != NULL)
    return sbx_item_config_complain (
      property, "url", error,
      _ ("The address would be saved with the password in it: use an Authorization header instead"));

  return TRUE;
}

static void
add (SbxEndpointConfigClass *klass, GParamSpec *pspec)
{
  sbx_item_config_class_add (SBX_ITEM_CONFIG_CLASS (klass), pspec);
}

void
sbx_endpoint_config_class_add_string (SbxEndpointConfigClass *klass, const char *name, const char *usual)
{
  add (klass, g_param_spec_string (name, NULL, NULL, usual, SBX_ITEM_PARAM_FLAGS));
}

void
sbx_endpoint_config_class_add_boolean (SbxEndpointConfigClass *klass, const char *name, gboolean usual)
{
  add (klass, g_param_spec_boolean (name, NULL, NULL, usual, SBX_ITEM_PARAM_FLAGS));
}

void
sbx_endpoint_config_class_add_uint (SbxEndpointConfigClass *klass,
                                    const char *name,
                                    guint minimum,
                                    guint usual)
{
  add (klass, g_param_spec_uint (name, NULL, NULL, minimum, G_MAXINT, usual, SBX_ITEM_PARAM_FLAGS));
}

void
sbx_endpoint_config_class_add_uint64 (SbxEndpointConfigClass *klass,
                                      const char *name,
                                      guint64 minimum,
                                      guint64 usual)
{
  add (klass, g_param_spec_uint64 (name, NULL, NULL, minimum, G_MAXUINT32, usual, SBX_ITEM_PARAM_FLAGS));
}

void
sbx_endpoint_config_class_add_strv (SbxEndpointConfigClass *klass, const char *name)
{
  add (klass, g_param_spec_boxed (name, NULL, NULL, G_TYPE_STRV, SBX_ITEM_PARAM_FLAGS));
}

void
sbx_endpoint_config_class_add_json (SbxEndpointConfigClass *klass, const char *name)
{
  add (klass, g_param_spec_string (name, NULL, NULL, NULL, SBX_ITEM_PARAM_FLAGS | SBX_ITEM_PARAM_JSON));
}

void
sbx_endpoint_config_class_add_headers (SbxEndpointConfigClass *klass, const char *name)
{
  add (klass,
       g_param_spec_boxed (name, NULL, NULL, G_TYPE_STRV, SBX_ITEM_PARAM_FLAGS | SBX_ITEM_PARAM_HEADERS));
}

void
sbx_endpoint_config_class_add_list (SbxEndpointConfigClass *klass, const char *name)
{
  add (klass, sbx_item_config_param_list (name));
}

static void
sbx_endpoint_config_class_init (SbxEndpointConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sbx_endpoint_config_constructed;
  SBX_ITEM_CONFIG_CLASS (klass)->check = sbx_endpoint_config_real_check;

  add (klass, g_param_spec_string ("id", NULL, NULL, "",
                                   G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  sbx_endpoint_config_class_add_string (klass, "name", "");
  sbx_endpoint_config_class_add_string (klass, "description", "");
  sbx_endpoint_config_class_add_string (klass, "url", "");
  sbx_endpoint_config_class_add_string (klass, "contract", "");
}

static void
sbx_endpoint_config_init (SbxEndpointConfig *self)
{
}

void
sbx_endpoint_config_init_list (SbxEndpointConfig *self, const char *name, GType type)
{
  sbx_item_config_init_list (SBX_ITEM_CONFIG (self), name, g_list_store_new (type));
}

void
sbx_endpoint_config_class_add_alarms (SbxEndpointConfigClass *klass)
{
  sbx_endpoint_config_class_add_list (klass, "alarms");
}

void
sbx_endpoint_config_init_alarms (SbxEndpointConfig *self)
{
  sbx_endpoint_config_init_list (self, "alarms", SBX_TYPE_ALARM_CONFIG);
}

const char *
sbx_endpoint_config_get_string (SbxEndpointConfig *self, const char *name)
{
  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), name);
}

int
sbx_endpoint_config_get_choice (SbxEndpointConfig *self, const char *name, GType type)
{
  g_autoptr (GEnumClass) choices = g_type_class_ref (type);
  GEnumValue *choice = g_enum_get_value_by_nick (choices, sbx_endpoint_config_get_string (self, name));

  return choice != NULL ? choice->value : choices->values[0].value;
}

gboolean
sbx_endpoint_config_check_word (SbxEndpointConfig *self,
                                const char *name,
                                const char *const *words,
                                const char **property,
                                GError **error)
{
  const char *word = sbx_endpoint_config_get_string (self, name);
  g_autofree char *all = NULL;

  if (g_strv_contains (words, word))
    return TRUE;

  all = g_strjoinv (", ", (char **) words);
  /* Translators: the second %s is a list of words such as “messaging, magic-server” */
  return sbx_item_config_complain (property, name, error, _ ("“%s” is none of: %s"), word, all);
}

gboolean
sbx_endpoint_config_check_choice (SbxEndpointConfig *self,
                                  const char *name,
                                  GType type,
                                  const char **property,
                                  GError **error)
{
  g_autoptr (GEnumClass) choices = g_type_class_ref (type);
  g_autofree const char **nicks = g_new0 (const char *, choices->n_values + 1);

  for (guint i = 0; i < choices->n_values; i++)
    nicks[i] = choices->values[i].value_nick;
  return sbx_endpoint_config_check_word (self, name, nicks, property, error);
}

gboolean
sbx_endpoint_config_get_boolean (SbxEndpointConfig *self, const char *name)
{
  return sbx_item_config_get_boolean (SBX_ITEM_CONFIG (self), name);
}

guint
sbx_endpoint_config_get_uint (SbxEndpointConfig *self, const char *name)
{
  return sbx_item_config_get_uint (SBX_ITEM_CONFIG (self), name);
}

guint64
sbx_endpoint_config_get_uint64 (SbxEndpointConfig *self, const char *name)
{
  return sbx_item_config_get_uint64 (SBX_ITEM_CONFIG (self), name);
}

const char *const *
sbx_endpoint_config_get_strv (SbxEndpointConfig *self, const char *name)
{
  return sbx_item_config_get_strv (SBX_ITEM_CONFIG (self), name);
}

GListStore *
sbx_endpoint_config_get_list (SbxEndpointConfig *self, const char *name)
{
  return sbx_item_config_get_list (SBX_ITEM_CONFIG (self), name);
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

  return sbx_endpoint_config_get_list (self, "alarms");
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
  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  return SBX_ENDPOINT_CONFIG (sbx_item_config_copy (SBX_ITEM_CONFIG (self)));
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

  return SBX_ITEM_CONFIG_GET_CLASS (self)->check (SBX_ITEM_CONFIG (self), property, error);
}

/**
 * sbx_endpoint_config_to_json:
 *
 * Writes the config as it is kept in the workspace: members in a fixed order, without those that have their
 * default, and after them what sbx_endpoint_config_from_json() did not understand, as it was.
 *
 * Returns: (transfer full): a JSON object on one line
 */
char *
sbx_endpoint_config_to_json (SbxEndpointConfig *self)
{
  GString *json;

  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  json = g_string_new (NULL);
  sbx_item_config_append_json (SBX_ITEM_CONFIG (self), json);
  return g_string_free (json, FALSE);
}

/**
 * sbx_endpoint_config_from_json:
 * @type: %SBX_TYPE_SERVER_CONFIG or %SBX_TYPE_CONNECTION_CONFIG
 * @value: what sbx_endpoint_config_to_json() wrote, and people may have edited
 * @path: where it lies, for the error: `servers[2]`
 * @error: return location for an error: %G_IO_ERROR_INVALID_DATA
 *
 * Reads a config. Members that are not understood are kept and written back.
 *
 * Returns: (transfer full): the config; %NULL with an error that names the JSON path
 *   (`servers[2].clientTimeout: …`)
 */
SbxEndpointConfig *
sbx_endpoint_config_from_json (GType type, MbmJsonValue value, const char *path, GError **error)
{
  g_return_val_if_fail (g_type_is_a (type, SBX_TYPE_ENDPOINT_CONFIG), NULL);

  return (SbxEndpointConfig *) sbx_item_config_from_json (type, value, path, error);
}

void
sbx_endpoint_config_resolve_files (SbxEndpointConfig *self, const char *directory)
{
  static const char *const names[] = {
    "certificate-file", "key-file", "client-ca-file", "ca-file", "client-certificate-file",
    "client-key-file",  NULL
  };

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *whole = NULL;

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (self), names[i]) == NULL ||
          *sbx_endpoint_config_get_string (self, names[i]) == '\0')
        continue;
      whole = sbx_contract_path_resolve (sbx_endpoint_config_get_string (self, names[i]), directory);
      g_object_set (self, names[i], whole, NULL);
    }
}
