/* test-drafts.c — lists of a server's config while they are edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-item-drafts.h"
#include "ui-fixture.h"

static SbxServer *
add_server (UiFixture *fixture)
{
  return ui_fixture_add_server (fixture, "Orders", "memory://orders");
}

/* What the server has, as `request=answer` each. */
static char *
describe (SbxServer *server)
{
  SbxServerConfig *config = SBX_SERVER_CONFIG (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  GListModel *handlers = G_LIST_MODEL (sbx_server_config_get_handlers (config));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (handlers); i++)
    {
      g_autoptr (SbxHandlerConfig) handler = g_list_model_get_item (handlers, i);
      g_autofree char *answer = NULL;

      g_object_get (handler, "answer", &answer, NULL);
      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", sbx_handler_config_get_request (handler),
                              answer != NULL ? answer : "");
    }

  return g_string_free (text, FALSE);
}

static gboolean
has (SbxServer *server, const char *expected)
{
  g_autofree char *found = describe (server);

  return g_str_equal (found, expected);
}

static SbxItemDraft *
insert (SbxItemDrafts *drafts, guint position, const char *request, const char *answer)
{
  g_autoptr (SbxHandlerConfig) handler = sbx_handler_config_new (request, SBX_HANDLER_JSON);

  g_object_set (handler, "answer", answer, NULL);
  return sbx_item_drafts_insert (drafts, position, SBX_ITEM_CONFIG (handler));
}

static void
write_answer (SbxItemDraft *draft, const char *answer)
{
  g_object_set (sbx_item_draft_get_item (draft), "answer", answer, NULL);
}

static void
test_edit (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = add_server (fixture);
  g_autoptr (SbxItemDrafts) drafts = sbx_item_drafts_new (server, "handlers", "request");
  SbxItemDraft *a, *b;

  a = insert (drafts, 0, "a", "1");
  b = insert (drafts, 1, "b", "2");
  g_assert_true (has (server, "a=1 b=2"));

  /* The server gets it once nobody types any more. */
  write_answer (a, "11");
  g_assert_true (has (server, "a=1 b=2"));
  ui_wait_until (has (server, "a=11 b=2"));

  /* What is wrong is said, and what was right stays in use, whatever happens to the others. */
  write_answer (a, "11,");
  ui_wait_until (sbx_item_draft_get_error (a) != NULL);
  g_assert_cmpstr (sbx_item_draft_get_wrong (a), ==, "answer");
  write_answer (b, "22");
  ui_wait_until (has (server, "a=11 b=22"));
  g_assert_null (sbx_item_draft_get_error (b));
  write_answer (a, "111");
  ui_wait_until (has (server, "a=111 b=22"));
  g_assert_null (sbx_item_draft_get_error (a));

  sbx_item_drafts_move (drafts, 1, 0);
  g_assert_true (has (server, "b=22 a=111"));
}

static void
test_never_right (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = add_server (fixture);
  g_autoptr (SbxItemDrafts) drafts = sbx_item_drafts_new (server, "handlers", "request");
  SbxItemDraft *draft = insert (drafts, 0, "", "1");
  gboolean in_use;

  /* It stands in the editor alone. */
  g_assert_true (has (server, ""));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (drafts)), ==, 1);
  g_assert_cmpstr (sbx_item_draft_get_wrong (draft), ==, "request");
  g_object_get (draft, "in-use", &in_use, NULL);
  g_assert_false (in_use);

  g_object_set (sbx_item_draft_get_item (draft), "request", "a", NULL);
  ui_wait_until (has (server, "a=1"));
  g_object_get (draft, "in-use", &in_use, NULL);
  g_assert_true (in_use);
}

