/* sbx-payload-editor.c — one JSON document, as a form and as text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-json-editor.h"
#include "sbx-payload-editor.h"
#include "sbx-request-form.h"

/**
 * SbxPayloadEditor:
 *
 * Edits one JSON document in two views: a form made from a schema, and the text. Both show the same document;
 * to change views changes nothing in it. Without a schema there is the text alone. An empty text is allowed:
 * whoever uses the editor says what it stands for.
 *
 * What the schema finds wrong is counted in `n-violations` shortly after a change; it keeps nobody from using
 * the text. Only `valid-json` says that the text is no JSON.
 *
 * Signal `changed`: the user changed the document.
 */
struct _SbxPayloadEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *switcher;
  GtkWidget *summary;
  GtkLabel *summary_label;
  GtkStack *views;
  SbxRequestForm *form;
  SbxJsonEditor *json;

  MbmSchema *schema; /* nullable */
  char *text;
  gboolean valid_json;
  guint n_violations;
  guint validate_id;
  GCancellable *validating; /* nullable */
  gboolean filling;

  SbxPayloadCompletion complete;
  gpointer complete_data;
  GDestroyNotify complete_destroy;
  SbxPayloadExpander expand;
  gpointer expand_data;
  GDestroyNotify expand_destroy;
};

G_DEFINE_FINAL_TYPE (SbxPayloadEditor, sbx_payload_editor, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SCHEMA,
  PROP_TEXT,
  PROP_VALID_JSON,
  PROP_N_VIOLATIONS,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* So long after the last key what was typed is validated, in milliseconds. */
#define VALIDATE_AFTER 120

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
set_n_violations (SbxPayloadEditor *self, guint n, const char *words)
{
  gtk_widget_set_visible (self->summary, words != NULL);
  gtk_label_set_label (self->summary_label, words != NULL ? words : "");
  if (self->n_violations == n)
    return;
  self->n_violations = n;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VIOLATIONS]);
}

static void
show_violations (SbxPayloadEditor *self, GPtrArray *violations)
{
  guint n = violations->len;
  g_autofree char *words = NULL;

  if (n >= mbm_schema_get_max_violations (self->schema))
    /* Translators: more were not looked for */
    words = g_strdup_printf (ngettext ("%u error or more", "%u errors or more", n), n);
  else if (n > 0)
    words = g_strdup_printf (ngettext ("%u error", "%u errors", n), n);
  set_n_violations (self, n, words);
}

typedef struct
{
  MbmSchema *schema;
  GBytes *text;
} Validation;

static void
validation_free (gpointer data)
{
  Validation *validation = data;

  mbm_schema_unref (validation->schema);
  g_bytes_unref (validation->text);
  g_free (validation);
}

/* In a thread of the pool. */
static void
validate_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Validation *validation = task_data;
  GError *error = NULL;
  GPtrArray *violations = mbm_schema_validate_bytes (validation->schema, validation->text, &error);

  if (violations != NULL)
    g_task_return_pointer (task, violations, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_validated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxPayloadEditor *self = SBX_PAYLOAD_EDITOR (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) violations = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->schema == NULL)
    return;

  g_clear_object (&self->validating);
  if (violations != NULL)
    show_violations (self, violations);
  else
    set_n_violations (self, 0, error->message);
}

static void
stop_validating (SbxPayloadEditor *self)
{
  g_clear_handle_id (&self->validate_id, g_source_remove);
  g_cancellable_cancel (self->validating);
  g_clear_object (&self->validating);
}

static gboolean
validate (gpointer user_data)
{
  SbxPayloadEditor *self = user_data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Validation *validation;
  char *text;

  self->validate_id = 0;
  if (self->schema == NULL || !self->valid_json || is_blank (self->text))
    {
      set_n_violations (self, 0, NULL);
      return G_SOURCE_REMOVE;
    }

  text = self->expand != NULL ? self->expand (self->text, self->expand_data, &error) : g_strdup (self->text);
  if (text == NULL)
    {
      set_n_violations (self, 0, error->message);
      return G_SOURCE_REMOVE;
    }

  validation = g_new (Validation, 1);
  validation->schema = mbm_schema_ref (self->schema);
  validation->text = g_bytes_new_take (text, strlen (text));
  self->validating = g_cancellable_new ();
  task = g_task_new (self, self->validating, on_validated, NULL);
  g_task_set_source_tag (task, validate);
  g_task_set_task_data (task, validation, validation_free);
  g_task_run_in_thread (task, validate_in_thread);
  return G_SOURCE_REMOVE;
}

static void
queue_validation (SbxPayloadEditor *self)
{
  stop_validating (self);
  self->validate_id = g_timeout_add (VALIDATE_AFTER, validate, self);
}

