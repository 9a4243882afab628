/* sbx-answer-editor.c — an editor for what a request is answered with
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-answer-editor.h"

#include <glib/gi18n.h>

#include "sbx-item-form.h"
#include "sbx-shapes.h"
#include "sbx-template-help.h"

struct _SbxAnswerEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  SbxPayloadEditor *answer;
  SbxTemplateHelp *help;
  GtkWidget *error;
  SbxEntryRow *code_row;
  SbxEntryRow *message_row;
  SbxPayloadEditor *details;

  SbxItemForm *form; /* nullable */
  SbxServer *server; /* nullable */
  char *request;
  char *mode;
  gboolean shaped;
};

enum
{
  PROP_0,
  PROP_MODE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxAnswerEditor, sbx_answer_editor, GTK_TYPE_WIDGET)

static SbxShapes *
get_shapes (SbxAnswerEditor *self)
{
  return self->server != NULL ? sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)) : NULL;
}

static gboolean
is_template (SbxAnswerEditor *self)
{
  return g_str_equal (self->mode, "template");
}

/* What the contract says that can go wrong. */
static char **
suggest_codes (gpointer user_data)
{
  SbxShapes *shapes = get_shapes (user_data);
  MbmContract *contract = shapes != NULL ? sbx_shapes_get_contract (shapes) : NULL;
  const char *const *names = contract != NULL ? mbm_contract_get_errors (contract) : NULL;
  GStrvBuilder *builder = g_strv_builder_new ();
  char **codes;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_strv_builder_add (builder,
                        mbm_contract_error_get_code (mbm_contract_lookup_error (contract, names[i])));
  codes = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return codes;
}

/* What the service says for a code if no other words are given. */
static void
code_changed_cb (SbxAnswerEditor *self)
{
  SbxShapes *shapes = get_shapes (self);
  MbmContract *contract = shapes != NULL ? sbx_shapes_get_contract (shapes) : NULL;
  const char *code = sbx_entry_row_get_text (self->code_row);
  MbmContractError *known = contract != NULL ? mbm_contract_lookup_error (contract, code) : NULL;

  g_object_set (self->message_row, "placeholder-text",
                known != NULL && mbm_contract_error_get_message (known) != NULL
                  ? mbm_contract_error_get_message (known)
                  : _ ("The error’s code"),
                NULL);
}

static char *
expand (const char *text, gpointer user_data, GError **error)
{
  return sbx_template_help_expand (SBX_ANSWER_EDITOR (user_data)->help, text, error);
}

static void
answer_changed_cb (SbxAnswerEditor *self)
{
  g_autofree char *text = NULL;

  if (self->mode == NULL || !is_template (self))
    return;

  text = sbx_payload_editor_dup_text (self->answer);
  sbx_template_help_set_text (self->help, text);
}

static void
sbx_answer_editor_update_schema (SbxAnswerEditor *self)
{
  SbxShapes *shapes = get_shapes (self);
  g_autoptr (MbmSchema) schema = NULL;

  if (shapes != NULL && self->shaped)
    schema = sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, self->request, SBX_SHAPE_RESPONSE);
  sbx_payload_editor_set_schema (self->answer, schema);
}

static void
sbx_answer_editor_update (SbxAnswerEditor *self)
{
  gboolean shows_answer = is_template (self) || g_str_equal (self->mode, "json");

  gtk_widget_set_visible (GTK_WIDGET (self->answer), shows_answer);
  gtk_widget_set_visible (GTK_WIDGET (self->help), is_template (self));
  gtk_widget_set_visible (self->error, g_str_equal (self->mode, "error"));

  sbx_payload_editor_set_expander (self->answer, is_template (self) ? expand : NULL, self, NULL);
  if (is_template (self))
    {
      sbx_template_help_set_about (self->help, self->server, self->request);
      answer_changed_cb (self);
    }
  code_changed_cb (self);
}

