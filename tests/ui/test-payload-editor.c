/* test-payload-editor.c — one JSON document, as a form and as text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-payload-editor.h"
#include "ui-fixture.h"

static MbmSchema *
make_schema (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  MbmSchema *schema = mbm_schema_new (bytes, &error);

  g_assert_no_error (error);
  return schema;
}

static SbxPayloadEditor *
make_editor (const char *schema_text)
{
  SbxPayloadEditor *editor = g_object_ref_sink (SBX_PAYLOAD_EDITOR (sbx_payload_editor_new ()));
  g_autoptr (MbmSchema) schema = schema_text != NULL ? make_schema (schema_text) : NULL;

  sbx_payload_editor_set_schema (editor, schema);
  return editor;
}

#define assert_text(editor, expected)                               \
  G_STMT_START                                                      \
  {                                                                 \
    g_autofree char *actual = sbx_payload_editor_dup_text (editor); \
    g_assert_cmpstr (actual, ==, expected);                         \
  }                                                                 \
  G_STMT_END

static char *
expand (const char *text, gpointer user_data, GError **error)
{
  g_autoptr (GString) expanded = g_string_new (text);

  g_string_replace (expanded, "\"{{counter}}\"", "7", 0);
  return g_string_free (g_steal_pointer (&expanded), FALSE);
}

static void
test_text_alone (void)
{
  g_autoptr (SbxPayloadEditor) editor = make_editor (NULL);

  assert_text (editor, "");
  g_assert_true (sbx_payload_editor_get_valid_json (editor));
  sbx_payload_editor_set_text (editor, "{\"a\" : 1e400}");
  assert_text (editor, "{\"a\" : 1e400}");
  sbx_payload_editor_set_text (editor, "{");
  g_assert_false (sbx_payload_editor_get_valid_json (editor));
  sbx_payload_editor_fill (editor);
  assert_text (editor, "{}");
  g_assert_true (sbx_payload_editor_get_valid_json (editor));
  g_assert_finalize_object (g_steal_pointer (&editor));
}

static void
test_violations (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    make_editor ("{\"properties\": {\"n\": {\"type\": \"integer\"}, \"s\": {\"type\": \"string\"}}}");

  sbx_payload_editor_set_text (editor, "{\"n\": \"{{counter}}\", \"s\": 1}");
  ui_wait_until (sbx_payload_editor_get_n_violations (editor) == 2);
  g_assert_true (ui_shows (GTK_WIDGET (editor), "2 errors"));
  sbx_payload_editor_set_expander (editor, expand, NULL, NULL);
  ui_wait_until (sbx_payload_editor_get_n_violations (editor) == 1);
  sbx_payload_editor_set_text (editor, "{\"n\": \"{{counter}}\"}");
  ui_wait_until (sbx_payload_editor_get_n_violations (editor) == 0);
  assert_text (editor, "{\"n\": \"{{counter}}\"}");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/payload-editor/text-alone", test_text_alone);
  g_test_add_func ("/payload-editor/violations", test_violations);

  return g_test_run ();
}
