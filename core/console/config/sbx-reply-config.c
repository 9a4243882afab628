/* sbx-reply-config.c — how a connection answers a request of its service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-config-enums.h"
#include "sbx-item-config-private.h"
#include "sbx-reply-config.h"

struct _SbxReplyConfig
{
  SbxItemConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxReplyConfig, sbx_reply_config, SBX_TYPE_ITEM_CONFIG)

static gboolean
sbx_reply_config_check (SbxItemConfig *item, const char **property, GError **error)
{
  const char *request = sbx_item_config_get_string (item, "request");
  const char *data = sbx_item_config_get_string (item, "data");
  g_autoptr (GError) fault = NULL;

  if (*request == '\0')
    return sbx_item_config_complain (property, "request", error, _ ("A reply names no request"));
  if (*request == '$')
    return sbx_item_config_complain (property, "request", error,
                                     _ ("Names that begin with $ are the protocol’s own"));
  if (data != NULL && !mbm_json_check (data, -1, &fault))
    return sbx_item_config_complain (property, "data", error, "%s", fault->message);
  if (sbx_item_config_get_enum (item, "kind") == SBX_REPLY_ERROR &&
      *sbx_item_config_get_string (item, "code") == '\0')
    return sbx_item_config_complain (property, "code", error, _ ("An error needs a code, such as NOT_NOW"));
  return TRUE;
}

static void
sbx_reply_config_class_init (SbxReplyConfigClass *klass)
{
  const GParamFlags flags = SBX_ITEM_PARAM_FLAGS;
  GParamSpec *const pspecs[] = {
    g_param_spec_string ("request", NULL, NULL, "", flags | SBX_ITEM_PARAM_REQUIRED),
    g_param_spec_enum ("kind", NULL, NULL, SBX_TYPE_REPLY_KIND, SBX_REPLY_DATA, flags),
    g_param_spec_string ("data", NULL, NULL, NULL, flags | SBX_ITEM_PARAM_JSON),
    g_param_spec_string ("code", NULL, NULL, "NOT_NOW", flags),
    g_param_spec_string ("message", NULL, NULL, "", flags),
    g_param_spec_uint ("wait", NULL, NULL, 1, G_MAXINT, 30000, flags),
    NULL,
  };

  SBX_ITEM_CONFIG_CLASS (klass)->check = sbx_reply_config_check;
  sbx_item_config_class_install (SBX_ITEM_CONFIG_CLASS (klass), pspecs);
}

static void
sbx_reply_config_init (SbxReplyConfig *self)
{
}

/**
 * sbx_reply_config_new:
 * @request: (nullable): the requests' name
 *
 * Returns: (transfer full): one that answers `null`
 */
SbxReplyConfig *
sbx_reply_config_new (const char *request)
{
  return g_object_new (SBX_TYPE_REPLY_CONFIG, "request", request, NULL);
}

/**
 * sbx_reply_config_get_request:
 *
 * Returns: the requests' name
 */
const char *
sbx_reply_config_get_request (SbxReplyConfig *self)
{
  g_return_val_if_fail (SBX_IS_REPLY_CONFIG (self), NULL);

  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), "request");
}

/**
 * sbx_reply_config_get_kind:
 *
 * Returns: how they are answered
 */
SbxReplyKind
sbx_reply_config_get_kind (SbxReplyConfig *self)
{
  g_return_val_if_fail (SBX_IS_REPLY_CONFIG (self), SBX_REPLY_DATA);

  return sbx_item_config_get_enum (SBX_ITEM_CONFIG (self), "kind");
}

/**
 * sbx_reply_config_get_data:
 *
 * Returns: (nullable): the answer, as JSON text
 */
const char *
sbx_reply_config_get_data (SbxReplyConfig *self)
{
  g_return_val_if_fail (SBX_IS_REPLY_CONFIG (self), NULL);

  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), "data");
}

/**
 * sbx_reply_config_get_code:
 *
 * Returns: the error's code
 */
const char *
sbx_reply_config_get_code (SbxReplyConfig *self)
{
  g_return_val_if_fail (SBX_IS_REPLY_CONFIG (self), NULL);

  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), "code");
}

/**
 * sbx_reply_config_get_message:
 *
 * Returns: the error's words; may be empty
 */
const char *
sbx_reply_config_get_message (SbxReplyConfig *self)
{
  g_return_val_if_fail (SBX_IS_REPLY_CONFIG (self), NULL);

  return sbx_item_config_get_string (SBX_ITEM_CONFIG (self), "message");
}

/**
 * sbx_reply_config_get_wait:
 *
 * Returns: how long the user may take, in milliseconds
 */
guint
sbx_reply_config_get_wait (SbxReplyConfig *self)
{
  g_return_val_if_fail (SBX_IS_REPLY_CONFIG (self), 0);

  return sbx_item_config_get_uint (SBX_ITEM_CONFIG (self), "wait");
}
