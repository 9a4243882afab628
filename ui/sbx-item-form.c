/* sbx-item-form.c — the rows of an editor and the item they edit
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-item-form.h"

#include "sbx-format.h"

/* JSON text and its editor. */
typedef struct
{
  SbxItemForm *form;
  const char *property; /* interned */
  SbxPayloadEditor *editor;
  gboolean writing;
} Document;

struct _SbxItemForm
{
  GObject parent_instance;

  SbxItemConfig *item;
  GPtrArray *bindings;
  GPtrArray *documents;
  /* Property name → row; the rows belong to the editor, which outlives the form. */
  GHashTable *rows;
};

G_DEFINE_FINAL_TYPE (SbxItemForm, sbx_item_form, G_TYPE_OBJECT)

static void
sbx_item_form_dispose (GObject *object)
{
  SbxItemForm *self = SBX_ITEM_FORM (object);

  for (guint i = 0; self->bindings != NULL && i < self->bindings->len; i++)
    g_binding_unbind (self->bindings->pdata[i]);
  g_clear_pointer (&self->bindings, g_ptr_array_unref);

  for (guint i = 0; self->documents != NULL && i < self->documents->len; i++)
    {
      Document *document = self->documents->pdata[i];

      g_signal_handlers_disconnect_by_data (document->editor, document);
      g_signal_handlers_disconnect_by_data (self->item, document);
      g_object_unref (document->editor);
    }
  g_clear_pointer (&self->documents, g_ptr_array_unref);

  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (sbx_item_form_parent_class)->dispose (object);
}

static void
sbx_item_form_class_init (SbxItemFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sbx_item_form_dispose;
}

static void
sbx_item_form_init (SbxItemForm *self)
{
  self->bindings = g_ptr_array_new_with_free_func (g_object_unref);
  self->documents = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

SbxItemForm *
sbx_item_form_new (SbxItemConfig *item)
{
  SbxItemForm *self;

  g_return_val_if_fail (SBX_IS_ITEM_CONFIG (item), NULL);

  self = g_object_new (SBX_TYPE_ITEM_FORM, NULL);
  self->item = g_object_ref (item);

  return self;
}

static void
sbx_item_form_add_row (SbxItemForm *self, const char *property, gpointer row)
{
  g_object_set (row, "error", NULL, NULL);
  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), g_object_ref (row));
}

static void
sbx_item_form_bind (SbxItemForm *self,
                    const char *property,
                    gpointer target,
                    const char *target_property,
                    GBindingTransformFunc to,
                    GBindingTransformFunc from,
                    gpointer user_data,
                    GDestroyNotify destroy)
{
  GBinding *binding = g_object_bind_property_full (self->item, property, target, target_property,
                                                   G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, to, from,
                                                   user_data, destroy);

  g_ptr_array_add (self->bindings, g_object_ref (binding));
}

void
sbx_item_form_add_text (SbxItemForm *self, const char *property, SbxEntryRow *row)
{
  g_return_if_fail (SBX_IS_ITEM_FORM (self));

  sbx_item_form_bind (self, property, row, "text", NULL, NULL, NULL, NULL);
  sbx_item_form_add_row (self, property, row);
}

static gboolean
list_to_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  GObject *row = g_binding_dup_target (binding);
  const char *const *items = g_value_get_boxed (from);
  g_auto (GStrv) shown = sbx_split_list (sbx_entry_row_get_text (SBX_ENTRY_ROW (row)));

  g_object_unref (row);
  /* What is being typed is not to be put in order under one's fingers. */
  if (items != NULL && g_strv_equal (items, (const char *const *) shown))
    return FALSE;

  g_value_take_string (to, items != NULL ? g_strjoinv (", ", (char **) items) : g_strdup (""));

  return TRUE;
}

static gboolean
text_to_list (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_take_boxed (to, sbx_split_list (g_value_get_string (from)));

  return TRUE;
}

void
sbx_item_form_add_list (SbxItemForm *self, const char *property, SbxEntryRow *row)
{
  g_return_if_fail (SBX_IS_ITEM_FORM (self));

  sbx_item_form_bind (self, property, row, "text", list_to_text, text_to_list, NULL, NULL);
  sbx_item_form_add_row (self, property, row);
}

