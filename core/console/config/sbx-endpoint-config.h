/* sbx-endpoint-config.h — what is kept of a server or connection in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-contract.h"
#include "mbm-json.h"

#include "sbx-alarm-config.h"
#include "sbx-handler-config.h"
#include "sbx-reply-config.h"
#include "sbx-timer-config.h"

G_BEGIN_DECLS

/**
 * SbxEndpointConfig:
 *
 * Base of [class@SbxServerConfig] and [class@SbxConnectionConfig]: plain data that a dialog edits and the
 * workspace keeps. Every property can be written and notifies; an endpoint takes a changed config with
 * sbx_endpoint_set_config(). Main thread, but one that nobody else holds may be handed to another.
 *
 * No secret is ever in the file that is made of it: passwords, tokens and the values of headers that carry
 * such are with [class@SbxSecrets].
 *
 * Properties:
 *  - id (string, construct-only): a UUID, made when left out
 *  - name (string): what people call it; empty: the address stands in
 *  - description (string): a remark, of any number of lines
 *  - url (string): what to serve, or whom to connect to
 *  - alarms (GListStore of SbxAlarmConfig, read-only): see sbx_endpoint_config_get_alarms()
 *  - contract (string): the path of the file with its contract, from where the workspace's file is; empty:
 * none
 */
#define SBX_TYPE_ENDPOINT_CONFIG (sbx_endpoint_config_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxEndpointConfig, sbx_endpoint_config, SBX, ENDPOINT_CONFIG, SbxItemConfig)

/**
 * SbxEndpointConfigClass:
 * @parent_class: the parent
 *
 * What kinds of config add; see sbx-endpoint-config-private.h.
 */
struct _SbxEndpointConfigClass
{
  SbxItemConfigClass parent_class;
};

const char *sbx_endpoint_config_get_id (SbxEndpointConfig *self);
const char *sbx_endpoint_config_get_name (SbxEndpointConfig *self);
const char *sbx_endpoint_config_get_url (SbxEndpointConfig *self);
char *sbx_endpoint_config_dup_title (SbxEndpointConfig *self);
GListStore *sbx_endpoint_config_get_alarms (SbxEndpointConfig *self);
SbxEndpointConfig *sbx_endpoint_config_copy (SbxEndpointConfig *self);

char *sbx_endpoint_config_to_json (SbxEndpointConfig *self);
SbxEndpointConfig *
sbx_endpoint_config_from_json (GType type, MbmJsonValue value, const char *path, GError **error);

gboolean sbx_endpoint_config_check (SbxEndpointConfig *self, const char **property, GError **error);

/**
 * SbxServerConfig:
 *
 * What is kept of a hosted server. Properties besides those of [class@SbxEndpointConfig], [default]:
 *  - server-id (string): empty: made of the name []
 *  - version (string) ["1.0.0"]
 *  - heartbeat-interval (uint, ms, 0 none) [30000]
 *  - client-timeout (uint, ms, 0 none) [90000]
 *  - max-clients (uint) [1000]
 *  - capabilities (strv) []
 *  - require-registration (boolean) [TRUE]
 *  - announce-clients (boolean): tell all clients who comes and goes [TRUE]
 *  - system-broadcast (boolean): broadcasts travel as `$broadcast` [FALSE]
 *  - allow-remote (boolean): serve other machines too [FALSE]
 *  - allowed-origins (strv): web origins whose pages may connect []
 *  - max-message-size (uint64, bytes) [16 MiB]
 *  - handshake-timeout (uint, ms) [10000]
 *  - max-unregistered (uint): connections that have not registered [256]
 *  - max-queue-size (uint64, bytes): what may wait to be written to one client [24 MiB]
 *  - demo (boolean): serves the demo's order service [FALSE]
 *  - validate (string): what is held against the contract: `off`, `payloads` (of requests and events), or
 *    `answers` (those as well: an answer that breaks it becomes INVALID_ANSWER) ["off"]
 *  - enforce-access (boolean): the contract's roles and permissions decide who may do what [FALSE]
 *  - tls (string): where the certificate for an encrypted address comes from: `self-signed` (made on the
 *    spot, and kept in the data directory), or `files` ["self-signed"]
 *  - certificate-file (string): PEM, for `files` []
 *  - key-file (string): PEM, the certificate's private key []
 *  - client-ca-file (string): PEM: let in only clients with a certificate of these authorities []
 *  - seed (uint): what chance begins with: jitter, failures and faults repeat from start to start; 0: not [0]
 *  - users (GListStore of SbxUserConfig, read-only): see sbx_server_config_get_users()
 *  - handlers (GListStore of SbxHandlerConfig, read-only): see sbx_server_config_get_handlers()
 *  - events (GListStore of SbxTimerConfig, read-only): see sbx_server_config_get_timers()
 */
