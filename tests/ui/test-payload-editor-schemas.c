/* test-payload-editor-schemas.c — forms of every keyword, and of contracts that others wrote
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "form-fixture.h"
#include "sbx-form-array.h"
#include "sbx-form-choice.h"
#include "sbx-form-note.h"
#include "sbx-form-number.h"
#include "sbx-form-object.h"
#include "sbx-form-prose.h"
#include "sbx-form-switch.h"
#include "sbx-form-text.h"
#include "sbx-json-edit.h"

#define DEFS "\"$defs\":{\"s\":{\"type\":\"string\"},\"named\":{\"$anchor\":\"here\",\"type\":\"boolean\"}}"

/* What a keyword makes of a form: the control that a place has in a document that is valid, and the place
 * where the error stands in one that is not. */
typedef struct
{
  const char *keyword;
  const char *schema;
  const char *good;
  const char *place;
  GType (*control) (void);
  const char *bad;   /* nullable: nothing is wrong to it */
  const char *error; /* where that is told */
} Keyword;

static const Keyword keywords[] = {
  { "type", "{\"properties\":{\"a\":{\"type\":\"integer\"}}}", "{\"a\":1}", "/a", sbx_form_number_get_type,
    "{\"a\":\"x\"}", "/a" },
  { "type (list)", "{\"type\":[\"boolean\",\"null\"]}", "true", "", sbx_form_switch_get_type, "1", "" },
  { "enum", "{\"properties\":{\"a\":{\"enum\":[1,\"x\"]}}}", "{\"a\":\"x\"}", "/a", sbx_form_choice_get_type,
    "{\"a\":2}", "/a" },
  { "const", "{\"properties\":{\"a\":{\"const\":null}}}", "{\"a\":null}", "/a", sbx_form_choice_get_type,
    "{\"a\":0}", "/a" },
  { "minimum", "{\"items\":{\"minimum\":2}}", "[2]", "/0", sbx_form_number_get_type, "[1.9]", "/0" },
  { "maximum", "{\"items\":{\"maximum\":2}}", "[2]", "/0", sbx_form_number_get_type, "[2.1]", "/0" },
  { "exclusiveMinimum", "{\"exclusiveMinimum\":2}", "3", "", sbx_form_number_get_type, "2", "" },
  { "exclusiveMaximum", "{\"exclusiveMaximum\":2}", "1", "", sbx_form_number_get_type, "2", "" },
  { "multipleOf", "{\"multipleOf\":0.1}", "0.3", "", sbx_form_number_get_type, "0.25", "" },
  { "minLength", "{\"minLength\":2}", "\"ab\"", "", sbx_form_text_get_type, "\"a\"", "" },
  { "maxLength", "{\"maxLength\":2}", "\"ab\"", "", sbx_form_text_get_type, "\"abc\"", "" },
  { "pattern", "{\"pattern\":\"^a\"}", "\"ab\"", "", sbx_form_text_get_type, "\"b\"", "" },
  { "format", "{\"format\":\"ipv4\"}", "\"1.2.3.4\"", "", sbx_form_text_get_type, "\"1.2.3\"", "" },
  { "items", "{\"items\":{\"type\":\"boolean\"}}", "[true]", "/0", sbx_form_switch_get_type, "[true,0]",
    "/1" },
  { "prefixItems", "{\"prefixItems\":[{\"type\":\"boolean\"},{\"type\":\"string\"}]}", "[true,\"\"]", "/1",
    sbx_form_text_get_type, "[true,true]", "/1" },
  { "additionalItems",
    "{\"$schema\":\"http://json-schema.org/draft-07/"
    "schema#\",\"items\":[{\"type\":\"boolean\"}],\"additionalItems\":"
    "{\"type\":\"string\"}}",
    "[true,\"\"]", "/1", sbx_form_text_get_type, "[true,1]", "/1" },
  { "contains", "{\"contains\":{\"const\":1}}", "[1]", "", sbx_form_array_get_type, "[2]", "" },
  { "minContains", "{\"contains\":{\"const\":1},\"minContains\":2}", "[1,1]", "", sbx_form_array_get_type,
    "[1]", "" },
  { "maxContains", "{\"contains\":{\"const\":1},\"maxContains\":1}", "[1]", "", sbx_form_array_get_type,
    "[1,1]", "" },
  { "minItems", "{\"minItems\":1}", "[1]", "", sbx_form_array_get_type, "[]", "" },
  { "maxItems", "{\"maxItems\":1}", "[1]", "", sbx_form_array_get_type, "[1,2]", "" },
  { "uniqueItems", "{\"uniqueItems\":true}", "[1,2]", "", sbx_form_array_get_type, "[1,1.0]", "" },
  { "unevaluatedItems", "{\"prefixItems\":[{}],\"unevaluatedItems\":{\"type\":\"string\"}}", "[1,\"a\"]",
    "/1", sbx_form_text_get_type, "[1,2]", "/1" },
  { "properties", "{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{}", "/a", sbx_form_text_get_type,
    "{\"a\":1}", "/a" },
  { "patternProperties", "{\"patternProperties\":{\"^x\":{\"type\":\"string\"}}}", "{\"x1\":\"a\"}", "/x1",
    sbx_form_text_get_type, "{\"x1\":1}", "/x1" },
  { "additionalProperties", "{\"additionalProperties\":{\"enum\":[true]}}", "{\"x1\":true}", "/x1",
    sbx_form_choice_get_type, "{\"x1\":false}", "/x1" },
  { "propertyNames", "{\"propertyNames\":{\"maxLength\":2}}", "{\"ab\":1}", "/ab", sbx_form_number_get_type,
    "{\"abc\":1}", NULL },
  { "required", "{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}", "{\"a\":\"\"}", "/a",
    sbx_form_text_get_type, "{}", "/a" },
  { "minProperties", "{\"minProperties\":1}", "{\"a\":1}", "", sbx_form_object_get_type, "{}", "" },
  { "maxProperties", "{\"maxProperties\":1}", "{\"a\":1}", "", sbx_form_object_get_type, "{\"a\":1,\"b\":1}",
    "" },
  { "dependentRequired",
    "{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}},\"dependentRequired\":{\"a\":["
    "\"b\"]}}",
    "{}", "/b", sbx_form_text_get_type, "{\"a\":\"\"}", "/b" },
  { "dependentSchemas", "{\"dependentSchemas\":{\"a\":{\"properties\":{\"b\":{\"type\":\"boolean\"}}}}}",
    "{\"a\":1,\"b\":true}", "/b", sbx_form_switch_get_type, "{\"a\":1,\"b\":1}", "/b" },
  { "dependencies",
    "{\"$schema\":\"http://json-schema.org/draft-07/"
    "schema#\",\"dependencies\":{\"a\":[\"b\"],\"c\":{\"properties\":{\"d\":"
    "{\"type\":\"boolean\"}}}}}",
    "{\"c\":1,\"d\":true}", "/d", sbx_form_switch_get_type, "{\"c\":1,\"d\":1}", "/d" },
  { "unevaluatedProperties", "{\"properties\":{\"a\":{}},\"unevaluatedProperties\":{\"type\":\"string\"}}",
    "{\"b\":\"\"}", "/b", sbx_form_text_get_type, "{\"b\":1}", "/b" },
  { "allOf",
    "{\"allOf\":[{\"properties\":{\"a\":{\"type\":\"string\"}}},{\"properties\":{\"b\":{\"type\":\"boolean\"}"
    "}}]}",
    "{\"b\":true}", "/b", sbx_form_switch_get_type, "{\"a\":1}", "/a" },
  { "anyOf", "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\"}]}", "[]", "", sbx_form_array_get_type,
    "1", "" },
  { "oneOf",
    "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"}}}]}",
    "{\"a\":true}", "/a", sbx_form_switch_get_type, "{\"a\":1}", "/a" },
  { "not", "{\"properties\":{\"a\":{\"not\":{\"const\":1}}}}", "{\"a\":2}", "/a", sbx_form_number_get_type,
    "{\"a\":1}", "/a" },
  { "if, then, else",
    "{\"if\":{\"required\":[\"a\"]},\"then\":{\"properties\":{\"b\":{\"type\":\"boolean\"}}},\"else\":{"
    "\"properties\":{\"b\":"
    "{\"type\":\"string\"}}}}",
    "{\"a\":1,\"b\":true}", "/b", sbx_form_switch_get_type, "{\"b\":1}", "/b" },
  { "$ref, $defs", "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/s\"}}," DEFS "}", "{\"a\":\"\"}", "/a",
    sbx_form_text_get_type, "{\"a\":1}", "/a" },
  { "definitions",
    "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"properties\":{\"a\":{\"$ref\":\"#/"
    "definitions/s\"}},"
    "\"definitions\":{\"s\":{\"type\":\"string\"}}}",
    "{\"a\":\"\"}", "/a", sbx_form_text_get_type, "{\"a\":1}", "/a" },
  { "$anchor", "{\"properties\":{\"a\":{\"$ref\":\"#here\"}}," DEFS "}", "{\"a\":true}", "/a",
    sbx_form_switch_get_type, "{\"a\":1}", "/a" },
  { "$id", "{\"$id\":\"https://example.org/x\",\"properties\":{\"a\":{\"$ref\":\"x#/$defs/s\"}}," DEFS "}",
    "{\"a\":\"\"}", "/a", sbx_form_text_get_type, "{\"a\":1}", "/a" },
  { "$dynamicRef, $dynamicAnchor",
    "{\"$id\":\"https://example.org/"
    "t\",\"$dynamicAnchor\":\"node\",\"properties\":{\"v\":{\"type\":\"integer\"},\"next\":"
    "{\"$dynamicRef\":\"#node\"}}}",
    "{\"next\":{\"v\":1}}", "/next/v", sbx_form_number_get_type, "{\"next\":{\"v\":\"x\"}}", "/next/v" },
  { "true", "{\"properties\":{\"a\":true}}", "{\"a\":[]}", "/a", sbx_form_array_get_type, NULL, NULL },
  { "false", "{\"properties\":{\"a\":false}}", "{}", "/a", sbx_form_text_get_type, "{\"a\":1}", "/a" },
  { "title", "{\"title\":\"All of It\",\"properties\":{\"a\":{\"title\":\"Her Name\"}}}", "{\"a\":\"\"}",
    "/a", sbx_form_text_get_type, NULL, NULL },
  { "contentMediaType", "{\"contentMediaType\":\"text/html\"}", "\"\"", "", sbx_form_prose_get_type, NULL,
    NULL },
  { "contentEncoding", "{\"contentEncoding\":\"base64\"}", "\"\"", "", sbx_form_prose_get_type, NULL, NULL },
  { "unknown keywords",
    "{\"x-thing\":{\"$ref\":1,\"type\":7},\"properties\":{\"a\":{\"instanceof\":\"RegExp\",\"example\":1}},"
    "\"nullable\":[]}",
    "{\"a\":\"\"}", "/a", sbx_form_text_get_type, NULL, NULL },
};

