/* sbx-login-request.c — a request of a service's own that logs in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-login-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-json-edit.h"
#include "sbx-mask.h"
#include "sbx-secrets.h"

/* Numbers below are seconds from now, below the next seconds since the epoch: the first is in 2001. */
#define MIN_SECONDS G_GINT64_CONSTANT (1000000000)
#define MIN_MILLIS  G_GINT64_CONSTANT (100000000000)

/* Where services put it; the first that is there counts. */
static const char *const usual_tokens[] = { "/token",      "/accessToken",  "/access_token",
                                            "/jwt",        "/sessionToken", "/session/token",
                                            "/auth/token", "/data/token",   "/user/token",
                                            NULL };
static const char *const usual_expiries[] = {
  "/expiresAt", "/expires_at",        "/expires",        "/expiresIn",      "/expires_in",
  "/exp",       "/session/expiresAt", "/auth/expiresAt", "/data/expiresAt", NULL
};
static const char *const usual_users[] = { "/user/username", "/user/name", "/user/login", "/username",
                                           "/user",          "/name",      NULL };
static const char *const usual_ids[] = { "/user/id", "/userId", "/user_id", "/id", NULL };
static const char *const usual_roles[] = { "/user/roles", "/roles", "/data/roles", NULL };

/**
 * sbx_login_request_new:
 * @request: the name of the request that logs in
 * @payload: its payload, JSON text
 *
 * Returns: (transfer full): a login that looks for all that is in the answer at the usual places
 */
SbxLoginRequest *
sbx_login_request_new (const char *request, const char *payload)
{
  SbxLoginRequest *self = g_new0 (SbxLoginRequest, 1);

  self->request = g_strdup (request);
  self->payload = g_strdup (payload);
  self->secrets = g_new0 (char *, 1);
  self->token = g_strdup ("");
  self->expires_at = g_strdup ("");
  self->user = g_strdup ("");
  self->roles = g_strdup ("");
  return self;
}

SbxLoginRequest *
sbx_login_request_copy (const SbxLoginRequest *self)
{
  SbxLoginRequest *copy = g_new0 (SbxLoginRequest, 1);

  copy->request = g_strdup (self->request);
  copy->payload = g_strdup (self->payload);
  copy->secrets = g_strdupv (self->secrets);
  copy->token = g_strdup (self->token);
  copy->expires_at = g_strdup (self->expires_at);
  copy->user = g_strdup (self->user);
  copy->roles = g_strdup (self->roles);
  return copy;
}

void
sbx_login_request_free (SbxLoginRequest *self)
{
  g_free (self->request);
  sbx_secrets_free_secret (self->payload);
  g_strfreev (self->secrets);
  g_free (self->token);
  g_free (self->expires_at);
  g_free (self->user);
  g_free (self->roles);
  g_free (self);
}

void
sbx_login_result_free (SbxLoginResult *self)
{
  g_free (self->token);
  g_free (self->user);
  g_free (self->user_id);
  g_strfreev (self->roles);
  g_free (self);
}

/* --- in the workspace ---------------------------------------------------------- */

/* @text: (inout): left as it is if there is no such member. */
static gboolean
read_text (MbmJsonValue object, const char *name, char **text, GError **error)
{
  MbmJsonValue value;
  char *found;

  if (!mbm_json_value_get_member (object, name, &value))
    return TRUE;

  found = mbm_json_value_dup_string (value);
  if (found == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("login.%s: must be a string"), name);
      return FALSE;
    }
  g_free (*text);
  *text = found;
  return TRUE;
}

static gboolean
read_secrets (MbmJsonValue object, char ***secrets, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  MbmJsonValue value, element;
  MbmJsonIter iter;
  gboolean is_right;

  if (!mbm_json_value_get_member (object, "secrets", &value))
    return TRUE;

  is_right = mbm_json_value_get_type (value) == MBM_JSON_ARRAY && mbm_json_iter_init (&iter, value);
  while (is_right && mbm_json_iter_next (&iter, NULL, &element))
    {
      g_autofree char *pointer = mbm_json_value_dup_string (element);

      is_right = pointer != NULL;
      if (is_right)
        g_strv_builder_add (builder, pointer);
    }
  if (!is_right)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("login.secrets: must be an array of JSON Pointers"));
      return FALSE;
    }
  g_strfreev (*secrets);
  *secrets = g_strv_builder_end (builder);
  return TRUE;
}

