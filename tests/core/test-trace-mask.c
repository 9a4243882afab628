/* test-trace-mask.c — tests of what is taken out of the traffic before it is stored
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-mask-private.h"

#define M SBX_MASK_TEXT

typedef struct
{
  const char *text;
  /* NULL: nothing to mask. */
  const char *expected;
  gboolean login;
} Case;

static const Case frames[] = {
  { "{\"type\":\"event\",\"event\":\"e\",\"payload\":{\"password\":\"hunter2\"}}", NULL, FALSE },
  { "{\"context\":{\"auth\":{\"token\":\"abc\"}}}", "{\"context\":{\"auth\":{\"token\":\"" M "\"}}}", FALSE },
  /* White space, order and numbers stay as they are. */
  { " { \"context\" : {\"a\":1.0,\"auth\" :{ \"x\":0.10, \"token\" : \"a\\\"b\" }} , \"payload\":1e5}\n",
    " { \"context\" : {\"a\":1.0,\"auth\" :{ \"x\":0.10, \"token\" : \"" M "\" }} , \"payload\":1e5}\n",
    FALSE },
  /* A token that is not the context's is the application's own. */
  { "{\"payload\":{\"auth\":{\"token\":\"abc\"}}}", NULL, FALSE },
  { "{\"context\":{\"auth\":{\"actor\":{\"id\":\"u\"}}}}", NULL, FALSE },
  /* Names written with escapes, twice, in another case. */
  { "{\"cont\\u0065xt\":{\"\\u0061uth\":{\"t\\u006fken\":\"abc\"}}}",
    "{\"cont\\u0065xt\":{\"\\u0061uth\":{\"t\\u006fken\":\"" M "\"}}}", FALSE },
  { "{\"context\":{\"auth\":{\"token\":\"abc\"}},\"context\":{\"auth\":{\"token\":\"def\",\"token\":\"ghi\"}}"
    "}",
    "{\"context\":{\"auth\":{\"token\":\"" M "\"}},\"context\":{\"auth\":{\"token\":\"" M "\",\"token\":\"" M
    "\"}}}",
    FALSE },
  { "{\"context\":{\"auth\":{\"Token\":7,\"refresh_token\":\"x\"}}}",
    "{\"context\":{\"auth\":{\"Token\":\"" M "\",\"refresh_token\":\"" M "\"}}}", FALSE },
  /* Logins: also what is no string, or not where it should be. */
  { "{\"payload\":{\"username\":\"u\",\"password\":\"p\"}}",
    "{\"payload\":{\"username\":\"u\",\"password\":\"" M "\"}}", TRUE },
  { "{\"payload\":{\"password\":12345}}", "{\"payload\":{\"password\":\"" M "\"}}", TRUE },
  { "{\"payload\":{\"password\":{\"a\":[\"p\"]}}}", "{\"payload\":{\"password\":\"" M "\"}}", TRUE },
  { "{\"payload\":{\"password\":null,\"token\":true}}", NULL, TRUE },
  { "{\"payload\":[{\"credentials\":{\"passWord\":\"p\"}}]}", "{\"payload\":\"" M "\"}", TRUE },
  { "{\"payload\":{\"credentials\":[{\"passWord\":\"p\"}]}}",
    "{\"payload\":{\"credentials\":[{\"passWord\":\"" M "\"}]}}", TRUE },
  { "{\"payload\":\"secret\"}", "{\"payload\":\"" M "\"}", TRUE },
  { "{\"success\":true,\"data\":{\"success\":true,\"token\":\"t\",\"user\":{\"id\":\"1\"}}}",
    "{\"success\":true,\"data\":{\"success\":true,\"token\":\"" M "\",\"user\":{\"id\":\"1\"}}}", TRUE },
  { "{\"success\":true,\"data\":\"bare-token\"}", "{\"success\":true,\"data\":\"" M "\"}", TRUE },
  { "{\"payload\":{}}", NULL, TRUE },
  /* In the other dialect. */
  { "{\"type\":\"request.$login\",\"payload\":{\"password\":\"p\"},\"context\":{\"auth\":{\"userId\":\"u\"}}"
    "}",
    "{\"type\":\"request.$login\",\"payload\":{\"password\":\"" M
    "\"},\"context\":{\"auth\":{\"userId\":\"u\"}}}",
    TRUE },
  { "{\"type\":\"request.\\u0024login\",\"type\":\"request.x\",\"payload\":{\"password\":\"p\"}}",
    "{\"type\":\"request.\\u0024login\",\"type\":\"request.x\",\"payload\":{\"password\":\"" M "\"}}",
    FALSE },
  /* The name that counts is another, the first is a login's. */
  { "{\"requestType\":\"\\u0024login\",\"requestType\":\"x\",\"payload\":{\"password\":\"p\"}}",
    "{\"requestType\":\"\\u0024login\",\"requestType\":\"x\",\"payload\":{\"password\":\"" M "\"}}", FALSE },
};

static void
assert_bytes (GBytes *bytes, const char *expected)
{
  gsize length;
  const char *data;

  if (expected == NULL)
    {
      g_assert_null (bytes);
      return;
    }
  g_assert_nonnull (bytes);
  data = g_bytes_get_data (bytes, &length);
  g_assert_cmpmem (data, length, expected, strlen (expected));
}

static void
test_frames (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autoptr (GBytes) frame = g_bytes_new (frames[i].text, strlen (frames[i].text));
      g_autoptr (GBytes) masked = sbx_mask_frame (frame, frames[i].login);

      g_test_message ("%s", frames[i].text);
      assert_bytes (masked, frames[i].expected);
    }
}