static void
test_keyword (gconstpointer user_data)
{
  const Keyword *keyword = user_data;
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (keyword->schema, keyword->good);
  g_autofree char *error = NULL;

  form_wait (editor, 0);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (form_control (editor, keyword->place)), ==,
                   g_type_name (keyword->control ()));
  form_expand_all (editor);
  form_assert_text (editor, keyword->good);
  if (keyword->bad == NULL)
    return;

  sbx_payload_editor_set_text (editor, keyword->bad);
  form_wait (editor, 1);
  form_expand_all (editor);
  form_assert_text (editor, keyword->bad);
  if (keyword->error == NULL)
    {
      /* Of a name it is the field of the member, or the object's, that has something to say. */
      g_assert_true (ui_shows (GTK_WIDGET (editor), "abc"));
      return;
    }
  error = sbx_form_field_dup_error (form_field (editor, keyword->error));
  g_assert_nonnull (error);
  g_assert_true (ui_shows (GTK_WIDGET (form_field (editor, keyword->error)), error));
}

/* Keywords that say nothing about validity, and what is seen of them. */
static void
test_annotations (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"title\":\"An Order\",\"description\":\"Places an "
                      "order.\",\"properties\":{\"a\":{\"type\":\"string\",\"title\":"
                      "\"Her Name\",\"description\":\"As she is "
                      "called\",\"default\":\"Ada\",\"examples\":[\"Grace\"],\"readOnly\":true,"
                      "\"deprecated\":true},\"p\":{\"type\":\"string\",\"writeOnly\":true}}}",
                      "{}");
  GtkWidget *widget = GTK_WIDGET (editor);
  GtkEntry *entry = form_input (editor, "/a");

  g_assert_true (ui_shows (widget, "An Order"));
  g_assert_true (ui_shows (widget, "Places an order."));
  g_assert_true (ui_shows (widget, "Her Name"));
  g_assert_true (ui_shows (widget, "As she is called"));
  g_assert_true (ui_shows (widget, "deprecated · read-only"));
  g_assert_true (ui_shows (widget, "write-only"));
  g_assert_cmpstr (gtk_entry_get_placeholder_text (entry), ==, "Ada");
  g_assert_false (gtk_entry_get_visibility (form_input (editor, "/p")));
  sbx_form_field_set_present (form_field (editor, "/a"), TRUE);
  form_assert_json (editor, "{\"a\":\"Ada\"}");
}

