/* test-request-form.c — a payload as a form and as JSON
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "mbm-json.h"
#include "sbx-json-editor.h"
#include "sbx-request-form.h"

#define EXAMPLE "{\"orderId\":\"order-123\",\"amount\":12.50,\"express\":true,\"items\":[{\"price\":1}]}"

static SbxRequestForm *
make_form (void)
{
  SbxRequestForm *form = g_object_ref_sink (g_object_new (SBX_TYPE_REQUEST_FORM, NULL));

  sbx_request_form_set_shape (form, "What it is for", EXAMPLE);
  return form;
}

static void
assert_json (SbxRequestForm *form, const char *expected)
{
  g_autofree char *json = sbx_request_form_dup_json (form);
  g_autofree char *compact = mbm_json_compact (json, -1);

  g_assert_cmpstr (compact, ==, expected);
}

/* The @n-th control of @type below @widget, in the order of the form. */
static GtkWidget *
find_nth (GtkWidget *widget, GType type, guint *n)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*n)-- == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_nth (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkEditable *
find_entry (SbxRequestForm *form, guint n)
{
  GtkWidget *entry = find_nth (GTK_WIDGET (form), GTK_TYPE_ENTRY, &n);

  g_assert_nonnull (entry);
  return GTK_EDITABLE (entry);
}

static void
count (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_example (void)
{
  g_autoptr (SbxRequestForm) form = make_form ();

  assert_json (form, EXAMPLE);
  g_assert_true (sbx_request_form_get_valid (form));
}

static void
test_edit (void)
{
  g_autoptr (SbxRequestForm) form = make_form ();
  guint n_changed = 0;

  g_signal_connect_swapped (form, "changed", G_CALLBACK (count), &n_changed);
  gtk_editable_set_text (find_entry (form, 0), "say \"hi\"");
  gtk_editable_set_text (find_entry (form, 1), "1e400");
  g_assert_cmpuint (n_changed, >=, 2);
  assert_json (
    form, "{\"orderId\":\"say \\\"hi\\\"\",\"amount\":1e400,\"express\":true,\"items\":[{\"price\":1}]}");
}

static void
test_left_out (void)
{
  g_autoptr (SbxRequestForm) form = make_form ();

  gtk_editable_set_text (find_entry (form, 0), "");
  gtk_editable_set_text (find_entry (form, 1), "");
  assert_json (form, "{\"express\":true,\"items\":[{\"price\":1}]}");
}

static void
test_bad_number (void)
{
  g_autoptr (SbxRequestForm) form = make_form ();

  gtk_editable_set_text (find_entry (form, 1), "twelve");
  g_assert_false (sbx_request_form_get_valid (form));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (find_entry (form, 1)), "error"));
  gtk_editable_set_text (find_entry (form, 1), "12");
  g_assert_true (sbx_request_form_get_valid (form));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_entry (form, 1)), "error"));
}

static void
test_keeps (void)
{
  static const char *const documents[] = {
    /* an empty text is not the same as none */
    "{\"orderId\":\"\",\"express\":false}",
    /* members the form does not know, and numbers as they are written */
    "{\"orderId\":\"a\",\"amount\":1.0,\"express\":true,\"more\":{\"n\":18446744073709551616}}",
    "{\"express\":false}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (SbxRequestForm) form = make_form ();

      g_assert_true (sbx_request_form_set_json (form, documents[i]));
      assert_json (form, documents[i]);
    }
}

static void
test_does_not_fit (void)
{
  static const char *const documents[] = {
    "[]",
    "{\"orderId\":7}",
    "{\"amount\":\"12\"}",
    "{\"express\":1}",
    "{\"orderId\":\"two\\nlines\"}",
    "{\"orderId\":\"a\",\"orderId\":\"b\"}",
    "{\"orderId\":\"\\u0000\"}",
    "{",
    "",
  };
  g_autoptr (SbxRequestForm) form = make_form ();

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_assert_false (sbx_request_form_set_json (form, documents[i]));
      assert_json (form, EXAMPLE);
    }
}

static void
test_gone (void)
{
  g_assert_finalize_object (make_form ());
}

static void
test_editor (void)
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

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/request-form/example", test_example);
  g_test_add_func ("/request-form/edit", test_edit);
  g_test_add_func ("/request-form/left-out", test_left_out);
  g_test_add_func ("/request-form/bad-number", test_bad_number);
  g_test_add_func ("/request-form/keeps", test_keeps);
  g_test_add_func ("/request-form/does-not-fit", test_does_not_fit);
  g_test_add_func ("/request-form/gone", test_gone);
  g_test_add_func ("/json-editor/checks", test_editor);

  return g_test_run ();
}
