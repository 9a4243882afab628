/* test-payload-editor.c — one JSON document, as a form and as text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "form-fixture.h"
#include "sbx-form-array.h"
#include "sbx-form-choice.h"
#include "sbx-form-json.h"
#include "sbx-form-note.h"
#include "sbx-form-number.h"
#include "sbx-form-object.h"
#include "sbx-form-prose.h"
#include "sbx-form-switch.h"
#include "sbx-form-text.h"
#include "sbx-json-editor.h"
#include "sbx-suggestions.h"

static void
count (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static char *
expand (const char *text, gpointer user_data, GError **error)
{
  g_autoptr (GString) expanded = g_string_new (text);

  if (strstr (text, "{{nobody}}") != NULL)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD, "nobody knows {{nobody}}");
      return NULL;
    }
  g_string_replace (expanded, "\"{{counter}}\"", "7", 0);
  return g_string_free (g_steal_pointer (&expanded), FALSE);
}

static void
test_text_alone (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (NULL, NULL);

  form_assert_text (editor, "");
  g_assert_true (sbx_payload_editor_get_valid_json (editor));
  sbx_payload_editor_set_text (editor, "{\"a\" : 1e400}");
  form_assert_text (editor, "{\"a\" : 1e400}");
  g_assert_false (gtk_widget_get_visible (ui_part (editor, "bar")));
  sbx_payload_editor_set_text (editor, "{");
  g_assert_false (sbx_payload_editor_get_valid_json (editor));
  sbx_payload_editor_fill (editor);
  form_assert_text (editor, "{}");
  g_assert_true (sbx_payload_editor_get_valid_json (editor));
  g_assert_finalize_object (g_steal_pointer (&editor));
}

static void
test_violations (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\": {\"n\": {\"type\": \"integer\"}, \"s\": {\"type\": \"string\"}}}",
                      "{\"n\": \"{{counter}}\", \"s\": 1}");

  form_wait (editor, 2);
  g_assert_true (ui_shows (GTK_WIDGET (editor), "2 errors"));
  sbx_payload_editor_set_expander (editor, expand, NULL, NULL);
  form_wait (editor, 1);
  g_assert_true (ui_shows (GTK_WIDGET (editor), "1 error"));
  sbx_payload_editor_set_text (editor, "{\"n\": \"{{counter}}\"}");
  form_wait (editor, 0);
  form_assert_text (editor, "{\"n\": \"{{counter}}\"}");
  /* What cannot be expanded is said. */
  form_type (editor, "/n", "{{nobody}}");
  form_wait (editor, 0);
  g_assert_true (ui_shows (GTK_WIDGET (editor), "nobody knows {{nobody}}"));
}

/* What was found in the JSON is told at the fields that the form has for it later. */
static void
test_violations_of_json (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\": {\"l\": {\"items\": {\"type\": \"integer\"}}}}", "{\"l\": []}");
  g_autofree char *error = NULL;

  gtk_toggle_button_set_active (ui_part (editor, "json_toggle"), TRUE);
  sbx_payload_editor_set_text (editor, "{\"l\": [1, \"two\"]}");
  form_wait (editor, 1);
  gtk_toggle_button_set_active (ui_part (editor, "form_toggle"), TRUE);
  g_assert_null (sbx_form_field_dup_error (form_field (editor, "/l")));
  error = sbx_form_field_dup_error (form_field (editor, "/l/1"));
  g_assert_nonnull (error);
}

static void
test_too_many_violations (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor ("{\"items\": {\"type\": \"string\"}}", NULL);
  g_autoptr (GString) text = g_string_new ("[0");

  for (guint i = 1; i < 150; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  sbx_payload_editor_set_text (editor, text->str);
  form_wait (editor, 100);
  g_assert_true (ui_shows (GTK_WIDGET (editor), "100 errors or more"));
  /* Those of elements that are not shown stand at the list. */
  {
    g_autofree char *error = sbx_form_field_dup_error (form_field (editor, ""));

    g_assert_nonnull (strstr (error, "20: "));
    g_assert_nonnull (strstr (error, "and 77 more"));
  }
}

/* What is typed, and what the document then has. */
static void
test_number_rule (void)
{
  static const struct
  {
    const char *typed, *json;
  } cases[] = {
    { "12", "{\"n\":12}" },
    { "-0.10", "{\"n\":-0.10}" },
    { "18446744073709551616", "{\"n\":18446744073709551616}" },
    { "1e400", "{\"n\":1e400}" },
    { "abc", "{\"n\":\"abc\"}" },
    { "1.", "{\"n\":\"1.\"}" },
    { "0x10", "{\"n\":\"0x10\"}" },
    { "{{counter}}", "{\"n\":\"{{counter}}\"}" },
    { "\"12\"", "{\"n\":\"12\"}" },
    { "true", "{\"n\":\"true\"}" },
    { "", "{}" },
    { "7", "{\"n\":7}" },
  };
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"n\":{\"type\":\"number\"}}}", "{}");
  gpointer entry = form_input (editor, "/n");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      form_type (editor, "/n", cases[i].typed);
      form_assert_json (editor, cases[i].json);
      /* It is still the same entry, and has what was typed. */
      g_assert_true (form_input (editor, "/n") == entry);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, cases[i].typed);

      if (g_str_equal (cases[i].json, "{}"))
        continue;
      /* And a form that gets this document shows the same. */
      {
        g_autoptr (SbxPayloadEditor) other =
          form_make_editor ("{\"properties\":{\"n\":{\"type\":\"number\"}}}", cases[i].json);

        if (!g_str_equal (cases[i].typed, "\"12\""))
          {
            g_assert_true (SBX_IS_FORM_NUMBER (form_control (other, "/n")));
            g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (form_input (other, "/n"))), ==,
                             cases[i].typed);
          }
        else
          g_assert_true (SBX_IS_FORM_TEXT (form_control (other, "/n")));
      }
    }
}