/* Takes @text. */
static void
take_text (SbxPayloadEditor *self, char *text)
{
  gboolean valid_json = is_blank (text) || mbm_json_check (text, -1, NULL);

  g_free (self->text);
  self->text = text;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
  if (self->valid_json != valid_json)
    {
      self->valid_json = valid_json;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID_JSON]);
    }
  queue_validation (self);
}

static void
on_json_changed (SbxPayloadEditor *self)
{
  if (self->filling)
    return;

  take_text (self, sbx_json_editor_dup_text (self->json));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_form_changed (SbxPayloadEditor *self)
{
  if (self->filling)
    return;

  take_text (self, sbx_request_form_dup_json (self->form));
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
shows_form (SbxPayloadEditor *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "form") == 0;
}

/* Fills the view that is seen with the document. */
static void
on_view_changed (SbxPayloadEditor *self)
{
  gboolean was_filling = self->filling;

  if (self->text == NULL)
    return;

  self->filling = TRUE;
  if (shows_form (self) && !sbx_request_form_set_json (self->form, self->text))
    gtk_stack_set_visible_child_name (self->views, "json");
  if (!shows_form (self))
    sbx_json_editor_set_text (self->json, self->text);
  self->filling = was_filling;
}

static gboolean
shape_form (SbxPayloadEditor *self)
{
  g_autoptr (GBytes) example = self->schema != NULL ? mbm_schema_generate (self->schema, NULL) : NULL;
  g_autofree char *text = NULL;

  if (example == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (example, NULL), g_bytes_get_size (example));
  if (mbm_json_value_get_type (mbm_json_value (text, -1)) != MBM_JSON_OBJECT)
    return FALSE;

  self->filling = TRUE;
  sbx_request_form_set_shape (self->form, "", text);
  self->filling = FALSE;
  return TRUE;
}

static void
sbx_payload_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxPayloadEditor *self = SBX_PAYLOAD_EDITOR (object);

  switch (id)
    {
    case PROP_SCHEMA:
      g_value_set_boxed (value, self->schema);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_VALID_JSON:
      g_value_set_boolean (value, self->valid_json);
      break;
    case PROP_N_VIOLATIONS:
      g_value_set_uint (value, self->n_violations);
      break;
    case PROP_LABEL:
      g_object_get_property (G_OBJECT (self->json), "label", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_payload_editor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxPayloadEditor *self = SBX_PAYLOAD_EDITOR (object);

  switch (id)
    {
    case PROP_SCHEMA:
      sbx_payload_editor_set_schema (self, g_value_get_boxed (value));
      break;
    case PROP_TEXT:
      sbx_payload_editor_set_text (self, g_value_get_string (value));
      break;
    case PROP_LABEL:
      g_object_set_property (G_OBJECT (self->json), "label", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
sbx_payload_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (gtk_stack_get_visible_child (SBX_PAYLOAD_EDITOR (widget)->views));
}

static void
sbx_payload_editor_dispose (GObject *object)
{
  SbxPayloadEditor *self = SBX_PAYLOAD_EDITOR (object);

  stop_validating (self);
  sbx_payload_editor_set_completion (self, NULL, NULL, NULL);
  sbx_payload_editor_set_expander (self, NULL, NULL, NULL);
  g_clear_pointer (&self->schema, mbm_schema_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_PAYLOAD_EDITOR);

  G_OBJECT_CLASS (sbx_payload_editor_parent_class)->dispose (object);
}

static void
sbx_payload_editor_finalize (GObject *object)
{
  g_free (SBX_PAYLOAD_EDITOR (object)->text);

  G_OBJECT_CLASS (sbx_payload_editor_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  props[PROP_SCHEMA] =
    g_param_spec_boxed ("schema", NULL, NULL, MBM_TYPE_SCHEMA,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_VALID_JSON] =
    g_param_spec_boolean ("valid-json", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_N_VIOLATIONS] = g_param_spec_uint ("n-violations", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* What a screen reader calls the text. */
  props[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_payload_editor_class_init (SbxPayloadEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_payload_editor_get_property;
  object_class->set_property = sbx_payload_editor_set_property;
  object_class->dispose = sbx_payload_editor_dispose;
  object_class->finalize = sbx_payload_editor_finalize;
  widget_class->grab_focus = sbx_payload_editor_grab_focus;

  install_properties (object_class);
  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_PAYLOAD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SBX_TYPE_JSON_EDITOR);
  g_type_ensure (SBX_TYPE_REQUEST_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-payload-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, box);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, switcher);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, summary);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, summary_label);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, views);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, form);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, json);
  gtk_widget_class_bind_template_callback (widget_class, on_view_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_json_changed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "payloadeditor");
}

static void
sbx_payload_editor_init (SbxPayloadEditor *self)
{
  self->text = g_strdup ("");
  self->valid_json = TRUE;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_stack_set_visible_child_name (self->views, "json");
}

/**
 * sbx_payload_editor_new:
 *
 * Returns: an editor without a schema and without text
 */
GtkWidget *
sbx_payload_editor_new (void)
{
  return g_object_new (SBX_TYPE_PAYLOAD_EDITOR, NULL);
}

/**
 * sbx_payload_editor_get_schema:
 *
 * Returns: (transfer none) (nullable): what the document should look like
 */
MbmSchema *
sbx_payload_editor_get_schema (SbxPayloadEditor *self)
{
  g_return_val_if_fail (SBX_IS_PAYLOAD_EDITOR (self), NULL);

  return self->schema;
}

/**
 * sbx_payload_editor_set_schema:
 * @schema: (nullable): what the document should look like; %NULL: nobody knows, and there is no form
 *
 * Makes the form anew. The document stays as it is: sbx_payload_editor_fill() makes one that fits.
 */
void
sbx_payload_editor_set_schema (SbxPayloadEditor *self, MbmSchema *schema)
{
  gboolean has_form;

  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (self));

  if (self->schema == schema)
    return;

  stop_validating (self);
  g_clear_pointer (&self->schema, mbm_schema_unref);
  self->schema = schema != NULL ? mbm_schema_ref (schema) : NULL;
  has_form = shape_form (self);
  gtk_stack_page_set_visible (gtk_stack_get_page (self->views, GTK_WIDGET (self->form)), has_form);
  gtk_widget_set_visible (self->switcher, has_form);
  gtk_stack_set_visible_child_name (self->views, has_form ? "form" : "json");
  on_view_changed (self);
  queue_validation (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCHEMA]);
}

