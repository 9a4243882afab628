/* sbx-endpoint-config-private.h — what kinds of config are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint-config.h"
#include "sbx-item-config-private.h"

G_BEGIN_DECLS

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
void sbx_endpoint_config_class_add_headers (SbxEndpointConfigClass *klass, const char *name);
/* Items, SbxItemConfig each; the instance says of what type with sbx_endpoint_config_init_list(). */
void sbx_endpoint_config_class_add_list (SbxEndpointConfigClass *klass, const char *name);

/* The list of alarms that every kind of endpoint has; where it stands in the file is up to the class. */
void sbx_endpoint_config_class_add_alarms (SbxEndpointConfigClass *klass);
void sbx_endpoint_config_init_alarms (SbxEndpointConfig *self);

/* What items the list property @name has. */
void sbx_endpoint_config_init_list (SbxEndpointConfig *self, const char *name, GType type);

/* Values by name, which must be that of a property of that type. */
const char *sbx_endpoint_config_get_string (SbxEndpointConfig *self, const char *name);
gboolean sbx_endpoint_config_get_boolean (SbxEndpointConfig *self, const char *name);
guint sbx_endpoint_config_get_uint (SbxEndpointConfig *self, const char *name);
guint64 sbx_endpoint_config_get_uint64 (SbxEndpointConfig *self, const char *name);
const char *const *sbx_endpoint_config_get_strv (SbxEndpointConfig *self, const char *name);
GListStore *sbx_endpoint_config_get_list (SbxEndpointConfig *self, const char *name);

/* A string of a few that are nicks of the values of @type. One that is none counts as the first; the check
 * finds it. */
int sbx_endpoint_config_get_choice (SbxEndpointConfig *self, const char *name, GType type);
gboolean sbx_endpoint_config_check_word (SbxEndpointConfig *self,
                                         const char *name,
                                         const char *const *words,
                                         const char **property,
                                         GError **error);
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

G_END_DECLS
