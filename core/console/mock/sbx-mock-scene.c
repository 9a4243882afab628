/* sbx-mock-scene.c — what a handler's or timer's template knows
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "sbx-json-members-private.h"
#include "sbx-mock-private.h"
#include "sbx-template.h"

static char *
make_string (const char *text)
{
  GString *json = g_string_new (NULL);

  mbm_json_append_string (json, text, -1);
  return g_string_free (json, FALSE);
}

static char *
fail (GError **error, const char *problem)
{
  g_set_error_literal (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_UNKNOWN, problem);
  return NULL;
}

static char *
look_up_payload (const SbxMockScene *self, const char *path, GError **error)
{
  MbmJsonValue value;

  if (self->request_name == NULL)
    return fail (error, _ ("no request is answered here"));
  if (self->payload.text == NULL || !sbx_template_lookup_path (self->payload, path, &value))
    return fail (error, _ ("the request’s payload has no such member"));

  return g_strndup (value.text, value.length);
}

static char *
look_up_client (const SbxMockScene *self, const char *name, GError **error)
{
  if (self->client == NULL)
    return fail (error, _ ("known only where a message goes to one client at a time"));

  if (g_str_equal (name, "client.id"))
    return make_string (mbm_server_client_get_id (self->client));
  return make_string (mbm_server_client_get_client_type (self->client));
}

static char *
look_up_user (const SbxMockScene *self, const char *name, GError **error)
{
  GString *json;

  if (self->client == NULL)
    return look_up_client (self, name, error);
  if (self->user == NULL)
    return g_strdup (g_str_equal (name, "user.roles") ? "[]" : "null");
  if (g_str_equal (name, "user.id"))
    return make_string (mbm_user_get_id (self->user));
  if (g_str_equal (name, "user"))
    return make_string (mbm_user_get_username (self->user));

  json = g_string_new (NULL);
  sbx_json_append_strv (json, mbm_user_get_roles (self->user));
  return g_string_free (json, FALSE);
}

static char *
look_up_request (const SbxMockScene *self, const char *name, GError **error)
{
  if (self->request_name == NULL)
    return fail (error, _ ("no request is answered here"));

  if (g_str_equal (name, "request.name"))
    return make_string (self->request_name);
  return self->request_id != NULL ? make_string (self->request_id) : g_strdup ("null");
}

/* An SbxTemplateLookup. */
static char *
look_up (const char *name, gpointer user_data, GError **error)
{
  const SbxMockScene *self = user_data;
  const gsize n = strlen ("payload");

  if (strncmp (name, "payload", n) == 0 && (name[n] == '\0' || name[n] == '.' || name[n] == '['))
    return look_up_payload (self, name[n] == '.' ? name + n + 1 : name + n, error);
  if (g_str_equal (name, "client.id") || g_str_equal (name, "client.type"))
    return look_up_client (self, name, error);
  if (g_str_equal (name, "user") || g_str_equal (name, "user.id") || g_str_equal (name, "user.roles"))
    return look_up_user (self, name, error);
  if (g_str_equal (name, "request.name") || g_str_equal (name, "request.id"))
    return look_up_request (self, name, error);
  if (g_str_equal (name, "server.id"))
    return make_string (self->server != NULL ? mbm_server_get_id (self->server) : "server");
  if (g_str_equal (name, "counter"))
    return g_strdup_printf ("%" PRIu64, self->counter);
  if (g_str_equal (name, "index"))
    return g_strdup_printf ("%" PRIu64, self->index > 0 ? self->index : self->counter);
  return NULL;
}

SbxMockScene
sbx_mock_scene_for_request (MbmServerRequest *request, guint64 counter)
{
  return (SbxMockScene){
    .server = mbm_server_request_get_server (request),
    .request = request,
    .client = mbm_server_request_get_client (request),
    .user = mbm_server_request_get_user (request),
    .request_name = mbm_server_request_get_name (request),
    .request_id = mbm_message_get_id (mbm_server_request_get_message (request)),
    .payload = mbm_server_request_get_payload_value (request),
    .counter = counter,
  };
}

GBytes *
sbx_mock_scene_expand (const SbxMockScene *self, const char *text, GError **error)
{
  char *json = sbx_template_expand (text != NULL ? text : "{}", look_up, (gpointer) self, error);

  return json != NULL ? g_bytes_new_take (json, strlen (json)) : NULL;
}

char *
sbx_mock_scene_expand_text (const SbxMockScene *self, const char *text, GError **error)
{
  return sbx_template_expand_text (text, look_up, (gpointer) self, error);
}

static const SbxMockName names[] = {
  { "payload", N_ ("The request’s payload; payload.items[0].price for a part of it") },
  { "client.id", N_ ("The id of the client that asks, or that an event goes to alone") },
  { "client.type", N_ ("The type of that client") },
  { "user", N_ ("The name of who is logged in there; null if nobody is") },
  { "user.id", N_ ("The id of who is logged in there") },
  { "user.roles", N_ ("Their roles") },
  { "request.name", N_ ("What is asked") },
  { "request.id", N_ ("The id of the request") },
  { "server.id", N_ ("The id of this server") },
  { "index", N_ ("Which item of the stream it is, or which event of the timer: 1, 2, 3 and so on") },
};

/**
 * sbx_mock_list_names:
 * @n_names: (out): how many there are
 *
 * Returns: (transfer container) (array length=n_names): what templates of handlers and timers know besides
 *   the built-in names (sbx_template_list_builtins()), to be freed with g_free(). Any thread
 */
SbxMockName *
sbx_mock_list_names (guint *n_names)
{
  SbxMockName *list = g_new (SbxMockName, G_N_ELEMENTS (names));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    list[i] = (SbxMockName){ names[i].name, _ (names[i].description) };
  *n_names = G_N_ELEMENTS (names);
  return list;
}

/* Nobody asks: what a client and its user are called stands for them. */
static char *
look_up_sample (const char *name, gpointer user_data, GError **error)
{
  if (g_str_equal (name, "client.id"))
    return g_strdup ("\"client-1\"");
  if (g_str_equal (name, "client.type"))
    return g_strdup ("\"client\"");
  if (g_str_equal (name, "user") || g_str_equal (name, "user.id"))
    return g_strdup ("\"user\"");
  if (g_str_equal (name, "user.roles"))
    return g_strdup ("[]");
  return look_up (name, user_data, error);
}

/**
 * sbx_mock_preview:
 * @text: JSON with placeholders
 * @request: (nullable): the name of a request; %NULL for an event
 * @payload: (nullable): JSON text: what is asked; %NULL for `{}`
 * @error: return location for an error: SbxTemplateError, whose words say where
 *
 * Expands a template as a handler or timer would, without anybody who asks. Any thread.
 *
 * Returns: (transfer full) (nullable): JSON text; %NULL with an error
 */
char *
sbx_mock_preview (const char *text, const char *request, const char *payload, GError **error)
{
  SbxMockScene scene = {
    .request_name = request,
    .request_id = "1",
    .counter = 1,
    .index = 1,
  };

  g_return_val_if_fail (text != NULL, NULL);

  if (payload == NULL)
    payload = "{}";
  if (!mbm_json_check (payload, -1, error))
    return NULL;

  scene.payload = mbm_json_value (payload, -1);
  return sbx_template_expand (text, look_up_sample, &scene, error);
}