#define SBX_TYPE_SERVER_CONFIG (sbx_server_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxServerConfig, sbx_server_config, SBX, SERVER_CONFIG, SbxEndpointConfig)

SbxServerConfig *sbx_server_config_new (void);
SbxServerConfig *
sbx_server_config_new_from_contract (MbmContract *contract, const char *path, char ***warnings);
GListStore *sbx_server_config_get_users (SbxServerConfig *self);
GListStore *sbx_server_config_get_handlers (SbxServerConfig *self);
GListStore *sbx_server_config_get_timers (SbxServerConfig *self);

/**
 * SbxConnectionConfig:
 *
 * What is kept of a connection. Properties besides those of [class@SbxEndpointConfig], [default]:
 *  - client-id (string): empty: made anew at each connect []
 *  - client-type (string) ["signalbox"]
 *  - capabilities (strv) []
 *  - metadata (string, nullable): a JSON object as text [NULL]
 *  - auto-reconnect (boolean) [TRUE]
 *  - reconnect-interval (uint, ms) [5000]
 *  - heartbeat-interval (uint, ms, 0 none) [30000]
 *  - request-timeout (uint, ms) [30000]
 *  - register (boolean): register after connecting [TRUE]
 *  - headers (strv): `Name: value` each, for the handshake. Values that are secrets (Authorization, Cookie
 * and the like: see sbx_header_is_secret()) are kept in SbxSecrets by the connection that takes the config,
 * and `Name:` stays here; left like that, the kept value is used []
 *  - max-message-size (uint64, bytes) [16 MiB]
 *  - handshake-timeout (uint, ms) [10000]
 *  - username (string): whom to log in as after connecting, if the password is remembered; empty: nobody []
 *  - login (string, nullable): a JSON object as text: the service's own request that logs in, see
 * [struct@SbxLoginRequest]; without secrets [NULL]
 *  - renew-login (boolean): log in again before a login ends, if what that takes is remembered [TRUE]
 *  - ca-file (string): PEM: authorities to trust besides the system's []
 *  - client-certificate-file (string): PEM: the certificate to show a server that asks for one []
 *  - client-key-file (string): PEM, its private key []
 *  - trusted-fingerprint (string): SHA-256 in hexadecimal with colons: trust the server that shows the
 *    certificate with this sum, whoever signed it and whatever its name []
 *  - replies (GListStore of SbxReplyConfig, read-only): see sbx_connection_config_get_replies()
 */
#define SBX_TYPE_CONNECTION_CONFIG (sbx_connection_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxConnectionConfig, sbx_connection_config, SBX, CONNECTION_CONFIG, SbxEndpointConfig)

SbxConnectionConfig *sbx_connection_config_new (void);
GListStore *sbx_connection_config_get_replies (SbxConnectionConfig *self);
gboolean sbx_header_is_secret (const char *header);

/**
 * SbxUserConfig:
 *
 * A user of a hosted server: username (string), roles (strv), description (string). The password is with
 * [class@SbxSecrets], under `server:ID:user:NAME`.
 */
#define SBX_TYPE_USER_CONFIG (sbx_user_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxUserConfig, sbx_user_config, SBX, USER_CONFIG, SbxItemConfig)

SbxUserConfig *sbx_user_config_new (const char *username, const char *const *roles);
const char *sbx_user_config_get_username (SbxUserConfig *self);
const char *const *sbx_user_config_get_roles (SbxUserConfig *self);

G_END_DECLS