static void
test_string_rule (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"s\":{\"type\":\"string\"},\"t\":{}},\"required\":[\"s\"]}",
                      "{\"t\" : 1.0}");

  /* What is not there comes when it is typed, in the schema's order; and stays when it is emptied. */
  form_type (editor, "/s", "say \"hi\"");
  form_assert_text (editor, "{\"s\": \"say \\\"hi\\\"\", \"t\" : 1.0}");
  form_type (editor, "/s", "12");
  form_assert_text (editor, "{\"s\": \"12\", \"t\" : 1.0}");
  form_type (editor, "/s", "");
  form_assert_text (editor, "{\"s\": \"\", \"t\" : 1.0}");
}

static void
test_left_out_and_back (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (
    "{\"properties\":{\"a\":{\"type\":\"string\"},\"o\":{\"type\":\"object\"},\"z\":{\"default\":5}}}",
    "{\"a\":\"x\",\"o\":{\"k\":[1.0, 2]}}");
  guint n_changed = 0;

  g_signal_connect_swapped (editor, "changed", G_CALLBACK (count), &n_changed);
  gtk_check_button_set_active (ui_part (form_field (editor, "/o"), "check"), FALSE);
  form_assert_text (editor, "{\"a\":\"x\"}");
  gtk_check_button_set_active (ui_part (form_field (editor, "/o"), "check"), TRUE);
  form_assert_text (editor, "{\"a\":\"x\",\"o\":{\"k\":[1.0, 2]}}");
  gtk_check_button_set_active (ui_part (form_field (editor, "/a"), "check"), FALSE);
  gtk_check_button_set_active (ui_part (form_field (editor, "/z"), "check"), TRUE);
  gtk_check_button_set_active (ui_part (form_field (editor, "/a"), "check"), TRUE);
  form_assert_json (editor, "{\"a\":\"x\",\"o\":{\"k\":[1.0,2]},\"z\":5}");
  g_assert_cmpuint (n_changed, ==, 5);
}

/* A required member has no check button while it is there; what is missing says so, and can be put back. */
static void
test_required (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{}},\"required\":[\"a\",\"c\"]}",
                      "{\"a\":\"x\",\"c\":1}");
  g_autofree char *error = NULL;

  g_assert_false (gtk_widget_get_visible (ui_part (form_field (editor, "/a"), "check")));
  g_assert_true (gtk_widget_get_visible (ui_part (form_field (editor, "/b"), "check")));
  form_act (editor, "/a", "field.remove");
  form_assert_json (editor, "{\"c\":1}");
  form_wait (editor, 1);
  g_assert_true (gtk_widget_get_visible (ui_part (form_field (editor, "/a"), "check")));
  error = sbx_form_field_dup_error (form_field (editor, "/a"));
  g_assert_cmpstr (error, ==, "Must not be left out");
  g_assert_true (ui_shows (GTK_WIDGET (editor), "Must not be left out"));
  form_type (editor, "/a", "y");
  form_wait (editor, 0);
  g_assert_false (ui_shows (GTK_WIDGET (editor), "Must not be left out"));
}

static void
test_switch (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"b\":{\"type\":\"boolean\"}}}", "{}");
  GtkCheckButton *check = ui_part (form_field (editor, "/b"), "check");

  g_assert_false (gtk_widget_get_visible (form_input (editor, "/b")));
  gtk_check_button_set_active (check, TRUE);
  form_assert_json (editor, "{\"b\":false}");
  gtk_switch_set_active (form_input (editor, "/b"), TRUE);
  form_assert_json (editor, "{\"b\":true}");
  gtk_check_button_set_active (check, FALSE);
  form_assert_json (editor, "{}");
  gtk_check_button_set_active (check, TRUE);
  form_assert_json (editor, "{\"b\":true}");
  /* A placeholder instead is a text, and the switch comes back with a value that it can show. */
  sbx_payload_editor_set_text (editor, "{\"b\":\"{{flag}}\"}");
  g_assert_true (SBX_IS_FORM_TEXT (form_control (editor, "/b")));
  form_type (editor, "/b", "{{other}}");
  form_assert_json (editor, "{\"b\":\"{{other}}\"}");
  form_act (editor, "/b", "field.reset");
  g_assert_true (SBX_IS_FORM_SWITCH (form_control (editor, "/b")));
}

