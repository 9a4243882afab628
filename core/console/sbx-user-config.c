/* sbx-user-config.c — a user of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-endpoint-config-private.h"
#include "sbx-json-members-private.h"

struct _SbxUserConfig
{
  GObject parent_instance;

  char *username;
  char **roles;
  char *unknown; /* members that were not understood, as they were; NULL if there are none */
};

enum
{
  PROP_0,
  PROP_USERNAME,
  PROP_ROLES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxUserConfig, sbx_user_config, G_TYPE_OBJECT)

static void
sbx_user_config_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxUserConfig *self = SBX_USER_CONFIG (object);

  switch (prop_id)
    {
    case PROP_USERNAME:
      g_value_set_string (value, self->username);
      break;
    case PROP_ROLES:
      g_value_set_boxed (value, self->roles);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_username (SbxUserConfig *self, const char *username)
{
  if (username == NULL)
    username = "";
  if (g_strcmp0 (self->username, username) == 0)
    return;

  g_free (self->username);
  self->username = g_strdup (username);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USERNAME]);
}

static void
set_roles (SbxUserConfig *self, const char *const *roles)
{
  static const char *const none[] = { NULL };

  if (roles == NULL)
    roles = none;
  if (self->roles != NULL && g_strv_equal ((const char *const *) self->roles, roles))
    return;

  g_strfreev (self->roles);
  self->roles = g_strdupv ((char **) roles);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROLES]);
}

static void
sbx_user_config_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxUserConfig *self = SBX_USER_CONFIG (object);

  switch (prop_id)
    {
    case PROP_USERNAME:
      set_username (self, g_value_get_string (value));
      break;
    case PROP_ROLES:
      set_roles (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_user_config_finalize (GObject *object)
{
  SbxUserConfig *self = SBX_USER_CONFIG (object);

  g_free (self->username);
  g_strfreev (self->roles);
  g_free (self->unknown);

  G_OBJECT_CLASS (sbx_user_config_parent_class)->finalize (object);
}

static void
sbx_user_config_class_init (SbxUserConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_user_config_get_property;
  object_class->set_property = sbx_user_config_set_property;
  object_class->finalize = sbx_user_config_finalize;

  properties[PROP_USERNAME] =
    g_param_spec_string ("username", NULL, NULL, "", SBX_CONFIG_PARAM_FLAGS | G_PARAM_CONSTRUCT);
  properties[PROP_ROLES] =
    g_param_spec_boxed ("roles", NULL, NULL, G_TYPE_STRV, SBX_CONFIG_PARAM_FLAGS | G_PARAM_CONSTRUCT);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_user_config_init (SbxUserConfig *self)
{
}

/**
 * sbx_user_config_new:
 * @username: whom they log in as
 * @roles: (nullable) (array zero-terminated=1): what they may do
 *
 * Returns: (transfer full): a user
 */
SbxUserConfig *
sbx_user_config_new (const char *username, const char *const *roles)
{
  return g_object_new (SBX_TYPE_USER_CONFIG, "username", username, "roles", roles, NULL);
}

/**
 * sbx_user_config_get_username:
 *
 * Returns: whom they log in as
 */
const char *
sbx_user_config_get_username (SbxUserConfig *self)
{
  g_return_val_if_fail (SBX_IS_USER_CONFIG (self), NULL);

  return self->username;
}

/**
 * sbx_user_config_get_roles:
 *
 * Returns: (array zero-terminated=1) (transfer none): what they may do
 */
const char *const *
sbx_user_config_get_roles (SbxUserConfig *self)
{
  g_return_val_if_fail (SBX_IS_USER_CONFIG (self), NULL);

  return (const char *const *) self->roles;
}

SbxUserConfig *
sbx_user_config_copy (SbxUserConfig *self)
{
  SbxUserConfig *copy = sbx_user_config_new (self->username, (const char *const *) self->roles);

  copy->unknown = g_strdup (self->unknown);
  return copy;
}

void
sbx_user_config_append_json (SbxUserConfig *self, GString *json)
{
  g_string_append_c (json, '{');
  sbx_json_append_name (json, "username");
  mbm_json_append_string (json, self->username, -1);
  if (self->roles[0] != NULL)
    {
      sbx_json_append_name (json, "roles");
      sbx_json_append_strv (json, (const char *const *) self->roles);
    }
  if (self->unknown != NULL)
    g_string_append_printf (json, ",%s", self->unknown);
  g_string_append_c (json, '}');
}

static gboolean
read_members (SbxUserConfig *self, MbmJsonValue value, const char *path, GError **error)
{
  MbmJsonIter iter;
  MbmJsonValue key, member;

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &key, &member))
    {
      g_autofree char *name = mbm_json_value_dup_string (key);
      GParamSpec *pspec =
        name != NULL ? g_object_class_find_property (G_OBJECT_GET_CLASS (self), name) : NULL;
      g_autofree char *member_path = NULL;
      g_auto (GValue) result = G_VALUE_INIT;

      if (pspec == NULL)
        {
          char *before = self->unknown;

          self->unknown =
            g_strdup_printf ("%s%s%.*s:%.*s", before != NULL ? before : "", before != NULL ? "," : "",
                             (int) key.length, key.text, (int) member.length, member.text);
          g_free (before);
          continue;
        }

      member_path = g_strdup_printf ("%s.%s", path, name);
      g_value_init (&result, pspec->value_type);
      if (!sbx_json_read_value (member, pspec, member_path, &result, error))
        return FALSE;
      g_object_set_property (G_OBJECT (self), name, &result);
    }

  if (*self->username == '\0')
    return sbx_json_complain (error, path, _ ("the username is missing"));
  return TRUE;
}

SbxUserConfig *
sbx_user_config_from_json (MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (SbxUserConfig) self = sbx_user_config_new (NULL, NULL);

  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    {
      sbx_json_complain (error, path, _ ("this must be an object"));
      return NULL;
    }
  if (!read_members (self, value, path, error))
    return NULL;

  return g_steal_pointer (&self);
}
