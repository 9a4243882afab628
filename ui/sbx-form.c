/* sbx-form.c — a JSON document as a form
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form.h"
#include "sbx-focus.h"
#include "sbx-json-edit.h"

/**
 * SbxForm:
 *
 * Shows a JSON document by fields, which are made from a schema. The document is a text: a field changes its
 * own place in it, and all the rest stays as it is written. After each change all fields that there are look
 * at the text again; fields that cannot be seen are not made.
 *
 * Signal `changed`: the user changed the document.
 */
struct _SbxForm
{
  GtkWidget parent_instance;

  SbxFormField *root;
  MbmSchema *schema; /* nullable */
  char *text;        /* valid, or blank */
  guint document;    /* another number for each that was set */
  gboolean editing;

  GHashTable *pending;   /* of SbxFormField, unowned, to char *: what is no JSON yet */
  GPtrArray *violations; /* nullable: of MbmViolation */
  char *validated;       /* nullable: what they were found in */

  SbxPayloadCompletion complete;
  gpointer complete_data;
};

G_DEFINE_FINAL_TYPE (SbxForm, sbx_form, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
load (SbxForm *self)
{
  MbmJsonValue value;

  if (self->root == NULL)
    return;
  if (is_blank (self->text))
    {
      sbx_form_field_load (self->root, NULL);
      return;
    }
  value = mbm_json_value (self->text, -1);
  sbx_form_field_load (self->root, &value);
}

static void
clear_violations (SbxForm *self)
{
  g_clear_pointer (&self->violations, g_ptr_array_unref);
  g_clear_pointer (&self->validated, g_free);
}

static gboolean
sbx_form_grab_focus (GtkWidget *widget)
{
  SbxForm *self = SBX_FORM (widget);

  return self->root != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->root));
}

static void
sbx_form_dispose (GObject *object)
{
  SbxForm *self = SBX_FORM (object);

  if (self->root != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->root));
      self->root = NULL;
    }
  clear_violations (self);
  g_clear_pointer (&self->schema, mbm_schema_unref);
  self->complete = NULL;

  G_OBJECT_CLASS (sbx_form_parent_class)->dispose (object);
}

static void
sbx_form_finalize (GObject *object)
{
  SbxForm *self = SBX_FORM (object);

  g_hash_table_unref (self->pending);
  g_free (self->text);

  G_OBJECT_CLASS (sbx_form_parent_class)->finalize (object);
}

static void
sbx_form_class_init (SbxFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_form_dispose;
  object_class->finalize = sbx_form_finalize;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_form_grab_focus;

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "form");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sbx_form_init (SbxForm *self)
{
  self->text = g_strdup ("");
  self->pending = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/**
 * sbx_form_set_schema:
 * @schema: (nullable): what the document should look like; %NULL: it is not known, and there are no fields
 *
 * Makes the fields anew.
 */
void
sbx_form_set_schema (SbxForm *self, MbmSchema *schema)
{
  g_autoptr (SbxFormShape) shape = NULL;

  g_return_if_fail (SBX_IS_FORM (self));

  clear_violations (self);
  g_hash_table_remove_all (self->pending);
  if (self->root != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->root));
      self->root = NULL;
    }
  g_clear_pointer (&self->schema, mbm_schema_unref);
  if (schema == NULL)
    return;

  self->schema = mbm_schema_ref (schema);
  shape = sbx_form_shape_new (schema);
  self->root = sbx_form_field_new (self, NULL, "", shape, SBX_FORM_FIELD_ROOT);
  gtk_widget_set_parent (GTK_WIDGET (self->root), GTK_WIDGET (self));
  load (self);
}

/**
 * sbx_form_set_text:
 * @text: a document that passed [func@Mbm.json_check], or white space: then there is none
 */
void
sbx_form_set_text (SbxForm *self, const char *text)
{
  GHashTableIter iter;
  gpointer field;

  g_return_if_fail (SBX_IS_FORM (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text, text) && !is_blank (text) && g_hash_table_size (self->pending) == 0)
    return;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    sbx_form_field_set_stale (field);
  g_hash_table_remove_all (self->pending);
  g_free (self->text);
  self->text = g_strdup (text);
  self->document++;
  load (self);
  /* Elements and members that there were no fields for have theirs now. */
  sbx_form_show_violations (self);
}

typedef struct
{
  gsize start, end;
  const char *text;
} Patch;

static int
compare_patches (gconstpointer a, gconstpointer b)
{
  const Patch *one = a, *other = b;

  return one->start < other->start ? 1 : -1;
}

/**
 * sbx_form_dup_text:
 *
 * Returns: (transfer full): the document; no valid JSON where the text of a field is none
 */
