/* sbx-probe-checks-login.c — a probe's checks: logins, right and wrong
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-checks-private.h"

#include <glib/gi18n-lib.h>

#include "sbx-probe-asks-private.h"

/* A wait of the service that is worth a word, in milliseconds. */
#define LONG_WAIT 500

/* `data.error.code`, or `.message`; (nullable) (transfer full). */
static char *
dup_login_error (MbmMessage *answer, const char *member)
{
  MbmJsonValue error, value;

  if (!sbx_probe_get_member (answer, "error", &error) || mbm_json_value_get_type (error) != MBM_JSON_OBJECT ||
      !mbm_json_value_get_member (error, member, &value))
    return NULL;
  return mbm_json_value_dup_string (value);
}

static gboolean
is_logged_in (MbmMessage *answer)
{
  MbmJsonValue success;

  return mbm_message_is_success (answer) && sbx_probe_get_member (answer, "success", &success) &&
         mbm_json_value_get_type (success) == MBM_JSON_TRUE;
}

/* What a login gave is a secret, also if it should not have been given. */
static MbmMessage *
ask_login (SbxProbeRun *run, SbxProbeLink *link, const char *payload)
{
  MbmMessage *answer = sbx_probe_ask (run, link, "$login", payload);
  g_autofree char *token = answer != NULL ? sbx_probe_dup_member (answer, "token") : NULL;

  sbx_probe_hide (run, token);
  return answer;
}

static MbmMessage *
ask_password (SbxProbeRun *run, SbxProbeLink *link, const char *username, const char *password)
{
  g_autofree char *payload = sbx_probe_make_object ("username", username, "password", password, NULL);

  return ask_login (run, link, payload);
}

static MbmMessage *
ask_token (SbxProbeRun *run, SbxProbeLink *link, const char *token)
{
  g_autofree char *payload = sbx_probe_make_object ("token", token, NULL);

  return ask_login (run, link, payload);
}

void
sbx_probe_log_in (SbxProbeRun *run, SbxProbeLink *link)
{
  const SbxProbeSettings *settings = run->settings;
  g_autoptr (MbmMessage) answer = NULL;

  if (settings->token != NULL)
    answer = ask_token (run, link, settings->token);
  else if (settings->username != NULL && settings->password != NULL)
    answer = ask_password (run, link, settings->username, settings->password);

  if (answer == NULL || !is_logged_in (answer))
    return;
  link->token = sbx_probe_dup_member (answer, "token");
  if (link->token == NULL)
    link->token = g_strdup (settings->token);
}

/* --- who must not come in ------------------------------------------------------------------ */

/* Whether the service knows logins at all, which nobody asks of it; says so if not. */
static gboolean
knows_logins (SbxProbeRun *run, MbmMessage *answer)
{
  if (mbm_message_is_success (answer))
    return TRUE;
  if (run->settings->dialect == MBM_DIALECT_MESSAGING && !sbx_probe_has_code (answer, "UNKNOWN_REQUEST_TYPE"))
    return TRUE;

  sbx_probe_skip (run, _ ("The service knows no logins."));
  return FALSE;
}

/* @code: what it should be; the code that it is, (nullable) (transfer full): NULL: nothing to go on with. */
static char *
look_at_refusal (SbxProbeRun *run, MbmMessage *answer, const char *code, const char *other)
{
  g_autofree char *found = NULL;
  g_autofree char *token = sbx_probe_dup_member (answer, "token");

  if (!knows_logins (run, answer))
    return NULL;
  if (is_logged_in (answer))
    {
      sbx_probe_fault (run, _ ("Let in only who shows that it is them."),
                       _ ("Somebody who is not known was logged in."));
      return NULL;
    }
  if (!mbm_message_is_success (answer))
    {
      found = sbx_probe_describe_error (answer);
      sbx_probe_warn (run, _ ("Answer {success:false, error:{code,message}} as a response that succeeds."),
                      _ ("The refusal is a failed response: %s."), found);
      return NULL;
    }

  found = dup_login_error (answer, "code");
  if (token != NULL)
    sbx_probe_fault (run, _ ("Give a token only to who is logged in."),
                     _ ("The answer has a token, although the login failed."));
  if (found == NULL)
    sbx_probe_fault (run, _ ("Say in “error” why: a code and words."),
                     _ ("The answer does not say why the login failed."));
  else if (g_str_equal (found, code) || g_strcmp0 (found, other) == 0)
    return g_steal_pointer (&found);
  else
    sbx_probe_warn (run, NULL, _ ("The code is %.60s; %s is usual."), found, code);
  return NULL;
}