static void
test_choices_of_values (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (
    "{\"properties\":{\"few\":{\"enum\":[\"a\",1,\"1\",null]},\"many\":{\"enum\":[\"aa\",\"bb\",\"cc\","
    "\"dd\",{\"x\":1}]},\"named\":{\"oneOf\":[{\"const\":1,\"title\":\"One\"},{\"const\":2}]},"
    "\"one\":{\"const\":\"k\"}}}",
    "{}");
  GtkDropDown *list = form_input (editor, "/many");
  GtkToggleButton *buttons[4];

  for (guint i = 0; i < 4; i++)
    buttons[i] = form_nth (form_control (editor, "/few"), GTK_TYPE_TOGGLE_BUTTON, i);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (buttons[0])), ==, "a");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (buttons[1])), ==, "1");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (buttons[2])), ==, "\"1\"");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (buttons[3])), ==, "null");
  for (guint i = 0; i < 4; i++)
    g_assert_false (gtk_toggle_button_get_active (buttons[i]));
  gtk_toggle_button_set_active (buttons[2], TRUE);
  form_assert_json (editor, "{\"few\":\"1\"}");
  gtk_toggle_button_set_active (buttons[1], TRUE);
  form_assert_json (editor, "{\"few\":1}");

  /* None of the five. */
  g_assert_cmpuint (gtk_drop_down_get_selected (list), ==, 5);
  g_assert_true (gtk_drop_down_get_enable_search (list));
  gtk_drop_down_set_selected (list, 4);
  form_assert_json (editor, "{\"few\":1,\"many\":{\"x\":1}}");

  g_assert_cmpstr (gtk_button_get_label (
                     form_nth (form_control (editor, "/named"), GTK_TYPE_TOGGLE_BUTTON, 0)),
                   ==, "One");
  gtk_toggle_button_set_active (form_nth (form_control (editor, "/named"), GTK_TYPE_TOGGLE_BUTTON, 1), TRUE);
  gtk_toggle_button_set_active (form_nth (form_control (editor, "/one"), GTK_TYPE_TOGGLE_BUTTON, 0), TRUE);
  form_assert_json (editor, "{\"few\":1,\"many\":{\"x\":1},\"named\":2,\"one\":\"k\"}");

  /* Another value is shown as what it is. */
  sbx_payload_editor_set_text (editor, "{\"few\":\"b\",\"many\":3}");
  g_assert_true (SBX_IS_FORM_TEXT (form_control (editor, "/few")));
  g_assert_true (SBX_IS_FORM_NUMBER (form_control (editor, "/many")));
  form_wait (editor, 2);
}

#define ITEMS "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"

static void
test_array (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (ITEMS, "[1, 2, 3]");
  SbxFormArray *array = SBX_FORM_ARRAY (form_control (editor, ""));
  SbxFormField *second = form_field (editor, "/1");

  form_act (editor, "/1", "field.up");
  form_assert_text (editor, "[2, 1, 3]");
  g_assert_true (form_field (editor, "/0") == second);
  form_act (editor, "/0", "field.down");
  form_act (editor, "/1", "field.down");
  form_assert_text (editor, "[1, 3, 2]");
  g_assert_true (form_field (editor, "/2") == second);
  g_assert_cmpstr (gtk_editable_get_text (form_input (editor, "/2")), ==, "2");
  gtk_widget_activate_action (GTK_WIDGET (second), "field.down", NULL);
  form_assert_text (editor, "[1, 3, 2]");
  form_act (editor, "/0", "field.duplicate");
  form_assert_text (editor, "[1, 3, 2, 1]");
  form_act (editor, "/1", "field.remove");
  form_assert_text (editor, "[1, 2, 1]");
  g_assert_true (form_field (editor, "/1") == second);
  form_type (editor, "/1", "20");
  form_assert_text (editor, "[1, 20, 1]");
  g_signal_emit_by_name (form_nth (gtk_widget_get_last_child (GTK_WIDGET (array)), GTK_TYPE_BUTTON, 0),
                         "clicked");
  form_assert_text (editor, "[1, 20, 1, 0]");
  g_assert_true (ui_shows (GTK_WIDGET (editor), "4 elements"));
  /* Nothing at all is no number; an element cannot be left out. */
  form_type (editor, "/3", "");
  form_assert_text (editor, "[1, 20, 1, \"\"]");
}