char *
sbx_form_dup_text (SbxForm *self)
{
  g_autoptr (GArray) patches = g_array_new (FALSE, FALSE, sizeof (Patch));
  g_autoptr (GString) text = NULL;
  GHashTableIter iter;
  gpointer field, pending;

  g_return_val_if_fail (SBX_IS_FORM (self), NULL);

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &field, &pending))
    {
      g_autofree char *pointer = sbx_form_field_dup_pointer (field);
      MbmJsonValue value;
      Patch patch = { .text = pending };

      if (is_blank (self->text) || !sbx_json_edit_find (self->text, pointer, &value))
        continue;
      patch.start = value.text - self->text;
      patch.end = patch.start + value.length;
      g_array_append_val (patches, patch);
    }

  /* From the end on, so that what is not done yet stays where it is. */
  g_array_sort (patches, compare_patches);
  text = g_string_new (self->text);
  for (guint i = 0; i < patches->len; i++)
    {
      const Patch *patch = &g_array_index (patches, Patch, i);

      g_string_erase (text, (gssize) patch->start, (gssize) (patch->end - patch->start));
      g_string_insert (text, (gssize) patch->start, patch->text);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sbx_form_get_root:
 *
 * Returns: (transfer none) (nullable): the field of the whole document
 */
SbxFormField *
sbx_form_get_root (SbxForm *self)
{
  g_return_val_if_fail (SBX_IS_FORM (self), NULL);

  return self->root;
}

/* What one of the fields is told of a violation. */
static void
tell (SbxForm *self, MbmViolation *violation, const char *base, guint depth)
{
  const char *instance = mbm_violation_get_instance_path (violation);
  g_autofree char *path = g_strconcat (base, instance, NULL);
  const char *rest = path;
  SbxFormField *field = self->root;
  g_autoptr (GPtrArray) inner = NULL;
  g_autofree char *place = NULL;

  for (;;)
    {
      const char *before = rest;
      g_autofree char *token = sbx_json_pointer_next (&rest);
      SbxFormField *child = token != NULL ? sbx_form_field_find_child (field, token) : NULL;

      if (child == NULL)
        {
          rest = before;
          break;
        }
      sbx_form_field_add_errors_below (field, 1);
      field = child;
    }

  place = g_strndup (path, rest - path);
  if (*rest == '\0' && depth < 8)
    inner = sbx_form_field_explain (field, violation, self->validated, place);
  if (inner == NULL || inner->len == 0)
    {
      sbx_form_field_add_error (field, violation, *rest == '/' ? rest + 1 : rest);
      return;
    }
  for (guint i = 0; i < inner->len; i++)
    tell (self, g_ptr_array_index (inner, i), place, depth + 1);
}

/* Tells the fields again what is wrong: there may be others than before. */
void
sbx_form_show_violations (SbxForm *self)
{
  if (self->root == NULL)
    return;

  sbx_form_field_clear_errors (self->root);
  for (guint i = 0; self->violations != NULL && i < self->violations->len; i++)
    tell (self, g_ptr_array_index (self->violations, i), "", 0);
  sbx_form_field_show_errors (self->root);
}

/**
 * sbx_form_set_violations:
 * @violations: (nullable): what is wrong with the document
 * @text: (nullable): the document in which it was found, its placeholders expanded
 */
void
sbx_form_set_violations (SbxForm *self, GPtrArray *violations, const char *text)
{
  g_return_if_fail (SBX_IS_FORM (self));

  clear_violations (self);
  self->violations = violations != NULL ? g_ptr_array_ref (violations) : NULL;
  self->validated = g_strdup (text);
  sbx_form_show_violations (self);
}

void
sbx_form_set_completion (SbxForm *self, SbxPayloadCompletion func, gpointer user_data)
{
  g_return_if_fail (SBX_IS_FORM (self));

  self->complete = func;
  self->complete_data = user_data;
}

const char *
sbx_form_get_text (SbxForm *self)
{
  return self->text;
}

/* Which of the documents that were set it is. */
guint
sbx_form_get_document (SbxForm *self)
{
  return self->document;
}

/* Whether it is the user who changes the document, in a field: fields then stay what they are. */
gboolean
sbx_form_is_editing (SbxForm *self)
{
  return self->editing;
}

/**
 * sbx_form_take_text:
 * @text: (transfer full) (nullable): what a field made of the document; %NULL, or what is too deep: nothing
 */
void
sbx_form_take_text (SbxForm *self, char *text)
{
  if (text == NULL || (!is_blank (text) && !mbm_json_check (text, -1, NULL)))
    {
      g_free (text);
      gtk_widget_error_bell (GTK_WIDGET (self));
      load (self);
      return;
    }

  g_free (self->text);
  self->text = text;
  self->editing = TRUE;
  load (self);
  self->editing = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * sbx_form_set_pending:
 * @text: (nullable): what the user wrote in a field, which is no JSON; %NULL: it is, or the field goes
 */
void
sbx_form_set_pending (SbxForm *self, SbxFormField *field, const char *text)
{
  if (text == NULL && !g_hash_table_contains (self->pending, field))
    return;

  if (text != NULL)
    g_hash_table_insert (self->pending, field, g_strdup (text));
  else
    g_hash_table_remove (self->pending, field);
  if (text != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
sbx_form_has_pending (SbxForm *self, SbxFormField *field)
{
  return g_hash_table_contains (self->pending, field);
}

char **
sbx_form_dup_seen (SbxForm *self, const char *pointer)
{
  return self->complete != NULL ? self->complete (pointer, self->complete_data) : NULL;
}