static void
test_clash (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = add_server (fixture);
  g_autoptr (SbxItemDrafts) drafts = sbx_item_drafts_new (server, "handlers", "request");
  SbxItemDraft *a = insert (drafts, 0, "a", "1");
  SbxItemDraft *b = insert (drafts, 1, "b", "2");
  SbxItemConfig *item = sbx_item_draft_get_item (b);

  g_object_set (item, "request", "a", NULL);
  ui_wait_until (sbx_item_draft_get_error (b) != NULL);
  g_assert_cmpstr (sbx_item_draft_get_wrong (b), ==, "request");
  g_assert_true (has (server, "a=1 b=2"));

  /* The first takes the second's name, which the server still knows it by. */
  g_object_set (sbx_item_draft_get_item (a), "request", "b", NULL);
  sbx_item_drafts_commit (drafts);
  g_assert_true (sbx_endpoint_config_check (sbx_endpoint_get_config (SBX_ENDPOINT (server)), NULL, NULL));

  /* One that is off stands in nobody's way. */
  g_object_set (sbx_item_draft_get_item (a), "request", "a", NULL);
  g_object_set (item, "enabled", FALSE, NULL);
  ui_wait_until (has (server, "a=1 a=2"));
  g_assert_null (sbx_item_draft_get_error (b));
}

static void
test_remove (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = add_server (fixture);
  g_autoptr (SbxItemDrafts) drafts = sbx_item_drafts_new (server, "handlers", "request");
  g_autoptr (SbxItemDraft) removed = NULL;

  insert (drafts, 0, "a", "1");
  insert (drafts, 1, "b", "2");
  insert (drafts, 2, "c", "3");
  removed = sbx_item_drafts_remove (drafts, 1);
  g_assert_true (has (server, "a=1 c=3"));
  sbx_item_drafts_restore (drafts, 1, removed);
  g_assert_true (has (server, "a=1 b=2 c=3"));
  write_answer (removed, "22");
  ui_wait_until (has (server, "a=1 b=22 c=3"));
}

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_elsewhere (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = add_server (fixture);
  g_autoptr (SbxItemDrafts) drafts = sbx_item_drafts_new (server, "handlers", "request");
  g_autoptr (SbxEndpointConfig) config = NULL;
  g_autoptr (SbxHandlerConfig) other = sbx_handler_config_new ("c", SBX_HANDLER_ECHO);
  SbxItemDraft *a = insert (drafts, 0, "a", "1");
  GListStore *handlers;
  guint n = 0;

  insert (drafts, 1, "b", "2");
  write_answer (a, "wrong");
  ui_wait_until (sbx_item_draft_get_error (a) != NULL);
  g_signal_connect (drafts, "items-changed", G_CALLBACK (changed_cb), &n);

  /* Another name for the server does not disturb who edits. */
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  g_object_set (config, "name", "Stock", NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (server), config);
  g_assert_cmpuint (n, ==, 0);

  /* What another program writes is taken over; what it left alone is still being edited. */
  g_clear_object (&config);
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  handlers = sbx_server_config_get_handlers (SBX_SERVER_CONFIG (config));
  g_list_store_remove (handlers, 1);
  g_list_store_append (handlers, other);
  sbx_endpoint_set_config (SBX_ENDPOINT (server), config);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (drafts)), ==, 2);
  g_assert_cmpuint (sbx_item_drafts_find (drafts, a), ==, 0);
  g_assert_true (has (server, "a=1 c="));
  write_answer (a, "3");
  ui_wait_until (has (server, "a=3 c="));
}

static void
test_end (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = add_server (fixture);
  SbxItemDrafts *drafts = sbx_item_drafts_new (server, "handlers", "request");
  SbxItemDraft *draft = insert (drafts, 0, "a", "1");

  /* What was typed last is not lost with the page. */
  write_answer (draft, "2");
  g_assert_finalize_object (drafts);
  g_assert_true (has (server, "a=2"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define add(path, func) g_test_add (path, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)
  add ("/ui/drafts/edit", test_edit);
  add ("/ui/drafts/never-right", test_never_right);
  add ("/ui/drafts/clash", test_clash);
  add ("/ui/drafts/remove", test_remove);
  add ("/ui/drafts/elsewhere", test_elsewhere);
  add ("/ui/drafts/end", test_end);
#undef add

  return g_test_run ();
}