static void
test_tuple (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (
    "{\"prefixItems\":[{\"type\":\"string\",\"title\":\"Name\"},{\"type\":\"boolean\"}],\"items\":"
    "{\"type\":\"integer\"},\"minItems\":3}",
    NULL);

  sbx_payload_editor_fill (editor);
  form_assert_json (editor, "[\"\",false,0]");
  g_assert_true (SBX_IS_FORM_TEXT (form_control (editor, "/0")));
  g_assert_true (SBX_IS_FORM_SWITCH (form_control (editor, "/1")));
  g_assert_true (SBX_IS_FORM_NUMBER (form_control (editor, "/2")));
  g_assert_true (ui_shows (GTK_WIDGET (editor), "Name 1"));
  /* What moves gets what its new place asks for. */
  form_act (editor, "/0", "field.down");
  form_assert_json (editor, "[false,\"\",0]");
  form_wait (editor, 2);
}

#define SHAPES                                                                                               \
  "{\"oneOf\":[{\"type\":\"object\",\"title\":\"Circle\",\"properties\":{\"k\":{\"const\":\"circle\"},"      \
  "\"r\":{\"type\":"                                                                                         \
  "\"number\"},\"id\":"                                                                                      \
  "{}},\"required\":[\"k\",\"r\"]},{\"type\":\"object\",\"title\":\"Box\",\"properties\":{\"k\":{\"const\":" \
  "\"box\"},\"w\":{"                                                                                         \
  "\"type\":"                                                                                                \
  "\"number\"},\"id\":{}},\"required\":[\"k\",\"w\"]},{\"type\":\"string\"},{\"type\":\"null\"}]}"

static void
test_alternatives (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (SHAPES, "{\"k\":\"box\",\"w\":2.50,\"id\":7}");
  GtkDropDown *chooser = form_chooser (editor, "");

  g_assert_cmpuint (gtk_drop_down_get_selected (chooser), ==, 1);
  g_assert_nonnull (form_find (editor, "/w"));
  g_assert_null (form_find (editor, "/r"));
  gtk_drop_down_set_selected (chooser, 0);
  form_assert_json (editor, "{\"k\":\"circle\",\"r\":0,\"id\":7}");
  g_assert_null (form_find (editor, "/w"));
  form_type (editor, "/r", "9");
  gtk_drop_down_set_selected (chooser, 2);
  form_assert_json (editor, "\"\"");
  /* What it was comes back. */
  gtk_drop_down_set_selected (chooser, 1);
  form_assert_json (editor, "{\"k\":\"box\",\"w\":2.50,\"id\":7}");
  gtk_drop_down_set_selected (chooser, 0);
  form_assert_json (editor, "{\"k\":\"circle\",\"r\":9,\"id\":7}");
  gtk_drop_down_set_selected (chooser, 3);
  form_assert_json (editor, "null");
  form_wait (editor, 0);
}

/* Errors are told of the alternative that was chosen, at its fields; and to type does not change which that
 * is. */
static void
test_errors_of_alternative (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (SHAPES, "{\"k\":\"box\",\"w\":1}");
  g_autofree char *error = NULL;

  form_type (editor, "/w", "wide");
  form_wait (editor, 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (form_chooser (editor, "")), ==, 1);
  error = sbx_form_field_dup_error (form_field (editor, "/w"));
  g_assert_nonnull (error);
  g_assert_null (sbx_form_field_dup_error (form_field (editor, "")));
}

static void
test_types (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"v\":{\"type\":[\"string\",\"null\",\"number\"]}}}",
                      "{\"v\":\"12\"}");
  GtkDropDown *kinds = ui_part (form_field (editor, "/v"), "kinds");

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (kinds)));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (kinds)), ==, 3);
  gtk_drop_down_set_selected (kinds, 1);
  form_assert_json (editor, "{\"v\":12}");
  g_assert_true (SBX_IS_FORM_NUMBER (form_control (editor, "/v")));
  gtk_drop_down_set_selected (kinds, 2);
  form_assert_json (editor, "{\"v\":null}");
  g_assert_true (SBX_IS_FORM_NOTE (form_control (editor, "/v")));
  gtk_drop_down_set_selected (kinds, 0);
  form_assert_json (editor, "{\"v\":\"\"}");
}