static const Case refused[] = {
  { "", NULL },
  { "hello", NULL },
  { "{\"password\":\"p\",\"x\":{\"token\":\"t\"}}", "{\"password\":\"" M "\",\"x\":{\"token\":\"" M "\"}}" },
  { "{\"password\":\"p\", oops", "{\"password\":\"" M "\", oops" },
  { "{\"password\":\"cut o", "{\"password\":\"" M },
  { "{\"password\": \"a\\\"b\", oops", "{\"password\": \"" M "\", oops" },
  { "{\\\"token\\\":\\\"abc\\\",x", "{\\\"token\\\":\\\"" M "\\\",x" },
  { "{'Token':'abc'}", "{'Token':'" M "'}" },
  { "{\"token\":1234,\"a\":1", "{\"token\":" M ",\"a\":1" },
  { "user=u&password=p&x=1", "user=u&password=" M "&x=1" },
  { "Authorization: Bearer abc\r\nHost: x", "Authorization: " M "\r\nHost: x" },
  { "token", NULL },
  { "token=", NULL },
  { "tokens are nice: really", NULL },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (refused[i].text, strlen (refused[i].text));
      g_autoptr (GBytes) masked = sbx_mask_refused (bytes);

      g_test_message ("%s", refused[i].text);
      assert_bytes (masked, refused[i].expected);
    }
}

/* Bytes that are no text at all, in all lengths: nothing is read beyond their end. */
static void
test_random (void)
{
  static const char alphabet[] = "\"\\:= tokenpassword{},'\x80\xff\n";

  for (guint round = 0; round < 20000; round++)
    {
      gsize length = (gsize) g_test_rand_int_range (0, 60);
      g_autofree char *text = g_malloc (length + 1);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) masked = NULL;

      for (gsize i = 0; i < length; i++)
        text[i] = g_test_rand_int_range (0, 8) == 0 ? (char) g_test_rand_int_range (0, 256)
                                                    : alphabet[g_test_rand_int_range (0, sizeof alphabet)];
      if (length > 20 && round % 2 == 0)
        memcpy (text + g_test_rand_int_range (0, (int) length - 12), "\"password\":\"", 12);
      /* Not NUL-terminated, and in a block of its own, for AddressSanitizer. */
      bytes = g_bytes_new (text, length);
      masked = sbx_mask_refused (bytes);
    }
}

static void
test_text (void)
{
  g_autofree char *address = sbx_mask_text ("ws://host/path?token=abc&x=1");
  g_autofree char *quoted = sbx_mask_text ("at line 1: {\"password\":\"p\"}");

  g_assert_cmpstr (address, ==, "ws://host/path?token=" M "&x=1");
  g_assert_cmpstr (quoted, ==, "at line 1: {\"password\":\"" M "\"}");
  g_assert_null (sbx_mask_text ("invalid token: expired"));
  g_assert_null (sbx_mask_text ("Client timeout"));
  g_assert_null (sbx_mask_text (""));
}

static void
test_headers (void)
{
  static const char *const headers[] = {
    "Host: localhost:1234",
    "Authorization: Bearer abc",
    "authorization:xyz",
    "Proxy-Authorization: Basic abc",
    "Cookie: a=b",
    "Set-Cookie: a=b",
    "Sec-WebSocket-Key: abc==",
    "Sec-WebSocket-Version: 13",
    "X-Api-Key: abc",
    "X-Connection-Id: abc",
    "Referer: http://x/?token=abc",
    "X-Latin: caf\xe9",
    "no colon",
    NULL,
  };
  gboolean masked;
  g_autofree char *text = sbx_mask_headers (headers, &masked);
  g_autofree char *plain = NULL;

  g_assert_true (masked);
  g_assert_cmpstr (text, ==,
                   "Host: localhost:1234\n"
                   "Authorization: Bearer " M "\n"
                   "authorization: " M "\n"
                   "Proxy-Authorization: " M "\n"
                   "Cookie: " M "\n"
                   "Set-Cookie: " M "\n"
                   "Sec-WebSocket-Key: " M "\n"
                   "Sec-WebSocket-Version: 13\n"
                   "X-Api-Key: " M "\n"
                   "X-Connection-Id: " M "\n"
                   "Referer: http://x/?token=" M "\n"
                   "X-Latin: caf\xef\xbf\xbd\n"
                   "no colon");
  plain = sbx_mask_headers ((const char *const[]){ "Host: x", NULL }, &masked);
  g_assert_false (masked);
  g_assert_cmpstr (plain, ==, "Host: x");
  g_assert_null (sbx_mask_headers (NULL, &masked));
}

static void
test_login_names (void)
{
  g_assert_true (sbx_mask_is_login_name ("$login"));
  g_assert_true (sbx_mask_is_login_name ("auth.login"));
  g_assert_true (sbx_mask_is_login_name ("userLogin"));
  g_assert_true (sbx_mask_is_login_name ("auth/signIn"));
  g_assert_false (sbx_mask_is_login_name ("$logout"));
  g_assert_false (sbx_mask_is_login_name ("loginCount"));
  g_assert_false (sbx_mask_is_login_name (""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/mask/frames", test_frames);
  g_test_add_func ("/trace/mask/refused", test_refused);
  g_test_add_func ("/trace/mask/random", test_random);
  g_test_add_func ("/trace/mask/text", test_text);
  g_test_add_func ("/trace/mask/headers", test_headers);
  g_test_add_func ("/trace/mask/login-names", test_login_names);
  return g_test_run ();
}