static void
note_wait (SbxProbeRun *run, gint64 begin)
{
  guint waited = (guint) ((g_get_monotonic_time () - begin) / 1000);

  if (waited >= LONG_WAIT)
    sbx_probe_remark (run, _ ("The service took %u ms, as it should with who guesses."), waited);
}

void
sbx_probe_check_wrong_login (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) link = sbx_probe_open_other (run, NULL);
  g_autofree char *password = sbx_probe_make_token ();
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *code = NULL;

  if (link == NULL)
    return;

  answer = ask_password (run, link, run->client_id, password);
  if (answer != NULL)
    code = look_at_refusal (run, answer, "invalid_credentials", "user_not_found");
  if (g_strcmp0 (code, "user_not_found") == 0)
    sbx_probe_remark (run, _ ("It says that there is no such user, which only a service without users may."));
  note_wait (run, begin);
  sbx_probe_link_close (link);
}

void
sbx_probe_check_login_leak (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) link = sbx_probe_open_other (run, NULL);
  g_autofree char *password = sbx_probe_make_token ();
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (MbmMessage) nobody = NULL;
  g_autoptr (MbmMessage) known = NULL;

  if (link == NULL)
    return;

  nobody = ask_password (run, link, run->client_id, password);
  known = nobody != NULL && knows_logins (run, nobody)
            ? ask_password (run, link, run->settings->username, password)
            : NULL;
  if (known != NULL)
    {
      g_autofree char *code = dup_login_error (nobody, "code");
      g_autofree char *words = dup_login_error (nobody, "message");
      g_autofree char *known_code = look_at_refusal (run, known, "invalid_credentials", NULL);
      g_autofree char *known_words = dup_login_error (known, "message");

      if (known_code != NULL && (g_strcmp0 (code, known_code) != 0 || g_strcmp0 (words, known_words) != 0))
        sbx_probe_fault (run, _ ("Refuse both with the same code and words."),
                         _ (
                           "An unknown user is refused with %s, a wrong password with %s: who guesses learns "
                           "which users there are."),
                         code != NULL ? code : "—", known_code);
    }
  note_wait (run, begin);
  sbx_probe_link_close (link);
}

void
sbx_probe_check_wrong_token (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) link = sbx_probe_open_other (run, NULL);
  g_autofree char *token = sbx_probe_make_token ();
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *code = NULL;

  if (link == NULL)
    return;

  answer = ask_token (run, link, token);
  if (answer != NULL)
    code = look_at_refusal (run, answer, "invalid_token", "user_not_found");
  sbx_probe_link_close (link);
}

/* --- who may ---------------------------------------------------------------------------------- */

static gboolean
expect_logged_in (SbxProbeRun *run, MbmMessage *answer)
{
  g_autofree char *code = NULL;

  if (is_logged_in (answer))
    return TRUE;

  code =
    mbm_message_is_success (answer) ? dup_login_error (answer, "code") : sbx_probe_describe_error (answer);
  sbx_probe_fault (run, _ ("See whether the user name, the password or the token are right."),
                   _ ("The login was refused: %s."), code != NULL ? code : "success: false");
  return FALSE;
}