static void
test_conditions (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"pay\":{\"type\":\"string\"}},\"if\":{\"properties\":{\"pay\":{"
                      "\"const\":\"card\"}},\"required\":"
                      "[\"pay\"]},\"then\":{\"properties\":{\"number\":{\"type\":\"string\"}},\"required\":["
                      "\"number\"]},\"else\":"
                      "{\"properties\":{\"iban\":{\"type\":\"string\"}}},\"dependentSchemas\":{\"iban\":{"
                      "\"properties\":{\"bic\":{}}}}}",
                      "{\"pay\":\"x\"}");
  gpointer entry = form_input (editor, "/pay");

  g_assert_nonnull (form_find (editor, "/iban"));
  g_assert_null (form_find (editor, "/number"));
  g_assert_null (form_find (editor, "/bic"));
  form_type (editor, "/iban", "DE");
  g_assert_nonnull (form_find (editor, "/bic"));
  form_type (editor, "/pay", "card");
  g_assert_true (form_input (editor, "/pay") == entry);
  g_assert_nonnull (form_find (editor, "/number"));
  form_wait (editor, 1);
  /* What the other case had is still there, only without its name in the schema. */
  form_assert_json (editor, "{\"pay\":\"card\",\"iban\":\"DE\"}");
  g_assert_nonnull (form_find (editor, "/iban"));
}

static void
test_other_members (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"a\":{}},\"patternProperties\":{\"^n\":{\"type\":\"integer\"}},"
                      "\"additionalProperties\":{\"type\":\"string\"}}",
                      "{\"a\": 1, \"n1\": 2, \"x\": \"y\"}");
  SbxFormControl *object = form_control (editor, "");
  GtkMenuButton *add = form_nth (object, GTK_TYPE_MENU_BUTTON, 3);
  GtkWidget *popover;

  g_assert_true (SBX_IS_FORM_NUMBER (form_control (editor, "/n1")));
  g_assert_true (SBX_IS_FORM_TEXT (form_control (editor, "/x")));
  form_act (editor, "/x", "field.remove");
  form_assert_text (editor, "{\"a\": 1, \"n1\": 2}");
  g_assert_null (form_find (editor, "/x"));

  add = GTK_MENU_BUTTON (gtk_widget_get_last_child (GTK_WIDGET (object)));
  {
    GtkWidget *window = gtk_window_new ();

    gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (editor));
    gtk_window_present (GTK_WINDOW (window));
    gtk_menu_button_popup (add);
    popover = GTK_WIDGET (gtk_menu_button_get_popover (add));
    gtk_editable_set_text (form_nth (popover, GTK_TYPE_ENTRY, 0), "n1");
    g_assert_false (gtk_widget_get_sensitive (form_nth (popover, GTK_TYPE_BUTTON, 0)));
    gtk_editable_set_text (form_nth (popover, GTK_TYPE_ENTRY, 0), "n/2");
    g_signal_emit_by_name (form_nth (popover, GTK_TYPE_BUTTON, 0), "clicked");
    form_assert_text (editor, "{\"a\": 1, \"n1\": 2, \"n/2\": 0}");
    form_type (editor, "/n~12", "5");
    form_assert_text (editor, "{\"a\": 1, \"n1\": 2, \"n/2\": 5}");
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
test_closed_object (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"a\":{}},\"additionalProperties\":false}", "{\"a\":1,\"b\":2}");
  g_autofree char *error = NULL;

  g_assert_false (
    gtk_widget_get_visible (gtk_widget_get_last_child (GTK_WIDGET (form_control (editor, "")))));
  form_wait (editor, 1);
  error = sbx_form_field_dup_error (form_field (editor, "/b"));
  g_assert_nonnull (error);
}

/* What a field has that is no JSON yet is in the document, in both views, until it is put right. */
static void
test_broken_json_in_field (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"o\":{},\"s\":{\"type\":\"string\"}}}",
                      "{\"o\": {\"x\": 1}, \"s\": \"t\"}");
  GtkToggleButton *form = ui_part (editor, "form_toggle");
  GtkToggleButton *json = ui_part (editor, "json_toggle");
  SbxJsonEditor *field;

  form_act (editor, "/o", "field.json");
  g_assert_true (SBX_IS_FORM_JSON (form_control (editor, "/o")));
  form_assert_text (editor, "{\"o\": {\"x\": 1}, \"s\": \"t\"}");
  field = form_input (editor, "/o");
  sbx_json_editor_set_text (field, "{\"x\": ");
  g_assert_false (sbx_payload_editor_get_valid_json (editor));
  form_assert_text (editor, "{\"o\": {\"x\": , \"s\": \"t\"}");
  /* Another field can be edited meanwhile. */
  form_type (editor, "/s", "u");
  form_assert_text (editor, "{\"o\": {\"x\": , \"s\": \"u\"}");

  gtk_toggle_button_set_active (json, TRUE);
  form_assert_text (editor, "{\"o\": {\"x\": , \"s\": \"u\"}");
  gtk_toggle_button_set_active (form, TRUE);
  form_assert_text (editor, "{\"o\": {\"x\": , \"s\": \"u\"}");
  g_assert_true (gtk_widget_get_visible (ui_part (editor, "form")));
  sbx_json_editor_set_text (field, "{\"x\": 2.0}");
  g_assert_true (sbx_payload_editor_get_valid_json (editor));
  form_assert_text (editor, "{\"o\": {\"x\": 2.0}, \"s\": \"u\"}");
  form_act (editor, "/o", "field.json");
  g_assert_true (SBX_IS_FORM_OBJECT (form_control (editor, "/o")));
}

