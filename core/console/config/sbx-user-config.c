/* sbx-user-config.c — a user of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-endpoint-config.h"
#include "sbx-item-config-private.h"

struct _SbxUserConfig
{
  SbxItemConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxUserConfig, sbx_user_config, SBX_TYPE_ITEM_CONFIG)

static void
sbx_user_config_class_init (SbxUserConfigClass *klass)
{
  GParamSpec *const pspecs[] = {
    g_param_spec_string ("username", NULL, NULL, "", SBX_ITEM_PARAM_FLAGS | SBX_ITEM_PARAM_REQUIRED),
    g_param_spec_boxed ("roles", NULL, NULL, G_TYPE_STRV, SBX_ITEM_PARAM_FLAGS),
    g_param_spec_string ("description", NULL, NULL, "", SBX_ITEM_PARAM_FLAGS),
    NULL,
  };

  sbx_item_config_class_install (SBX_ITEM_CONFIG_CLASS (klass), pspecs);
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

  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), "username");
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

  return sbx_item_config_get_strv (SBX_ITEM_CONFIG (self), "roles");
}