/**
 * sbx_login_request_from_json:
 * @json: a text that is JSON
 *
 * Returns: (transfer full): what it says, or %NULL with an error that names the place
 */
SbxLoginRequest *
sbx_login_request_from_json (const char *json, GError **error)
{
  g_autoptr (SbxLoginRequest) self = sbx_login_request_new ("", "{}");
  MbmJsonValue object = mbm_json_value (json, -1);
  MbmJsonValue payload;

  if (!mbm_json_check (json, -1, error))
    return NULL;
  if (mbm_json_value_get_type (object) != MBM_JSON_OBJECT)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("login: must be an object"));
      return NULL;
    }
  if (!read_text (object, "request", &self->request, error) ||
      !read_secrets (object, &self->secrets, error) || !read_text (object, "token", &self->token, error) ||
      !read_text (object, "expiresAt", &self->expires_at, error) ||
      !read_text (object, "user", &self->user, error) || !read_text (object, "roles", &self->roles, error))
    return NULL;
  if (*self->request == '\0')
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("login.request: is missing"));
      return NULL;
    }
  if (mbm_json_value_get_member (object, "payload", &payload))
    {
      g_free (self->payload);
      self->payload = g_strndup (payload.text, payload.length);
    }
  return g_steal_pointer (&self);
}

static void
append_text (GString *json, const char *name, const char *text)
{
  if (*text == '\0')
    return;
  g_string_append_printf (json, ",\"%s\":", name);
  mbm_json_append_string (json, text, -1);
}

/* The payload with an empty string in place of each secret; `{}` if it is no JSON. (transfer full) */
static char *
dup_safe_payload (const SbxLoginRequest *self)
{
  g_autofree char *text = NULL;
  char *stripped;

  if (!mbm_json_check (self->payload, -1, NULL))
    return g_strdup ("{}");

  text = g_strdup (self->payload);
  for (guint i = 0; self->secrets[i] != NULL; i++)
    {
      char *replaced = sbx_json_edit_replace (text, self->secrets[i], "\"\"");

      if (replaced == NULL)
        continue;
      g_free (text);
      text = replaced;
    }
  stripped = sbx_mask_strip_secrets (text, TRUE);
  return stripped != NULL ? stripped : g_steal_pointer (&text);
}

/**
 * sbx_login_request_to_json:
 *
 * Returns: (transfer full): the member `login` of a connection, without secrets
 */
char *
sbx_login_request_to_json (const SbxLoginRequest *self)
{
  g_autoptr (GString) json = g_string_new ("{\"request\":");
  g_autofree char *payload = dup_safe_payload (self);

  mbm_json_append_string (json, self->request, -1);
  g_string_append_printf (json, ",\"payload\":%s", payload);
  for (guint i = 0; self->secrets[i] != NULL; i++)
    {
      g_string_append (json, i == 0 ? ",\"secrets\":[" : ",");
      mbm_json_append_string (json, self->secrets[i], -1);
    }
  if (self->secrets[0] != NULL)
    g_string_append_c (json, ']');
  append_text (json, "token", self->token);
  append_text (json, "expiresAt", self->expires_at);
  append_text (json, "user", self->user);
  append_text (json, "roles", self->roles);
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

static void
add_last (GStrvBuilder *builder, const char *pointer)
{
  g_autofree char *name = NULL;

  while (*pointer != '\0')
    {
      g_free (name);
      name = sbx_json_pointer_next (&pointer);
    }
  if (name != NULL && *name != '\0')
    g_strv_builder_add (builder, name);
}

/**
 * sbx_login_request_list_members:
 *
 * Returns: (transfer full): names of members that are secrets in request and answer: what the pointers end in
 */
char **
sbx_login_request_list_members (const SbxLoginRequest *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self->secrets[i] != NULL; i++)
    add_last (builder, self->secrets[i]);
  add_last (builder, self->token);
  /* As the usual places have it. */
  g_strv_builder_add (builder, "jwt");
  return g_strv_builder_end (builder);
}