static void
look_at_expiry (SbxProbeRun *run, MbmMessage *answer)
{
  MbmJsonValue value;
  gint64 expires;

  if (!sbx_probe_get_member (answer, "expiresAt", &value))
    {
      sbx_probe_remark (run, _ ("It does not tell when the login ends."));
      return;
    }
  if (!sbx_probe_expect_member (run, answer, "expiresAt", SBX_PROBE_TIME) ||
      !mbm_json_value_get_int (value, &expires))
    return;
  if (expires <= g_get_real_time () / 1000)
    sbx_probe_fault (run, _ ("Give a time that is to come."), _ ("“expiresAt” is over already."));
}

static void
look_at_user (SbxProbeRun *run, MbmMessage *answer)
{
  MbmJsonValue user, member;

  if (!sbx_probe_get_member (answer, "user", &user))
    {
      sbx_probe_remark (run, _ ("It does not tell who is logged in."));
      return;
    }
  if (!sbx_probe_expect_member (run, answer, "user", SBX_PROBE_OBJECT))
    return;
  if (!mbm_json_value_get_member (user, "id", &member) ||
      !mbm_json_value_get_member (user, "username", &member) ||
      mbm_json_value_get_type (member) != MBM_JSON_STRING)
    sbx_probe_fault (run, _ ("Give the user an id and a username."), _ ("“user” has no id, or no username."));
}

/* The token works elsewhere, until somebody logs out. */
static void
look_at_logout (SbxProbeRun *run, SbxProbeLink *link, const char *token)
{
  g_autoptr (SbxProbeLink) other = sbx_probe_open_other (run, NULL);
  g_autoptr (MbmMessage) before = other != NULL ? ask_token (run, other, token) : NULL;
  g_autoptr (SbxProbeLink) third = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autoptr (MbmMessage) after = NULL;

  if (before == NULL)
    return;
  if (!is_logged_in (before))
    sbx_probe_fault (run, _ ("Take the tokens that you give."),
                     _ ("The token of the login is not taken on another connection."));

  logout = sbx_probe_ask (run, link, "$logout", "{}");
  g_clear_pointer (&link->token, g_free);
  if (logout == NULL || !sbx_probe_expect_success (run, logout, "$logout"))
    return;

  third = sbx_probe_open_other (run, NULL);
  after = third != NULL ? ask_token (run, third, token) : NULL;
  if (after != NULL && is_logged_in (after))
    sbx_probe_fault (run, _ ("Forget a token when its user logs out."),
                     _ ("After the logout the token still logs in."));
  if (third != NULL)
    sbx_probe_link_close (third);
  sbx_probe_link_close (other);
}

void
sbx_probe_check_login (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "login");
  g_autoptr (SbxProbeLink) link = sbx_probe_open_other (run, id);
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *token = NULL;

  if (link == NULL)
    return;

  answer = ask_password (run, link, run->settings->username, run->settings->password);
  if (answer != NULL && knows_logins (run, answer) && expect_logged_in (run, answer))
    {
      look_at_expiry (run, answer);
      look_at_user (run, answer);
      token = sbx_probe_dup_member (answer, "token");
      if (token != NULL)
        {
          link->token = g_strdup (token);
          look_at_logout (run, link, token);
        }
      else
        {
          sbx_probe_remark (run, _ ("It gives no token."));
        }
    }
  sbx_probe_link_close (link);
}

void
sbx_probe_check_token (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) link = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  if (run->settings->token == NULL)
    {
      sbx_probe_skip (run, _ ("No token is given."));
      return;
    }

  link = sbx_probe_open_other (run, NULL);
  answer = link != NULL ? ask_token (run, link, run->settings->token) : NULL;
  /* Nobody is logged out: the token is somebody’s. */
  if (answer != NULL && expect_logged_in (run, answer))
    look_at_user (run, answer);
  if (link != NULL)
    sbx_probe_link_close (link);
}
