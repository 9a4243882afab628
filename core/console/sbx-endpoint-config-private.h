/* sbx-endpoint-config-private.h — what kinds of config are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint-config.h"

G_BEGIN_DECLS

#define SBX_CONFIG_PARAM_FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

/* What a class knows of one of its properties. */
typedef struct
{
  GParamSpec *pspec; /* borrowed: it lives as long as the class */
  char *name;        /* in the file */
  gboolean is_json;
} SbxConfigMember;

/* All members of a class, those of its base first; (transfer container). */
GPtrArray *sbx_endpoint_config_list_members (GType type);
const GValue *sbx_endpoint_config_peek_value (SbxEndpointConfig *self, GParamSpec *pspec);
gboolean sbx_config_values_equal (GParamSpec *pspec, const GValue *a, const GValue *b);
void sbx_config_value_init_default (GParamSpec *pspec, GValue *value);

/* Members of the file that were not understood: `"name":value` after `"name":value`. (nullable) */
const char *sbx_endpoint_config_get_unknown (SbxEndpointConfig *self);
void sbx_endpoint_config_set_unknown (SbxEndpointConfig *self, const char *unknown);

/* Add a property that the base class keeps the value of. In the file it is a member of the same name in camel
 * case, in the order of these calls, left out when it has its default. Names are static. */
void
sbx_endpoint_config_class_add_string (SbxEndpointConfigClass *klass, const char *name, const char *usual);
void sbx_endpoint_config_class_add_boolean (SbxEndpointConfigClass *klass, const char *name, gboolean usual);
void sbx_endpoint_config_class_add_uint (SbxEndpointConfigClass *klass,
                                         const char *name,
                                         guint minimum,
                                         guint usual);
void sbx_endpoint_config_class_add_uint64 (SbxEndpointConfigClass *klass,
                                           const char *name,
                                           guint64 minimum,
                                           guint64 usual);
void sbx_endpoint_config_class_add_strv (SbxEndpointConfigClass *klass, const char *name);
/* A nullable string that is JSON text: in the file it is a value of its own, not a string. */
void sbx_endpoint_config_class_add_json (SbxEndpointConfigClass *klass, const char *name);
/* Items, SbxItemConfig each; the instance gives the store with sbx_endpoint_config_init_list(). */
void sbx_endpoint_config_class_add_list (SbxEndpointConfigClass *klass, const char *name);

/* The list of alarms that every kind of endpoint has; where it stands in the file is up to the class. */
void sbx_endpoint_config_class_add_alarms (SbxEndpointConfigClass *klass);
void sbx_endpoint_config_init_alarms (SbxEndpointConfig *self);

/* Puts @store where the list property @name has its value. */
void sbx_endpoint_config_init_list (SbxEndpointConfig *self, const char *name, GListStore *store);

/* Values by name, which must be that of a property of that type. */
const char *sbx_endpoint_config_get_string (SbxEndpointConfig *self, const char *name);
gboolean sbx_endpoint_config_get_boolean (SbxEndpointConfig *self, const char *name);
guint sbx_endpoint_config_get_uint (SbxEndpointConfig *self, const char *name);
guint64 sbx_endpoint_config_get_uint64 (SbxEndpointConfig *self, const char *name);
const char *const *sbx_endpoint_config_get_strv (SbxEndpointConfig *self, const char *name);

/* A string of a few that are nicks of the values of @type. One that is none counts as the first; the check
 * finds it. */
int sbx_endpoint_config_get_choice (SbxEndpointConfig *self, const char *name, GType type);
gboolean sbx_endpoint_config_check_choice (SbxEndpointConfig *self,
                                           const char *name,
                                           GType type,
                                           const char **property,
                                           GError **error);

/* Makes whole paths of those files (certificates, keys) whose paths start from @directory (nullable), where
 * the workspace is. The contract's is left alone. */
void sbx_endpoint_config_resolve_files (SbxEndpointConfig *self, const char *directory);

/* What is wrong with its handlers and events. */
gboolean sbx_server_config_check_items (SbxServerConfig *self, const char **property, GError **error);

/* Says what is wrong: always FALSE. */
gboolean sbx_endpoint_config_complain (const char **property,
                                       const char *name,
                                       GError **error,
                                       const char *format,
                                       ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
