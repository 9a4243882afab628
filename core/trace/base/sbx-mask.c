/* sbx-mask.c — takes secrets out of what is stored
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-mask-private.h"

#include <string.h>

#include "mbm-json.h"

#include "sbx-mask.h"

/* Ends of the names of members that are secrets, in lower case and without `_` and `-`: `newPassword`,
 * `api_key`.
 */
static const char *const secret_endings[] = {
  "apikey", "passphrase", "passwd", "password", "privatekey", "pwd", "secret", "token",
};

/* The text so far, with secrets replaced; what is not copied yet begins at @rest. */
typedef struct
{
  GString *out;
  const char *rest;
  const char *const *members; /* (nullable): names of further secrets */
  gboolean strip;             /* nothing is left in their place, and placeholders for them are no secrets */
} Masker;

static void
mask_span (Masker *self, const char *text, gsize length)
{
  if (self->out == NULL)
    self->out = g_string_new (NULL);
  g_string_append_len (self->out, self->rest, text - self->rest);
  g_string_append (self->out, self->strip ? "\"\"" : "\"" SBX_MASK_TEXT "\"");
  self->rest = text + length;
}

static GBytes *
masker_finish (Masker *self, const char *end)
{
  if (self->out == NULL)
    return NULL;
  g_string_append_len (self->out, self->rest, end - self->rest);
  return g_string_free_to_bytes (self->out);
}

/* Whether a member's name, a JSON string with its quotes, is @expected. */
static gboolean
name_is (MbmJsonValue name, const char *expected)
{
  g_autofree char *decoded = NULL;
  gsize length = strlen (expected);

  if (name.length == length + 2 && memcmp (name.text + 1, expected, length) == 0)
    return TRUE;
  if (memchr (name.text, '\\', name.length) == NULL)
    return FALSE;
  decoded = mbm_json_value_dup_string (name);
  return g_strcmp0 (decoded, expected) == 0;
}

gboolean
sbx_mask_is_secret_member (const char *name)
{
  char plain[40];
  gsize length = 0;

  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '_' || *c == '-')
        continue;
      if (length == sizeof plain - 1)
        return FALSE;
      plain[length++] = g_ascii_tolower (*c);
    }
  plain[length] = '\0';
  if (g_str_equal (plain, "authorization"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (secret_endings); i++)
    if (g_str_has_suffix (plain, secret_endings[i]))
      return TRUE;
  return FALSE;
}

/* `"{{name}}"`: a placeholder for the secret. */
static gboolean
is_placeholder (MbmJsonValue value)
{
  return value.length > 6 && memcmp (value.text, "\"{{", 3) == 0 &&
         memmem (value.text, value.length, "}}", 2) == value.text + value.length - 3;
}

/* true, false and null give nothing away. */
static gboolean
can_be_secret (const Masker *self, MbmJsonValue value)
{
  MbmJsonType type = mbm_json_value_get_type (value);

  if (self->strip && ((type == MBM_JSON_STRING && value.length == 2) || is_placeholder (value)))
    return FALSE;
  return type != MBM_JSON_NULL && type != MBM_JSON_TRUE && type != MBM_JSON_FALSE;
}

static gboolean
is_secret (const Masker *self, const char *name)
{
  return sbx_mask_is_secret_member (name) || (self->members != NULL && g_strv_contains (self->members, name));
}

/* Masks the members that are secrets by their names, however deep. */
static void
mask_members (Masker *self, MbmJsonValue value)
{
  MbmJsonValue name, member;
  MbmJsonIter iter;

  if (!mbm_json_iter_init (&iter, value))
    return;
  while (mbm_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *decoded = name.length > 0 ? mbm_json_value_dup_string (name) : NULL;

      if (decoded != NULL && is_secret (self, decoded) && can_be_secret (self, member))
        mask_span (self, member.text, member.length);
      else
        mask_members (self, member);
    }
}

static void
mask_context (Masker *self, MbmJsonValue context)
{
  MbmJsonValue name, member;
  MbmJsonIter iter;

  if (!mbm_json_iter_init (&iter, context))
    return;
  while (mbm_json_iter_next (&iter, &name, &member))
    if (name.length > 0 && name_is (name, "auth"))
      mask_members (self, member);
}

/* What a login sends or gets is an object; a bare value in its place is a secret, too. */
static void
mask_login_payload (Masker *self, MbmJsonValue payload)
{
  MbmJsonType type = mbm_json_value_get_type (payload);

  if (type == MBM_JSON_OBJECT)
    mask_members (self, payload);
  else if (can_be_secret (self, payload))
    mask_span (self, payload.text, payload.length);
}

/* A name may be there twice, and people's parsers differ in which counts. In the dialect `magic-server` the
 * request's name is the end of `type`. */