static void
sbx_answer_editor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxAnswerEditor *self = SBX_ANSWER_EDITOR (object);

  switch (prop_id)
    {
    case PROP_MODE:
      g_value_set_string (value, self->mode);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_answer_editor_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxAnswerEditor *self = SBX_ANSWER_EDITOR (object);

  switch (prop_id)
    {
    case PROP_MODE:
      sbx_answer_editor_set_mode (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_answer_editor_dispose (GObject *object)
{
  SbxAnswerEditor *self = SBX_ANSWER_EDITOR (object);

  g_clear_object (&self->form);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_answer_editor_parent_class)->dispose (object);
}

static void
sbx_answer_editor_finalize (GObject *object)
{
  SbxAnswerEditor *self = SBX_ANSWER_EDITOR (object);

  g_free (self->request);
  g_free (self->mode);

  G_OBJECT_CLASS (sbx_answer_editor_parent_class)->finalize (object);
}

static void
sbx_answer_editor_class_init (SbxAnswerEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_answer_editor_get_property;
  object_class->set_property = sbx_answer_editor_set_property;
  object_class->dispose = sbx_answer_editor_dispose;
  object_class->finalize = sbx_answer_editor_finalize;

  properties[PROP_MODE] =
    g_param_spec_string ("mode", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_PAYLOAD_EDITOR);
  g_type_ensure (SBX_TYPE_TEMPLATE_HELP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-answer-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerEditor, box);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerEditor, answer);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerEditor, help);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerEditor, error);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerEditor, code_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerEditor, message_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswerEditor, details);
  gtk_widget_class_bind_template_callback (widget_class, answer_changed_cb);
}

static void
sbx_answer_editor_init (SbxAnswerEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->request = g_strdup ("");
  self->mode = g_strdup ("");
  sbx_entry_row_set_suggestions (self->code_row, suggest_codes, self, NULL);
  g_signal_connect_object (self->code_row, "notify::text", G_CALLBACK (code_changed_cb), self,
                           G_CONNECT_SWAPPED);
  sbx_answer_editor_update (self);
}

GtkWidget *
sbx_answer_editor_new (void)
{
  return g_object_new (SBX_TYPE_ANSWER_EDITOR, NULL);
}

void
sbx_answer_editor_set_item (SbxAnswerEditor *self, SbxItemConfig *item)
{
  g_return_if_fail (SBX_IS_ANSWER_EDITOR (self));

  g_clear_object (&self->form);
  if (item == NULL)
    return;

  self->form = sbx_item_form_new (item);
  sbx_item_form_add_json (self->form, "answer", self->answer);
  sbx_item_form_add_text (self->form, "error-code", self->code_row);
  sbx_item_form_add_text (self->form, "error-message", self->message_row);
  sbx_item_form_add_json (self->form, "error-details", self->details);
}

void
sbx_answer_editor_set_mode (SbxAnswerEditor *self, const char *mode)
{
  g_return_if_fail (SBX_IS_ANSWER_EDITOR (self));

  if (g_strcmp0 (self->mode, mode) == 0)
    return;

  g_free (self->mode);
  self->mode = g_strdup (mode != NULL ? mode : "");
  sbx_answer_editor_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

void
sbx_answer_editor_set_about (SbxAnswerEditor *self, SbxServer *server, const char *request, gboolean shaped)
{
  g_return_if_fail (SBX_IS_ANSWER_EDITOR (self));

  g_set_object (&self->server, server);
  g_free (self->request);
  self->request = g_strdup (request != NULL ? request : "");
  self->shaped = shaped;
  sbx_answer_editor_update_schema (self);
  sbx_answer_editor_update (self);
}

void
sbx_answer_editor_show_error (SbxAnswerEditor *self, const char *wrong, const char *error)
{
  g_return_if_fail (SBX_IS_ANSWER_EDITOR (self));

  if (self->form != NULL)
    sbx_item_form_show_error (self->form, wrong, error);
}
