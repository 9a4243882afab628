/* sbx-endpoint-config.h — what is kept of a server or connection in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Base of SbxServerConfig and SbxConnectionConfig. Main thread. Plain data: every property is construct-writable and notifies; a changed
 * config is applied by sbx_endpoint_set_config(). No secret is ever in it.
 *
 * Properties: id (string, UUID, made when left out, never changes), name (string; what people call it; empty: the address stands in), url (string). */
#define SBX_TYPE_ENDPOINT_CONFIG (sbx_endpoint_config_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxEndpointConfig, sbx_endpoint_config, SBX, ENDPOINT_CONFIG, GObject)

struct _SbxEndpointConfigClass
{
  GObjectClass parent_class;
};

const char *sbx_endpoint_config_get_id (SbxEndpointConfig *self);
const char *sbx_endpoint_config_get_name (SbxEndpointConfig *self);
const char *sbx_endpoint_config_get_url (SbxEndpointConfig *self);
/* The name, or what of the address tells it apart. (transfer full) */
char *sbx_endpoint_config_dup_title (SbxEndpointConfig *self);
/* A deep copy, for a dialog to edit. (transfer full) */
SbxEndpointConfig *sbx_endpoint_config_copy (SbxEndpointConfig *self);
/* JSON with members in a fixed order; defaults are left out; members that are not understood are kept and written back. */
JsonNode *sbx_endpoint_config_to_json (SbxEndpointConfig *self);
/* NULL with an error that names the JSON path (`servers[2].clientTimeout`: …). */
SbxEndpointConfig *sbx_endpoint_config_from_json (GType type, JsonNode *node, const char *path, GError **error);

/* The first thing that is wrong with the config, for inline errors: FALSE, the property's name in @property, and words in @error. */
gboolean sbx_endpoint_config_check (SbxEndpointConfig *self, const char **property, GError **error);

/* A hosted server's. Properties besides: server-id (string, empty: made from the name), version (string) ["1.0.0"], heartbeat-interval (uint ms) [30000],
 * client-timeout (uint ms) [90000], max-clients (uint) [1000], capabilities (strv), require-registration (boolean) [TRUE],
 * announce-clients (boolean) [TRUE], system-broadcast (boolean: the `$broadcast` form) [FALSE], allow-remote (boolean) [FALSE], allowed-origins (strv),
 * max-message-size (uint64 bytes) [16 MiB], handshake-timeout (uint ms), max-unregistered (uint), max-queue-size (uint64 bytes),
 * demo (boolean: serves the demo's order service) [FALSE], users (GListStore of SbxUserConfig). */
#define SBX_TYPE_SERVER_CONFIG (sbx_server_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxServerConfig, sbx_server_config, SBX, SERVER_CONFIG, SbxEndpointConfig)
SbxServerConfig *sbx_server_config_new (void);
GListStore *sbx_server_config_get_users (SbxServerConfig *self);

/* A user of a hosted server: username, roles (strv). The password is in SbxSecrets under "server:ID:user:NAME". */
#define SBX_TYPE_USER_CONFIG (sbx_user_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxUserConfig, sbx_user_config, SBX, USER_CONFIG, GObject)
SbxUserConfig *sbx_user_config_new (const char *username, const char *const *roles);

/* A connection's. Properties besides: client-id (string, empty: made anew each time), client-type (string) ["signalbox"], capabilities (strv),
 * metadata (string, JSON object text, nullable), auto-reconnect (boolean) [TRUE], reconnect-interval (uint ms) [5000], heartbeat-interval (uint ms) [30000],
 * request-timeout (uint ms) [30000], register (boolean) [TRUE], headers (strv `Name: value`; values of Authorization and Cookie go to SbxSecrets),
 * max-message-size (uint64), handshake-timeout (uint ms) [10000], username (string: whom to log in as; empty: nobody). */
#define SBX_TYPE_CONNECTION_CONFIG (sbx_connection_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxConnectionConfig, sbx_connection_config, SBX, CONNECTION_CONFIG, SbxEndpointConfig)
SbxConnectionConfig *sbx_connection_config_new (void);

G_END_DECLS