static gboolean
names_login (MbmJsonValue frame)
{
  MbmJsonValue name, member;
  MbmJsonIter iter;

  if (!mbm_json_iter_init (&iter, frame))
    return FALSE;
  while (mbm_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *text = NULL;

      if (name.length == 0 || !(name_is (name, "requestType") || name_is (name, "type")))
        continue;
      text = mbm_json_value_dup_string (member);
      if (text != NULL && sbx_mask_is_login_name (text))
        return TRUE;
    }
  return FALSE;
}

static gboolean
contains (const char *text, gsize length, const char *needle)
{
  return memmem (text, length, needle, strlen (needle)) != NULL;
}

GBytes *
sbx_mask_frame (GBytes *frame, gboolean login)
{
  return sbx_mask_login_frame (frame, login, NULL);
}

GBytes *
sbx_mask_login_frame (GBytes *frame, gboolean login, const char *const *members)
{
  gsize length;
  const char *text = g_bytes_get_data (frame, &length);
  MbmJsonValue value, name, member;
  Masker masker = { NULL, text };
  MbmJsonIter iter;

  /* Nearly all messages end here. Names can also be written with escapes. */
  if (!login && !contains (text, length, "\"auth\"") && !contains (text, length, "\\u"))
    return NULL;

  value = mbm_json_value (text, (gssize) length);
  login = login || names_login (value);
  masker.members = login ? members : NULL;
  if (!mbm_json_iter_init (&iter, value))
    return NULL;
  while (mbm_json_iter_next (&iter, &name, &member))
    {
      if (name.length == 0)
        continue;
      if (name_is (name, "context"))
        mask_context (&masker, member);
      else if (login && (name_is (name, "payload") || name_is (name, "data")))
        mask_login_payload (&masker, member);
    }
  return masker_finish (&masker, text + length);
}