static void
test_broken_text (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor ("{\"properties\":{\"a\":{}}}", "{\"a\": 1}");
  GtkToggleButton *form = ui_part (editor, "form_toggle");

  gtk_toggle_button_set_active (ui_part (editor, "json_toggle"), TRUE);
  sbx_json_editor_set_text (ui_part (editor, "json"), "{\"a\": ");
  gtk_toggle_button_set_active (form, TRUE);
  g_assert_false (gtk_widget_get_visible (ui_part (editor, "form")));
  g_assert_true (ui_shows (GTK_WIDGET (editor), "not valid JSON"));
  form_assert_text (editor, "{\"a\": ");
  gtk_toggle_button_set_active (ui_part (editor, "json_toggle"), TRUE);
  sbx_json_editor_set_text (ui_part (editor, "json"), "{\"a\": 2}");
  gtk_toggle_button_set_active (form, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (form_input (editor, "/a")), ==, "2");
}

static void
test_empty (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}", "");

  g_assert_true (ui_shows (GTK_WIDGET (editor), "Nothing is filled in"));
  g_assert_true (sbx_payload_editor_get_valid_json (editor));
  g_signal_emit_by_name (form_nth (ui_part (editor, "empty"), GTK_TYPE_BUTTON, 0), "clicked");
  form_assert_text (editor, "{\n  \"a\": \"\"\n}");
  g_assert_false (ui_shows (GTK_WIDGET (editor), "Nothing is filled in"));
  form_wait (editor, 0);
}

static void
test_formats (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"u\":{\"format\":\"uuid\"},\"m\":{\"format\":\"email\"},\"p\":{"
                      "\"type\":\"string\",\"writeOnly\":"
                      "true},\"l\":{\"type\":\"string\",\"maxLength\":5000},\"d\":{\"format\":\"date\"}}}",
                      "{\"d\":\"2024-02-29\"}");
  g_autofree char *text = NULL;
  MbmJsonValue value;

  g_signal_emit_by_name (form_nth (gtk_widget_get_next_sibling (
                                     gtk_widget_get_next_sibling (form_input (editor, "/u"))),
                                   GTK_TYPE_BUTTON, 0),
                         "clicked");
  form_wait (editor, 0);
  text = sbx_payload_editor_dup_text (editor);
  g_assert_true (mbm_json_value_get_member (mbm_json_value (text, -1), "u", &value));
  g_assert_cmpuint (value.length, ==, 38);
  g_assert_cmpint (gtk_entry_get_input_purpose (form_input (editor, "/m")), ==, GTK_INPUT_PURPOSE_EMAIL);
  g_assert_false (gtk_entry_get_visibility (form_input (editor, "/p")));
  g_assert_true (SBX_IS_FORM_PROSE (form_control (editor, "/l")));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (form_input (editor, "/l")), "two\nlines", -1);
  sbx_payload_editor_set_text (editor, "{\"m\":\"a\\nb\"}");
  g_assert_true (SBX_IS_FORM_PROSE (form_control (editor, "/m")));
}

static void
test_steps (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (
    "{\"properties\":{\"n\":{\"type\":\"number\",\"multipleOf\":0.25,\"minimum\":0,\"maximum\":1}}}",
    "{\"n\":0.50}");
  GtkWidget *row = gtk_widget_get_parent (form_input (editor, "/n"));
  GtkWidget *more = gtk_widget_get_last_child (row);

  g_signal_emit_by_name (more, "clicked");
  form_assert_json (editor, "{\"n\":0.75}");
  g_signal_emit_by_name (more, "clicked");
  g_signal_emit_by_name (more, "clicked");
  form_assert_json (editor, "{\"n\":1.00}");
  g_signal_emit_by_name (gtk_widget_get_prev_sibling (more), "clicked");
  form_assert_json (editor, "{\"n\":0.75}");
  /* Where it could not be exact it does nothing. */
  form_type (editor, "/n", "1e400");
  g_signal_emit_by_name (more, "clicked");
  form_assert_json (editor, "{\"n\":1e400}");
}

static char **
complete (const char *pointer, gpointer user_data)
{
  static const char *const seen[] = { "\"Anna\"", "\"Bert\"", "12", "{}", "broken", "\"Anna\"", NULL };
  static const char *const none[] = { NULL };

  return g_strdupv ((char **) (g_str_equal (pointer, "/a~1b") ? seen : none));
}