/* --- the answer ------------------------------------------------------------------- */

/* @usual: looked through if @pointer is empty. */
static gboolean
find (const char *text, const char *pointer, const char *const *usual, MbmJsonValue *value)
{
  if (*pointer != '\0')
    return sbx_json_edit_find (text, pointer, value);

  for (guint i = 0; usual[i] != NULL; i++)
    if (sbx_json_edit_find (text, usual[i], value) && mbm_json_value_get_type (*value) != MBM_JSON_NULL &&
        mbm_json_value_get_type (*value) != MBM_JSON_OBJECT)
      return TRUE;
  return FALSE;
}

/* A number of an id is as good as a string. */
static char *
dup_text (MbmJsonValue value)
{
  if (mbm_json_value_get_type (value) == MBM_JSON_NUMBER)
    return g_strndup (value.text, value.length);
  return mbm_json_value_dup_string (value);
}

static gint64
read_time (MbmJsonValue value)
{
  g_autofree char *text = mbm_json_value_dup_string (value);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;
  gint64 number;

  if (time != NULL)
    return g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000;
  if (!mbm_json_value_get_int (value, &number) || number <= 0)
    return 0;
  if (number < MIN_SECONDS)
    return g_get_real_time () / 1000 + number * 1000;
  return number < MIN_MILLIS ? number * 1000 : number;
}

static char **
read_roles (MbmJsonValue value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  MbmJsonValue element;
  MbmJsonIter iter;

  if (mbm_json_value_get_type (value) == MBM_JSON_ARRAY && mbm_json_iter_init (&iter, value))
    while (mbm_json_iter_next (&iter, NULL, &element))
      {
        g_autofree char *role = mbm_json_value_dup_string (element);

        if (role != NULL)
          g_strv_builder_add (builder, role);
      }
  return g_strv_builder_end (builder);
}

/* A service of the protocol's own manner says so in an answer that succeeds. */
static gboolean
check_refused (MbmJsonValue answer, GError **error)
{
  g_autofree char *words = NULL;
  MbmJsonValue success, reason, message;

  if (mbm_json_value_get_type (answer) != MBM_JSON_OBJECT ||
      !mbm_json_value_get_member (answer, "success", &success) ||
      mbm_json_value_get_type (success) != MBM_JSON_FALSE)
    return TRUE;

  if (mbm_json_value_get_member (answer, "error", &reason) &&
      mbm_json_value_get_type (reason) == MBM_JSON_OBJECT &&
      mbm_json_value_get_member (reason, "message", &message))
    words = mbm_json_value_dup_string (message);
  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED,
                       words != NULL ? words : _ ("The service refused the login"));
  return FALSE;
}

/**
 * sbx_login_request_read:
 * @answer: the data of the answer
 *
 * Returns: (transfer full): what it says; %NULL with %MBM_ERROR_LOGIN_FAILED if it refuses, or has nothing
 * where the token should be
 */
SbxLoginResult *
sbx_login_request_read (const SbxLoginRequest *self, MbmJsonValue answer, GError **error)
{
  g_autoptr (SbxLoginResult) result = g_new0 (SbxLoginResult, 1);
  g_autofree char *text =
    g_strndup (answer.text != NULL ? answer.text : "null", answer.text != NULL ? answer.length : 4);
  MbmJsonValue value;

  if (!check_refused (mbm_json_value (text, -1), error))
    return NULL;

  if (find (text, self->token, usual_tokens, &value))
    result->token = dup_text (value);
  if (result->token == NULL && *self->token != '\0')
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, _ ("There is no token at “%s” in the answer"),
                   self->token);
      return NULL;
    }
  if (find (text, self->expires_at, usual_expiries, &value))
    result->expires_at = read_time (value);
  if (find (text, self->user, usual_users, &value))
    result->user = dup_text (value);
  if (find (text, "", usual_ids, &value))
    result->user_id = dup_text (value);
  if (find (text, self->roles, usual_roles, &value))
    result->roles = read_roles (value);
  return g_steal_pointer (&result);
}