static char *
read_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

typedef struct
{
  SbxPayloadEditor *editor;
  GPtrArray *pointers;
} Walk;

static void
collect (gpointer child, gpointer user_data)
{
  SbxFormField *field = child;
  GPtrArray *pointers = user_data;

  if (!sbx_form_field_get_present (field) || pointers->len > 60)
    return;
  g_ptr_array_add (pointers, sbx_form_field_dup_pointer (field));
  if (sbx_form_field_get_control (field) != NULL)
    sbx_form_control_foreach_child (sbx_form_field_get_control (field), collect, pointers);
}

static void
assert_equal (SbxPayloadEditor *editor, const char *expected)
{
  g_autofree char *text = sbx_payload_editor_dup_text (editor);

  g_assert_true (mbm_json_check (text, -1, NULL));
  if (!mbm_json_value_equal (mbm_json_value (text, -1), mbm_json_value (expected, -1)))
    g_error ("%s became %s", expected, text);
}

/* What is left out and put back is what it was, wherever it is. */
static void
try_every_field (SbxPayloadEditor *editor, const char *text)
{
  g_autoptr (GPtrArray) pointers = g_ptr_array_new_with_free_func (g_free);

  collect (form_field (editor, ""), pointers);
  for (guint i = 0; i < pointers->len; i++)
    {
      const char *pointer = g_ptr_array_index (pointers, i);
      SbxFormField *field = form_find (editor, pointer);

      if (field == NULL || (sbx_form_field_get_flags (field) & SBX_FORM_FIELD_MEMBER) == 0)
        continue;
      sbx_form_field_set_present (field, FALSE);
      g_assert_null (sbx_form_field_get_present (field) ? field : NULL);
      sbx_form_field_set_present (field, TRUE);
      assert_equal (editor, text);
    }
}

