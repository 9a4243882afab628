/* sbx-payload-editor.c — one JSON document, as a form and as text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-payload-editor-private.h"

#include "sbx-focus.h"

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
 * Signal `changed`: the user changed the document. Signal `validated`: the schema had its say about it, or
 * there was nothing to ask it.
 */
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
  VALIDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What was found out, in words if there is something to say. */
void
sbx_payload_editor_take_verdict (SbxPayloadEditor *self, guint n, const char *words)
{
  gtk_widget_set_visible (self->summary, words != NULL);
  gtk_label_set_label (self->summary_label, words != NULL ? words : "");
  if (self->n_violations != n)
    {
      self->n_violations = n;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VIOLATIONS]);
    }
  g_signal_emit (self, signals[VALIDATED], 0);
}

void
sbx_payload_editor_emit_changed (SbxPayloadEditor *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Takes @text. */
static void
take_text (SbxPayloadEditor *self, char *text)
{
  gboolean valid_json = sbx_payload_is_blank (text) || mbm_json_check (text, -1, NULL);

  g_free (self->text);
  self->text = text;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
  if (self->valid_json != valid_json)
    {
      self->valid_json = valid_json;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID_JSON]);
    }
  sbx_payload_editor_queue_check (self);
}

static gboolean
shows_form (SbxPayloadEditor *self)
{
  return self->schema != NULL && gtk_toggle_button_get_active (self->form_toggle);
}

/* What is no JSON has no form, unless it is that because of a field. */
static void
update_form (SbxPayloadEditor *self)
{
  g_autofree char *shown = sbx_form_dup_text (self->form);
  g_autoptr (GError) error = NULL;
  gboolean whole = self->valid_json || g_str_equal (shown, self->text);

  if (self->valid_json)
    sbx_form_set_text (self->form, self->text);
  if (!whole)
    mbm_json_check (self->text, -1, &error);
  gtk_label_set_label (self->broken_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->form), whole && !sbx_payload_is_blank (self->text));
  gtk_widget_set_visible (self->empty, sbx_payload_is_blank (self->text));
  gtk_widget_set_visible (self->broken, !whole);
}

/* Fills the view that is seen with the document. */
static void
update_view (SbxPayloadEditor *self)
{
  gboolean form = shows_form (self);

  self->filling = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->json), !form);
  if (form)
    update_form (self);
  else
    {
      gtk_widget_set_visible (GTK_WIDGET (self->form), FALSE);
      gtk_widget_set_visible (self->empty, FALSE);
      gtk_widget_set_visible (self->broken, FALSE);
      sbx_json_editor_set_text (self->json, self->text);
    }
  self->filling = FALSE;
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

  take_text (self, sbx_form_dup_text (self->form));
  if (sbx_payload_is_blank (self->text))
    update_view (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_view_toggled (SbxPayloadEditor *self)
{
  if (self->text != NULL)
    update_view (self);
}

static void
on_fill (SbxPayloadEditor *self)
{
  sbx_payload_editor_fill_by_hand (self);
}

static void
on_edit_json (SbxPayloadEditor *self)
{
  gtk_toggle_button_set_active (self->json_toggle, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->json));
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
  SbxPayloadEditor *self = SBX_PAYLOAD_EDITOR (widget);

  return gtk_widget_grab_focus (shows_form (self) ? GTK_WIDGET (self->form) : GTK_WIDGET (self->json));
}

static void
sbx_payload_editor_dispose (GObject *object)
{
  SbxPayloadEditor *self = SBX_PAYLOAD_EDITOR (object);

  sbx_payload_editor_stop_check (self);
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
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_payload_editor_grab_focus;

  install_properties (object_class);
  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_PAYLOAD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[VALIDATED] = g_signal_new ("validated", SBX_TYPE_PAYLOAD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  g_type_ensure (SBX_TYPE_JSON_EDITOR);
  g_type_ensure (SBX_TYPE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-payload-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, box);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, bar);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, form_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, json_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, summary);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, summary_label);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, empty);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, broken);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, broken_label);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, form);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadEditor, json);
  gtk_widget_class_bind_template_callback (widget_class, on_view_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_json);
  gtk_widget_class_bind_template_callback (widget_class, on_fill);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_json_changed);
  sbx_payload_editor_install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "payloadeditor");
}

static void
sbx_payload_editor_init (SbxPayloadEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->text = g_strdup ("");
  self->valid_json = TRUE;
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
  gboolean had_schema;

  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (self));

  had_schema = self->schema != NULL;
  if (self->schema == schema)
    return;

  sbx_payload_editor_stop_check (self);
  g_clear_pointer (&self->schema, mbm_schema_unref);
  self->schema = schema != NULL ? mbm_schema_ref (schema) : NULL;
  sbx_form_set_schema (self->form, schema);
  gtk_widget_set_visible (self->bar, schema != NULL);
  if (schema != NULL && !had_schema)
    gtk_toggle_button_set_active (self->form_toggle, TRUE);
  update_view (self);
  sbx_payload_editor_queue_check (self);
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
  update_view (self);
}

/**
 * sbx_payload_editor_fill:
 *
 * Begins a new document: the schema's default or an example, or what there has to be with plain values; `{}`
 * where there is no schema. It is valid if one that is can be found.
 */
void
sbx_payload_editor_fill (SbxPayloadEditor *self)
{
  g_autoptr (SbxFormShape) shape = NULL;
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (SBX_IS_PAYLOAD_EDITOR (self));

  if (self->schema == NULL)
    {
      sbx_payload_editor_set_text (self, "{}");
      return;
    }
  shape = sbx_form_shape_new (self->schema);
  json = sbx_form_shape_dup_new_value (shape);
  text = mbm_json_pretty (json, -1);
  sbx_payload_editor_set_text (self, text);
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
  if (self->form != NULL)
    sbx_form_set_completion (self->form, func, user_data);
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
    sbx_payload_editor_queue_check (self);
}