/**
 * sbx_payload_editor_dup_text:
 *
 * Returns: (transfer full): the document as it stands, valid or not; may be empty
 */
char *
sbx_payload_editor_dup_text (SbxPayloadEditor *self)
{
  g_return_val_if_fail (SBX_IS_PAYLOAD_EDITOR (self), NULL);

  return g_strdup (self->text);
}

/**
 * sbx_payload_editor_set_text:
 * @text: (nullable): UTF-8, JSON or not; nothing happens if it is the text already
 *
 * Shows another document. `changed` is not emitted: that is for what the user does.
 */
void
sbx_payload_editor_set_text (SbxPayloadEditor *self, const char *text)
{
  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (self));

  if (g_strcmp0 (self->text, text != NULL ? text : "") == 0)
    return;

  take_text (self, g_strdup (text != NULL ? text : ""));
  on_view_changed (self);
}

/**
 * sbx_payload_editor_fill:
 *
 * Begins a new document: one that the schema finds valid, from its default, its examples or what it asks for;
 * `{}` where there is no schema.
 */
void
sbx_payload_editor_fill (SbxPayloadEditor *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (self));

  bytes = self->schema != NULL ? mbm_schema_generate (self->schema, NULL) : NULL;
  if (bytes != NULL)
    text = mbm_json_pretty (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  sbx_payload_editor_set_text (self, text != NULL ? text : "{}");
}

/**
 * sbx_payload_editor_get_valid_json:
 *
 * Returns: whether the text is one JSON document, or empty
 */
gboolean
sbx_payload_editor_get_valid_json (SbxPayloadEditor *self)
{
  g_return_val_if_fail (SBX_IS_PAYLOAD_EDITOR (self), FALSE);

  return self->valid_json;
}

/**
 * sbx_payload_editor_get_n_violations:
 *
 * Returns: how many things the schema found wrong when it was last asked, which is shortly after each change;
 * no more than it counts (100)
 */
guint
sbx_payload_editor_get_n_violations (SbxPayloadEditor *self)
{
  g_return_val_if_fail (SBX_IS_PAYLOAD_EDITOR (self), 0);

  return self->n_violations;
}

/**
 * sbx_payload_editor_set_completion:
 * @func: (nullable) (scope notified): gives values seen before
 */
void
sbx_payload_editor_set_completion (SbxPayloadEditor *self,
                                   SbxPayloadCompletion func,
                                   gpointer user_data,
                                   GDestroyNotify destroy)
{
  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (self));

  if (self->complete_destroy != NULL)
    self->complete_destroy (self->complete_data);
  self->complete = func;
  self->complete_data = user_data;
  self->complete_destroy = destroy;
}

/**
 * sbx_payload_editor_set_expander:
 * @func: (nullable) (scope notified): expands placeholders in a copy before it is validated
 */
void
sbx_payload_editor_set_expander (SbxPayloadEditor *self,
                                 SbxPayloadExpander func,
                                 gpointer user_data,
                                 GDestroyNotify destroy)
{
  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (self));

  if (self->expand_destroy != NULL)
    self->expand_destroy (self->expand_data);
  self->expand = func;
  self->expand_data = user_data;
  self->expand_destroy = destroy;
  if (func != NULL)
    queue_validation (self);
}