gboolean
sbx_mask_is_login_name (const char *name)
{
  static const char *const endings[] = { "login",   "log-in",  "log_in",      "signin",
                                         "sign-in", "sign_in", "authenticate" };
  gsize length = strlen (name);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize ending = strlen (endings[i]);

      if (length >= ending && g_ascii_strcasecmp (name + length - ending, endings[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What follows is for text that is not JSON, where a secret can only be recognised by the word before it. */

static const char *const secret_words[] = {
  "password", "passwd",        "passphrase", "pwd",     "token",
  "secret",   "authorization", "api_key",    "api-key", "apikey",
};

static gsize
match_word (const char *text, const char *end)
{
  for (guint i = 0; i < G_N_ELEMENTS (secret_words); i++)
    {
      gsize length = strlen (secret_words[i]);

      if ((gsize) (end - text) > length && g_ascii_strncasecmp (text, secret_words[i], length) == 0)
        return length;
    }
  return 0;
}

static const char *
skip_space (const char *text, const char *end)
{
  while (text < end && g_ascii_isspace (*text))
    text++;
  return text;
}

/* Past the quote that ends a string: an escaped one if it began with one. @quote: the one it began with. */
static const char *
find_quote (const char *text, const char *end, char quote, gboolean escaped)
{
  for (; text < end; text++)
    {
      if (*text == '\\' && text + 1 < end)
        {
          if (escaped && text[1] == quote)
            return text;
          text++;
        }
      else if (*text == quote)
        {
          return text;
        }
    }
  return end;
}

/* Where the value at @text ends, which may be cut off. @text: (inout): moved past its quote. */
static const char *
find_value_end (const char **text, const char *end, gboolean whole_line)
{
  const char *value = *text;
  gboolean escaped = value + 1 < end && value[0] == '\\' && (value[1] == '"' || value[1] == '\'');

  if (escaped)
    value++;
  if (value < end && (*value == '"' || *value == '\''))
    {
      *text = value + 1;
      return find_quote (value + 1, end, *value, escaped);
    }
  while (value < end && strchr (whole_line ? "\r\n" : ",;&}]\r\n\t ", *value) == NULL)
    value++;
  return value;
}

/* Looks for `word"` `:` or `=` after a word that announces a secret. @colon_after_quote: a colon counts only
 * after a quote, since people write "token: …" in plain words. */
static GString *
mask_by_words (const char *text, gsize length, gboolean colon_after_quote)
{
  const char *end = text + length;
  const char *rest = text;
  GString *out = NULL;
  const char *c = text;

  while (c < end)
    {
      gsize word = match_word (c, end);
      const char *value = c + word;
      const char *value_end;
      gboolean quoted = FALSE;

      if (word == 0)
        {
          c++;
          continue;
        }
      c = value;
      while (value < end && (*value == '"' || *value == '\'' || *value == '\\'))
        {
          quoted = TRUE;
          value++;
        }
      value = skip_space (value, end);
      if (value == end || (*value != '=' && (*value != ':' || (colon_after_quote && !quoted))))
        continue;
      value = skip_space (value + 1, end);
      value_end = find_value_end (&value, end, g_ascii_strncasecmp (c - word, "auth", 4) == 0);
      if (value_end == value)
        continue;

      if (out == NULL)
        out = g_string_new (NULL);
      g_string_append_len (out, rest, value - rest);
      g_string_append (out, SBX_MASK_TEXT);
      rest = c = value_end;
    }
  if (out != NULL)
    g_string_append_len (out, rest, end - rest);
  return out;
}

/**
 * sbx_mask_names_secret:
 * @name: the name of a member, or of something else that has a value
 *
 * Returns: whether its value is a secret, as far as the name tells: `password`, `accessToken`, `api_key`
 */
gboolean
sbx_mask_names_secret (const char *name)
{
  return sbx_mask_is_secret_member (name);
}

/**
 * sbx_mask_names_login:
 * @request: the name of a request
 *
 * Returns: whether it carries a password or token
 */
gboolean
sbx_mask_names_login (const char *request)
{
  return sbx_mask_is_login_name (request);
}

/**
 * sbx_mask_strip_secrets:
 * @json: JSON text that passed mbm_json_check()
 * @login: it is what a login sends: if it is no object, all of it is a secret
 *
 * Takes out what is a secret by its name, however deep it lies: an empty string takes its place. Placeholders
 * (`{{password}}`) stay.
 *
 * Returns: (transfer full) (nullable): the text without secrets; %NULL if it has none
 */
char *
sbx_mask_strip_secrets (const char *json, gboolean login)
{
  Masker masker = { NULL, json, NULL, TRUE };
  MbmJsonValue value = mbm_json_value (json, -1);

  if (login)
    mask_login_payload (&masker, value);
  else
    mask_members (&masker, value);
  if (masker.out == NULL)
    return NULL;
  g_string_append (masker.out, masker.rest);
  return g_string_free (masker.out, FALSE);
}

/**
 * sbx_mask_strip_text:
 * @text: a text that is no JSON, such as one that is half written
 *
 * Takes out what looks like a secret by the word before it.
 *
 * Returns: (transfer full) (nullable): the text with dots in place of secrets; %NULL if there is none
 */
char *
sbx_mask_strip_text (const char *text)
{
  GString *masked = mask_by_words (text, strlen (text), FALSE);

  return masked != NULL ? g_string_free (masked, FALSE) : NULL;
}

GBytes *
sbx_mask_refused (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  Masker masker = { NULL, text };
  GString *masked;

  if (length == 0)
    return NULL;
  if (mbm_json_check (text, (gssize) length, NULL))
    {
      mask_members (&masker, mbm_json_value (text, (gssize) length));
      return masker_finish (&masker, text + length);
    }
  masked = mask_by_words (text, length, FALSE);
  return masked != NULL ? g_string_free_to_bytes (masked) : NULL;
}

char *
sbx_mask_text (const char *text)
{
  GString *masked = mask_by_words (text, strlen (text), TRUE);

  return masked != NULL ? g_string_free (masked, FALSE) : NULL;
}

static gboolean
is_secret_header (const char *name, gsize length)
{
  static const char *const words[] = { "auth",   "cookie",     "key",     "password",
                                       "secret", "credential", "session", "token" };
  static const char *const plain[] = { "sec-websocket-protocol", "x-connection-id" };
  g_autofree char *lower = g_ascii_strdown (name, (gssize) length);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  /* The one carries tokens of browsers, which can set no other header; the other is who a client of HTTP is.
   */
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_equal (lower, plain[i]))
      return TRUE;
  return FALSE;
}

static void
append_header (GString *out, const char *header, gboolean *masked)
{
  g_autofree char *valid = g_utf8_make_valid (header, -1);
  g_autofree char *text = NULL;
  const char *colon = strchr (valid, ':');
  const char *space;

  if (out->len > 0)
    g_string_append_c (out, '\n');
  if (colon == NULL || !is_secret_header (valid, colon - valid))
    {
      /* A request line or a referrer may have a token in its address. */
      text = sbx_mask_text (valid);
      *masked |= text != NULL;
      g_string_append (out, text != NULL ? text : valid);
      return;
    }

  *masked = TRUE;
  g_string_append_len (out, valid, colon + 1 - valid);
  g_string_append_c (out, ' ');
  /* `Bearer` and `Basic` say how, not what. */
  space = strchr (skip_space (colon + 1, valid + strlen (valid)), ' ');
  if (space != NULL && g_ascii_strncasecmp (valid, "authorization", 13) == 0)
    {
      const char *scheme = skip_space (colon + 1, space);

      g_string_append_len (out, scheme, space + 1 - scheme);
    }
  g_string_append (out, SBX_MASK_TEXT);
}

char *
sbx_mask_headers (const char *const *headers, gboolean *masked)
{
  GString *out;

  *masked = FALSE;
  if (headers == NULL || headers[0] == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; headers[i] != NULL; i++)
    append_header (out, headers[i], masked);
  return g_string_free (out, FALSE);
}