static gboolean
number_to_shown (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const double *factor = user_data;
  g_auto (GValue) number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_DOUBLE);
  g_value_transform (from, &number);
  g_value_set_double (to, g_value_get_double (&number) * *factor);

  return TRUE;
}

static gboolean
shown_to_number (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const double *factor = user_data;
  double number = g_value_get_double (from) / *factor;

  if (G_VALUE_HOLDS_UINT (to))
    g_value_set_uint (to, (guint) CLAMP (number + 0.5, 0, G_MAXUINT));
  else
    g_value_set_double (to, number);

  return TRUE;
}

void
sbx_item_form_add_number (SbxItemForm *self, const char *property, SbxNumberRow *row, double factor)
{
  g_return_if_fail (SBX_IS_ITEM_FORM (self));
  g_return_if_fail (factor > 0);

  sbx_item_form_bind (self, property, sbx_number_row_get_adjustment (row), "value", number_to_shown,
                      shown_to_number, g_memdup2 (&factor, sizeof factor), g_free);
  sbx_item_form_add_row (self, property, row);
}

void
sbx_item_form_add_switch (SbxItemForm *self, const char *property, SbxSwitchRow *row)
{
  g_return_if_fail (SBX_IS_ITEM_FORM (self));

  sbx_item_form_bind (self, property, row, "active", NULL, NULL, NULL, NULL);
  sbx_item_form_add_row (self, property, row);
}

static gboolean
enum_to_nick (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (G_VALUE_TYPE (from));
  GEnumValue *value = g_enum_get_value (klass, g_value_get_enum (from));

  g_value_set_string (to, value->value_nick);

  return TRUE;
}

static gboolean
nick_to_enum (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (G_VALUE_TYPE (to));
  GEnumValue *value = g_enum_get_value_by_nick (klass, g_value_get_string (from));

  if (value == NULL)
    return FALSE;

  g_value_set_enum (to, value->value);

  return TRUE;
}

void
sbx_item_form_add_choice (SbxItemForm *self, const char *property, SbxChoiceRow *row)
{
  g_return_if_fail (SBX_IS_ITEM_FORM (self));

  sbx_item_form_bind (self, property, row, "value", enum_to_nick, nick_to_enum, NULL, NULL);
  sbx_item_form_add_row (self, property, row);
}

/* --- JSON ------------------------------------------------------------------------- */

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
document_edited_cb (Document *document)
{
  g_autofree char *text = sbx_payload_editor_dup_text (document->editor);

  document->writing = TRUE;
  g_object_set (document->form->item, document->property, is_blank (text) ? NULL : text, NULL);
  document->writing = FALSE;
}

static void
document_show (Document *document)
{
  g_autofree char *text = NULL;

  if (document->writing)
    return;

  g_object_get (document->form->item, document->property, &text, NULL);
  sbx_payload_editor_set_text (document->editor, text != NULL ? text : "");
}

void
sbx_item_form_add_json (SbxItemForm *self, const char *property, SbxPayloadEditor *editor)
{
  Document *document;
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);

  g_return_if_fail (SBX_IS_ITEM_FORM (self));
  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (editor));

  document = g_new0 (Document, 1);
  document->form = self;
  document->property = g_intern_string (property);
  document->editor = g_object_ref (editor);
  g_ptr_array_add (self->documents, document);

  document_show (document);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (document_edited_cb), document);
  g_signal_connect_swapped (self->item, signal, G_CALLBACK (document_show), document);
}

gboolean
sbx_item_form_show_error (SbxItemForm *self, const char *wrong, const char *error)
{
  GHashTableIter iter;
  gpointer name, row;
  gboolean found = FALSE;

  g_return_val_if_fail (SBX_IS_ITEM_FORM (self), FALSE);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &name, &row))
    {
      gboolean here = error != NULL && g_strcmp0 (name, wrong) == 0;

      g_object_set (row, "error", here ? error : NULL, NULL);
      found |= here;
    }

  return found;
}