static void
test_completion (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (
    "{\"properties\":{\"a/b\":{\"type\":\"string\",\"examples\":[\"Zoe\"]},\"c\":{\"type\":\"string\"}}}",
    "{}");
  GtkWidget *window = gtk_window_new ();
  SbxSuggestions *suggestions;

  sbx_payload_editor_set_completion (editor, complete, NULL, NULL);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (editor));
  gtk_window_present (GTK_WINDOW (window));
  suggestions = form_nth (form_control (editor, "/a~1b"), SBX_TYPE_SUGGESTIONS, 0);
  g_assert_cmpstr (gtk_entry_get_placeholder_text (form_input (editor, "/a~1b")), ==, "Zoe");

  g_assert_true (sbx_suggestions_handle_key (suggestions, GDK_KEY_Down, 0));
  g_assert_cmpuint (sbx_suggestions_get_n_found (suggestions), ==, 3);
  g_assert_true (sbx_suggestions_handle_key (suggestions, GDK_KEY_Escape, 0));
  g_assert_false (sbx_suggestions_get_open (suggestions));
  g_assert_false (sbx_suggestions_handle_key (suggestions, GDK_KEY_Escape, 0));

  gtk_widget_grab_focus (form_input (editor, "/a~1b"));
  form_type (editor, "/a~1b", "er");
  g_assert_true (sbx_suggestions_get_open (suggestions));
  g_assert_cmpuint (sbx_suggestions_get_n_found (suggestions), ==, 1);
  g_assert_true (sbx_suggestions_handle_key (suggestions, GDK_KEY_Down, 0));
  g_assert_true (sbx_suggestions_handle_key (suggestions, GDK_KEY_Return, 0));
  form_assert_json (editor, "{\"a/b\":\"Bert\"}");
  g_assert_false (sbx_suggestions_get_open (suggestions));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_recursion (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (
    "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"properties\":{\"v\":{\"type\":\"integer\"},\"next\":"
    "{\"$ref\":\"#/$defs/n\"}}}}}",
    NULL);
  g_autoptr (GString) pointer = g_string_new (NULL);

  sbx_payload_editor_fill (editor);
  form_assert_json (editor, "{}");
  for (guint i = 0; i < 8; i++)
    {
      g_string_append (pointer, "/next");
      sbx_form_field_set_present (form_field (editor, pointer->str), TRUE);
    }
  g_string_append (pointer, "/v");
  form_type (editor, pointer->str, "1");
  form_assert_json (
    editor,
    "{\"next\":{\"next\":{\"next\":{\"next\":{\"next\":{\"next\":{\"next\":{\"next\":{\"v\":1}}}}}}}}}");
}

static guint
count_descendants (GtkWidget *widget, GType type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (widget), type);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_descendants (child, type);
  return n;
}

static void
test_big (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"list\":{\"items\":{\"type\":\"integer\"}}}}", NULL);
  g_autoptr (GString) text = g_string_new ("{\"list\":[0");

  for (guint i = 1; i < 10000; i++)
    g_string_append_printf (text, ",%u", i);
  g_string_append (text, "]");
  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, ",\"m%u\":%u", i, i);
  g_string_append_c (text, '}');

  sbx_payload_editor_set_text (editor, text->str);
  g_assert_true (ui_shows (GTK_WIDGET (editor), "Show More (40 of 10001)") ||
                 gtk_button_get_label (form_nth (form_control (editor, ""), GTK_TYPE_BUTTON, 0)) != NULL);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (gtk_widget_get_next_sibling (
                     gtk_widget_get_first_child (GTK_WIDGET (form_control (editor, "")))))),
                   ==, "Show More (40 of 10001)");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (gtk_widget_get_next_sibling (
                     gtk_widget_get_first_child (GTK_WIDGET (form_control (editor, "/list")))))),
                   ==, "Show More (20 of 10000)");
  form_type (editor, "/list/3", "-3");
  /* Those that are shown have fields, and no others. */
  g_assert_cmpuint (count_descendants (GTK_WIDGET (editor), SBX_TYPE_FORM_FIELD), <, 100);
  form_wait (editor, 0);
}

/* Values that a form could not give back are left as they are. */
static void
test_untouched (void)
{
  static const char *const documents[] = {
    "{ \"s\" : \"\\u0000\" , \"n\" : 1.0 , \"n\" : 2.00 }",
    "{\"s\":\"\\ud800\",\"\\u0000\":1,\"\\ud800\":2}",
    "{\"\":{\"\":[[[[[[[]]]]]]]},\"n\":18446744073709551616}",
    "\n\t[ 1 ,2,\r\n 3 ]  ",
    " null ",
    "\"text\"",
    "{\"n\":\"12\",\"s\":\"\\u0061\\/\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (SbxPayloadEditor) editor =
        form_make_editor ("{\"properties\":{\"s\":{\"type\":\"string\"},\"n\":{\"type\":\"number\"}}}",
                          documents[i]);

      form_expand_all (editor);
      form_assert_text (editor, documents[i]);
      gtk_toggle_button_set_active (ui_part (editor, "json_toggle"), TRUE);
      gtk_toggle_button_set_active (ui_part (editor, "form_toggle"), TRUE);
      form_assert_text (editor, documents[i]);
    }
}