/* A document goes through both views, with everything expanded, and comes out as it went in. */
static void
try_document (SbxPayloadEditor *editor, const char *text)
{
  sbx_payload_editor_set_text (editor, text);
  form_expand_all (editor);
  form_assert_text (editor, text);
  gtk_toggle_button_set_active (ui_part (editor, "json_toggle"), TRUE);
  gtk_toggle_button_set_active (ui_part (editor, "form_toggle"), TRUE);
  form_assert_text (editor, text);
  try_every_field (editor, text);
  assert_equal (editor, text);
}

static void
try_schema (MbmSchema *schema)
{
  g_autoptr (SbxPayloadEditor) editor = g_object_ref_sink (SBX_PAYLOAD_EDITOR (sbx_payload_editor_new ()));
  g_autoptr (GBytes) bytes = mbm_schema_generate (schema, NULL);
  g_autofree char *filled = NULL;

  sbx_payload_editor_set_schema (editor, schema);
  sbx_payload_editor_fill (editor);
  form_expand_all (editor);
  filled = sbx_payload_editor_dup_text (editor);
  g_assert_true (mbm_json_check (filled, -1, NULL));
  try_document (editor, filled);

  if (bytes != NULL)
    {
      g_autofree char *generated = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autofree char *pretty = mbm_json_pretty (generated, -1);
      g_autofree char *odd = g_strdup_printf (" \n%s\t", generated);

      try_document (editor, generated);
      try_document (editor, pretty);
      try_document (editor, odd);
      g_assert_cmpuint (sbx_payload_editor_get_n_violations (editor), ==, 0);
    }
  /* What fits in nowhere does not break it. */
  try_document (editor, "[{\"a\":[null,1.0,\"x\"]},true]");
  try_document (editor, "{\"type\":{\"deep\":[[[]]]},\"name\":false,\"\":0}");
  try_document (editor, "12");
}

/* What a form proposes to begin with is valid. */
static void
assert_fill_is_valid (MbmSchema *schema)
{
  g_autoptr (SbxPayloadEditor) editor = g_object_ref_sink (SBX_PAYLOAD_EDITOR (sbx_payload_editor_new ()));

  sbx_payload_editor_set_schema (editor, schema);
  sbx_payload_editor_fill (editor);
  form_wait (editor, 0);
}

