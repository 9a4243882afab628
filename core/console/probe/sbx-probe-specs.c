/* sbx-probe-specs.c — what a probe tries, in its order
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-probe-checks-private.h"

#define REGISTRATION SBX_PROBE_NEEDS_REGISTRATION
#define MESSAGING    SBX_PROBE_NEEDS_MESSAGING
#define FRAMES       SBX_PROBE_NEEDS_FRAMES
#define SOCKET       SBX_PROBE_NEEDS_SOCKET
#define HTTP         SBX_PROBE_NEEDS_HTTP
#define WEB          SBX_PROBE_NEEDS_WEB
#define ANY          SBX_PROBE_NEEDS_NOTHING

static const SbxProbeSpec specs[] = {
  { "connect", NC_ ("check", "Connection"), "Frames",
    N_ ("Somebody answers at the address; an encrypted one shows a certificate that can be trusted."), ANY,
    sbx_probe_check_connect },
  { "unregistered", NC_ ("check", "Who Has Not Registered"), "System contract",
    N_ (
      "A request of somebody who has not registered is answered NOT_REGISTERED, unless the service is open."),
    REGISTRATION, sbx_probe_check_unregistered },
  { "register", NC_ ("check", "Registration"), "System contract",
    N_ ("$register is answered with success, connectionId, serverId, serverTime and ttl, in seconds."),
    REGISTRATION, sbx_probe_check_register },
  { "register-twice", NC_ ("check", "Second Registration"), "System contract",
    N_ ("A second $register on one connection is refused with ALREADY_REGISTERED."), REGISTRATION,
    sbx_probe_check_register_twice },
  { "duplicate-id", NC_ ("check", "Same ID Twice"), "System contract",
    N_ ("An id that registers from another connection replaces the older one, which is told and closed."),
    REGISTRATION, sbx_probe_check_duplicate_id },
  { "ping", NC_ ("check", "Ping"), "System contract",
    N_ ("$ping is answered with its own timestamp, the payload as echo, and serverTime."), ANY,
    sbx_probe_check_ping },
  { "correlation", NC_ ("check", "Answers to Their Requests"), "Frames",
    N_ ("Of several requests under way each is answered once, with its own id."), ANY,
    sbx_probe_check_correlation },
  { "server-info", NC_ ("check", "Server Information"), "System contract",
    N_ ("$serverInfo tells serverId, version, uptime, connectedClients, capabilities and serverTime."), ANY,
    sbx_probe_check_server_info },
  { "heartbeat", NC_ ("check", "Heartbeats"), "System contract",
    N_ (
      "Heartbeats go both ways: that of a client is taken, that of the service has timestamp and serverId."),
    MESSAGING, sbx_probe_check_heartbeat },
  { "websocket-ping", NC_ ("check", "WebSocket Ping"), "The dialect magic-server",
    N_ ("A WebSocket ping is answered by a pong."), SOCKET, sbx_probe_check_websocket_ping },
  { "announcements", NC_ ("check", "Who Comes and Goes"), "System contract",
    N_ ("$connected and $disconnected have clientId, connectionId and timestamp."), REGISTRATION,
    sbx_probe_check_announcements },
  { "subscription", NC_ ("check", "Subscription"), "System contract",
    N_ ("$subscribe gives a subscriptionId, which $unsubscribe takes, once."), ANY,
    sbx_probe_check_subscription },
  { "filter", NC_ ("check", "Subscription with a Filter"), "System contract",
    N_ ("$subscribe takes a filter, which is an object."), ANY, sbx_probe_check_filter },
  { "wrong-filter", NC_ ("check", "Wrong Filter"), "Errors a server answers with",
    N_ ("A filter that is no object is refused with INVALID_PAYLOAD."), ANY, sbx_probe_check_wrong_filter },
  { "unknown-request", NC_ ("check", "Unknown Request"), "Errors a server answers with",
    N_ ("A request that nobody handles is answered UNKNOWN_REQUEST_TYPE, and the message names it."), ANY,
    sbx_probe_check_unknown_request },
  { "unknown-system", NC_ ("check", "Unknown System Message"), "System contract",
    N_ ("An unknown request whose name begins with $ is answered UNKNOWN_REQUEST_TYPE; such an event does no "
        "harm."),
    ANY, sbx_probe_check_unknown_system },
  { "system-payload", NC_ ("check", "Wrong Payload of a System Request"), "Errors a server answers with",
    N_ ("A system request with a payload of another form is answered INVALID_PAYLOAD."), ANY,
    sbx_probe_check_system_payload },
  { "request", NC_ ("check", "The Named Request"), "Frames",
    N_ ("A request that was named for the probe succeeds, with what the contract says."),
    SBX_PROBE_NEEDS_REQUEST, sbx_probe_check_request },
  { "wrong-payload", NC_ ("check", "The Named Request with a Wrong Payload"), "Errors a server answers with",
    N_ ("What the contract does not allow is answered INVALID_PAYLOAD, or with another error."),
    SBX_PROBE_NEEDS_REQUEST, sbx_probe_check_wrong_payload },
  { "source", NC_ ("check", "False Source"), "Context",
    N_ ("Who says to be another client than the one that registered is refused with SOURCE_MISMATCH."),
    REGISTRATION, sbx_probe_check_source },
  { "malformed-json", NC_ ("check", "Text That Is Not JSON"), "What is refused",
    N_ ("It is answered by $error with INVALID_JSON; this connection and others live."), ANY,
    sbx_probe_check_malformed_json },
  { "malformed-frame", NC_ ("check", "JSON That Is No Message"), "What is refused",
    N_ ("It is answered by $error with INVALID_FRAME; this connection and others live."), FRAMES,
    sbx_probe_check_malformed_frame },
  { "binary", NC_ ("check", "Binary Message"), "What is refused",
    N_ ("It is answered by $error with UNSUPPORTED_DATA; the connection lives."), SOCKET,
    sbx_probe_check_binary },
  { "not-utf8", NC_ ("check", "Text That Is Not UTF-8"), "What is refused",
    N_ ("The connection is closed with 1007; others live."), SOCKET, sbx_probe_check_not_utf8 },
  { "unsolicited", NC_ ("check", "Answer Nobody Asked For"), "What is refused",
    N_ ("It is not answered, and the connection lives."), FRAMES, sbx_probe_check_unsolicited },
  { "oversized", NC_ ("check", "Message over the Limit"), "What is refused",
    N_ ("The connection is closed with 1009; over HTTP the status is 413."), ANY, sbx_probe_check_oversized },
  { "wrong-login", NC_ ("check", "Login of Nobody"), "System contract",
    N_ ("A login that fails is an answer that succeeds, whose success is false, with invalid_credentials."),
    ANY, sbx_probe_check_wrong_login },
  { "login-leak", NC_ ("check", "Wrong Password"), "System contract",
    N_ ("A wrong password is refused like an unknown user: nobody learns which of the two was wrong."),
    SBX_PROBE_NEEDS_USERNAME, sbx_probe_check_login_leak },
  { "wrong-token", NC_ ("check", "Wrong Token"), "System contract",
    N_ ("A login with a token nobody was given fails with invalid_token."), ANY,
    sbx_probe_check_wrong_token },
  { "login", NC_ ("check", "Login and Logout"), "System contract",
    N_ ("A login gives token, expiresAt and user; after the logout the token is worth nothing."),
    SBX_PROBE_NEEDS_LOGIN, sbx_probe_check_login },
  { "token", NC_ ("check", "Login with a Token"), "System contract", N_ ("A token that is valid logs in."),
    ANY, sbx_probe_check_token },
  { "origin", NC_ ("check", "Pages of Other Origins"), "What is refused",
    N_ ("A page of a web origin that is not allowed is refused."), WEB, sbx_probe_check_origin },
  { "host", NC_ ("check", "Other Host Names"), "HTTP",
    N_ ("The Host header has to name the address that is served."), HTTP, sbx_probe_check_host },
  { "http-errors", NC_ ("check", "Errors over HTTP"), "HTTP",
    N_ ("What is wrong is answered with the status and code that belong to it."), HTTP,
    sbx_probe_check_http_errors },
  { "http-api", NC_ ("check", "Second Form of Requests"), "HTTP",
    N_ ("POST /api/NAME is answered with the result in the member “result”."), HTTP,
    sbx_probe_check_http_api },
  { "event-stream", NC_ ("check", "Event Stream"), "HTTP",
    N_ ("GET /events gives a stream of server-sent events."), HTTP, sbx_probe_check_event_stream },
  { "reconnect", NC_ ("check", "Reconnect"), "System contract",
    N_ ("After a lost connection the same client id can register again; it subscribes anew."), ANY,
    sbx_probe_check_reconnect },
  { "unregister", NC_ ("check", "Goodbye"), "System contract",
    N_ ("$unregister is answered with success and timestamp, and the client is gone."), REGISTRATION,
    sbx_probe_check_unregister },
};

const SbxProbeSpec *
sbx_probe_get_specs (guint *n_specs)
{
  *n_specs = G_N_ELEMENTS (specs);
  return specs;
}

const SbxProbeSpec *
sbx_probe_find_spec (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    if (g_str_equal (specs[i].id, id))
      return &specs[i];
  return NULL;
}