static void
test_hidden_members (void)
{
  g_autoptr (SbxPayloadEditor) editor =
    form_make_editor ("{\"properties\":{\"n\":{\"type\":\"number\"}}}", "{\"n\" : 1,\"\\u0000\":5 ,\"n\":2}");

  g_assert_true (ui_shows (GTK_WIDGET (editor), "2 members can be seen as JSON only"));
  g_assert_cmpstr (gtk_editable_get_text (form_input (editor, "/n")), ==, "2");
  form_type (editor, "/n", "3");
  form_assert_text (editor, "{\"n\" : 1,\"\\u0000\":5 ,\"n\":3}");
}

/* An element stays in sight of the keyboard when it moves, and what was typed stays where it was. */
static void
test_focus (void)
{
  g_autoptr (SbxPayloadEditor) editor = form_make_editor (ITEMS, "[1,2]");
  GtkWidget *window = gtk_window_new ();
  GtkWidget *entry;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (editor));
  gtk_window_present (GTK_WINDOW (window));
  entry = form_input (editor, "/1");
  gtk_widget_grab_focus (entry);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "25");
  gtk_editable_set_position (GTK_EDITABLE (entry), 1);
  gtk_widget_activate_action (entry, "field.up", NULL);
  form_assert_text (editor, "[25,1]");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), entry));
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (entry)), ==, 1);
  gtk_widget_activate_action (entry, "field.remove", NULL);
  form_assert_text (editor, "[1]");
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (window)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_json_editor (void)
{
  g_autoptr (SbxJsonEditor) editor = g_object_ref_sink (SBX_JSON_EDITOR (sbx_json_editor_new ()));

  g_assert_true (sbx_json_editor_get_valid (editor));
  sbx_json_editor_set_text (editor, "{\"a\": 1,}");
  g_assert_false (sbx_json_editor_get_valid (editor));
  g_assert_nonnull (strstr (sbx_json_editor_get_problem (editor), "column 9"));
  sbx_json_editor_set_text (editor, "{\"ä\": \"");
  g_assert_false (sbx_json_editor_get_valid (editor));
  sbx_json_editor_set_text (editor, " \n");
  g_assert_true (sbx_json_editor_get_valid (editor));
  g_assert_null (sbx_json_editor_get_problem (editor));
  g_assert_finalize_object (g_steal_pointer (&editor));
}

static void
test_gone (void)
{
  SbxPayloadEditor *editor = form_make_editor (SHAPES, "{\"k\":\"box\",\"w\":[{}]}");

  form_expand_all (editor);
  g_assert_finalize_object (editor);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/payload-editor/text-alone", test_text_alone);
  g_test_add_func ("/payload-editor/violations", test_violations);
  g_test_add_func ("/payload-editor/violations-of-json", test_violations_of_json);
  g_test_add_func ("/payload-editor/too-many-violations", test_too_many_violations);
  g_test_add_func ("/payload-editor/number-rule", test_number_rule);
  g_test_add_func ("/payload-editor/string-rule", test_string_rule);
  g_test_add_func ("/payload-editor/left-out-and-back", test_left_out_and_back);
  g_test_add_func ("/payload-editor/required", test_required);
  g_test_add_func ("/payload-editor/switch", test_switch);
  g_test_add_func ("/payload-editor/choices-of-values", test_choices_of_values);
  g_test_add_func ("/payload-editor/array", test_array);
  g_test_add_func ("/payload-editor/tuple", test_tuple);
  g_test_add_func ("/payload-editor/alternatives", test_alternatives);
  g_test_add_func ("/payload-editor/errors-of-alternative", test_errors_of_alternative);
  g_test_add_func ("/payload-editor/types", test_types);
  g_test_add_func ("/payload-editor/conditions", test_conditions);
  g_test_add_func ("/payload-editor/other-members", test_other_members);
  g_test_add_func ("/payload-editor/closed-object", test_closed_object);
  g_test_add_func ("/payload-editor/broken-json-in-field", test_broken_json_in_field);
  g_test_add_func ("/payload-editor/broken-text", test_broken_text);
  g_test_add_func ("/payload-editor/empty", test_empty);
  g_test_add_func ("/payload-editor/formats", test_formats);
  g_test_add_func ("/payload-editor/steps", test_steps);
  g_test_add_func ("/payload-editor/completion", test_completion);
  g_test_add_func ("/payload-editor/recursion", test_recursion);
  g_test_add_func ("/payload-editor/big", test_big);
  g_test_add_func ("/payload-editor/untouched", test_untouched);
  g_test_add_func ("/payload-editor/hidden-members", test_hidden_members);
  g_test_add_func ("/payload-editor/focus", test_focus);
  g_test_add_func ("/payload-editor/json-editor", test_json_editor);
  g_test_add_func ("/payload-editor/gone", test_gone);

  return g_test_run ();
}