/* The payload of a message: each component's schema, in the document that it refers to. */
static void
test_asyncapi (void)
{
  static const char *const names[] = { "market", "heartbeat", "update", "default", "events" };
  g_autofree char *text = read_data ("asyncapi-gemini.json");
  MbmJsonValue components = { NULL, 0 };

  g_assert_true (mbm_json_value_get_member (mbm_json_value (text, -1), "components", &components));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"components\":%.*s,\"$ref\":\"#/components/schemas/%s\"}",
                                               (int) components.length, components.text, names[i]);
      g_autoptr (MbmSchema) schema = form_make_schema (json);

      try_schema (schema);
      assert_fill_is_valid (schema);
    }
}

static void
test_asyncapi_by_hand (void)
{
  g_autofree char *text = read_data ("asyncapi-gemini.json");
  g_autofree char *json = NULL;
  g_autoptr (SbxPayloadEditor) editor = NULL;
  MbmJsonValue components = { NULL, 0 };

  mbm_json_value_get_member (mbm_json_value (text, -1), "components", &components);
  json = g_strdup_printf ("{\"components\":%.*s,\"$ref\":\"#/components/schemas/market\"}",
                          (int) components.length, components.text);
  editor = form_make_editor (json, NULL);
  sbx_payload_editor_fill (editor);
  form_assert_json (editor, "{\"type\":\"heartbeat\",\"socket_sequence\":0}");
  gtk_drop_down_set_selected (form_chooser (editor, ""), 1);
  form_assert_json (editor, "{\"type\":\"update\",\"eventId\":0,\"events\":[],\"timestamp\":0,"
                            "\"timestampms\":0,\"socket_sequence\":0}");
  form_type (editor, "/eventId", "36902233362");
  form_type (editor, "/timestampms", "soon");
  form_wait (editor, 1);
  {
    g_autofree char *error = sbx_form_field_dup_error (form_field (editor, "/timestampms"));

    g_assert_nonnull (error);
  }
  form_type (editor, "/timestampms", "1619769673527");
  form_wait (editor, 0);
}

static void
test_zod (void)
{
  g_autofree char *text = read_data ("zod-mcpb-manifest.json");
  g_autoptr (MbmSchema) schema = form_make_schema (text);
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (text, NULL);

  try_schema (schema);
  assert_fill_is_valid (schema);
  sbx_payload_editor_fill (editor);
  form_type (editor, "/name", "thing");
  form_type (editor, "/author/name", "Ada");
  form_wait (editor, 0);
  form_type (editor, "/author/url", "no address");
  form_wait (editor, 1);
  {
    g_autofree char *error = sbx_form_field_dup_error (form_field (editor, "/author/url"));

    g_assert_nonnull (error);
  }
}

/* Some 125 KB with more than 200 schemas that others refer to, recursion among them. */
static void
test_webpack (void)
{
  g_autofree char *text = read_data ("webpack-options.json");
  g_autoptr (MbmSchema) schema = form_make_schema (text);
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (text, "{}");
  g_autofree char *error = NULL;
  gint64 start = g_get_monotonic_time ();

  try_schema (schema);
  assert_fill_is_valid (schema);
  sbx_form_field_set_present (form_field (editor, "/mode"), TRUE);
  g_assert_true (SBX_IS_FORM_CHOICE (form_control (editor, "/mode")));
  sbx_form_field_set_present (form_field (editor, "/devtool"), TRUE);
  g_assert_nonnull (form_chooser (editor, "/devtool"));
  sbx_payload_editor_set_text (editor, "{\"module\":{\"rules\":[{\"test\":7}]},\"bail\":1}");
  form_wait (editor, 1);
  error = sbx_form_field_dup_error (form_field (editor, "/bail"));
  g_assert_nonnull (error);
  g_test_message ("in %.1f s", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      g_autofree char *path = g_strdup_printf ("/payload-editor/keyword/%s", keywords[i].keyword);

      g_test_add_data_func (path, &keywords[i], test_keyword);
    }
  g_test_add_func ("/payload-editor/annotations", test_annotations);
  g_test_add_func ("/payload-editor/asyncapi", test_asyncapi);
  g_test_add_func ("/payload-editor/asyncapi-by-hand", test_asyncapi_by_hand);
  g_test_add_func ("/payload-editor/zod", test_zod);
  g_test_add_func ("/payload-editor/webpack", test_webpack);

  return g_test_run ();
}
