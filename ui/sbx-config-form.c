/* sbx-config-form.c — the rows of a dialog and the config they edit
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-config-form.h"

#include <glib/gi18n.h>

#include "sbx-format.h"

struct _SbxConfigForm
{
  GObject parent_instance;

  SbxEndpointConfig *config;
  /* Property name → row; the rows outlive the form's use of them: both belong to the dialog. */
  GHashTable *rows;
  /* Names of properties that were edited. */
  GHashTable *edited;
  /* What was wrong from the start, such as an address that is yet to be typed: nothing to complain about
   * before it is edited. */
  const char *to_be_filled;
  gboolean valid;
};

enum
{
  PROP_0,
  PROP_CONFIG,
  PROP_VALID,
  N_PROPS
};

enum
{
  ERROR_SHOWN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxConfigForm, sbx_config_form, G_TYPE_OBJECT)

static void
sbx_config_form_show_error (SbxConfigForm *self, const char *wrong, const char *message)
{
  GHashTableIter iter;
  gpointer name, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &name, &row))
    {
      gboolean here = message != NULL && g_strcmp0 (name, wrong) == 0;

      g_object_set (row, "error", here ? message : NULL, NULL);
      if (here)
        g_signal_emit (self, signals[ERROR_SHOWN], 0, row);
    }
}

static void
sbx_config_form_check (SbxConfigForm *self)
{
  const char *wrong = NULL;
  g_autoptr (GError) error = NULL;
  gboolean valid = sbx_endpoint_config_check (self->config, &wrong, &error);

  if (g_strcmp0 (wrong, self->to_be_filled) != 0 || wrong == NULL ||
      g_hash_table_contains (self->edited, wrong))
    sbx_config_form_show_error (self, wrong, valid ? NULL : error->message);

  if (self->valid != valid)
    {
      self->valid = valid;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
    }
}

static void
config_notify_cb (SbxConfigForm *self, GParamSpec *pspec)
{
  g_hash_table_add (self->edited, (gpointer) pspec->name);
  sbx_config_form_check (self);
}

static void
sbx_config_form_constructed (GObject *object)
{
  SbxConfigForm *self = SBX_CONFIG_FORM (object);

  G_OBJECT_CLASS (sbx_config_form_parent_class)->constructed (object);

  sbx_endpoint_config_check (self->config, &self->to_be_filled, NULL);
  g_signal_connect_object (self->config, "notify", G_CALLBACK (config_notify_cb), self, G_CONNECT_SWAPPED);
  sbx_config_form_check (self);
}

static void
sbx_config_form_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxConfigForm *self = SBX_CONFIG_FORM (object);

  switch (prop_id)
    {
    case PROP_CONFIG:
      g_value_set_object (value, self->config);
      break;
    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_config_form_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxConfigForm *self = SBX_CONFIG_FORM (object);

  switch (prop_id)
    {
    case PROP_CONFIG:
      self->config = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_config_form_finalize (GObject *object)
{
  SbxConfigForm *self = SBX_CONFIG_FORM (object);

  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->edited);
  g_clear_object (&self->config);

  G_OBJECT_CLASS (sbx_config_form_parent_class)->finalize (object);
}

static void
sbx_config_form_class_init (SbxConfigFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sbx_config_form_constructed;
  object_class->get_property = sbx_config_form_get_property;
  object_class->set_property = sbx_config_form_set_property;
  object_class->finalize = sbx_config_form_finalize;

  properties[PROP_CONFIG] =
    g_param_spec_object ("config", NULL, NULL, SBX_TYPE_ENDPOINT_CONFIG,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_VALID] =
    g_param_spec_boolean ("valid", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ERROR_SHOWN] = g_signal_new ("error-shown", SBX_TYPE_CONFIG_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
}

static void
sbx_config_form_init (SbxConfigForm *self)
{
  self->rows = g_hash_table_new (g_str_hash, g_str_equal);
  self->edited = g_hash_table_new (g_str_hash, g_str_equal);
}

SbxConfigForm *
sbx_config_form_new (SbxEndpointConfig *config)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (config), NULL);

  return g_object_new (SBX_TYPE_CONFIG_FORM, "config", config, NULL);
}

SbxEndpointConfig *
sbx_config_form_get_config (SbxConfigForm *self)
{
  g_return_val_if_fail (SBX_IS_CONFIG_FORM (self), NULL);

  return self->config;
}

gboolean
sbx_config_form_get_valid (SbxConfigForm *self)
{
  g_return_val_if_fail (SBX_IS_CONFIG_FORM (self), FALSE);

  return self->valid;
}

void
sbx_config_form_add_text (SbxConfigForm *self, const char *property, SbxEntryRow *row)
{
  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_object_bind_property (self->config, property, row, "text",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), row);
}

static gboolean
list_to_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *separator = user_data;
  char **items = g_value_get_boxed (from);

  g_value_take_string (to, items != NULL ? g_strjoinv (separator, items) : g_strdup (""));

  return TRUE;
}

static gboolean
text_to_list (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_take_boxed (to, sbx_split_list (g_value_get_string (from)));

  return TRUE;
}

static gboolean
text_to_lines (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_auto (GStrv) lines = g_strsplit (g_value_get_string (from), "\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_strstrip (lines[i])[0] != '\0')
      g_strv_builder_add (builder, lines[i]);
  g_value_take_boxed (to, g_strv_builder_end (builder));

  return TRUE;
}

void
sbx_config_form_add_list (SbxConfigForm *self, const char *property, SbxEntryRow *row)
{
  GBindingFlags once = G_BINDING_SYNC_CREATE;
  SbxEntryRowKind kind;
  gboolean lines;

  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_object_get (row, "kind", &kind, NULL);
  lines = kind == SBX_ENTRY_ROW_LINES;

  /* What is being typed is not to be put in order under one's fingers: the config does not write back. */
  g_binding_unbind (g_object_bind_property_full (self->config, property, row, "text", once, list_to_text,
                                                 NULL, (gpointer) (lines ? "\n" : ", "), NULL));
  g_object_bind_property_full (row, "text", self->config, property, G_BINDING_DEFAULT,
                               lines ? text_to_lines : text_to_list, NULL, NULL, NULL);
  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), row);
}

static gboolean
number_to_part (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_auto (GValue) number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_UINT64);
  g_value_transform (from, &number);
  g_value_set_double (to, (double) g_value_get_uint64 (&number) / GPOINTER_TO_UINT (user_data));

  return TRUE;
}

static gboolean
part_to_number (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_auto (GValue) number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_UINT64);
  g_value_set_uint64 (&number, (guint64) (g_value_get_double (from) * GPOINTER_TO_UINT (user_data) + 0.5));

  return g_value_transform (&number, to);
}

void
sbx_config_form_add_number (SbxConfigForm *self, const char *property, SbxNumberRow *row, guint unit)
{
  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_object_bind_property_full (self->config, property, sbx_number_row_get_adjustment (row), "value",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, number_to_part,
                               part_to_number, GUINT_TO_POINTER (unit), NULL);
  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), row);
}

void
sbx_config_form_add_switch (SbxConfigForm *self, const char *property, SbxSwitchRow *row)
{
  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_object_bind_property (self->config, property, row, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), row);
}

void
sbx_config_form_add_choice (SbxConfigForm *self, const char *property, SbxChoiceRow *row)
{
  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_object_bind_property (self->config, property, row, "value",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), row);
}

void
sbx_config_form_add_file (SbxConfigForm *self, const char *property, SbxFileRow *row)
{
  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_object_bind_property (self->config, property, row, "path",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), row);
}

void
sbx_config_form_add_contract (SbxConfigForm *self, SbxContractRow *row, const char *workspace)
{
  g_autofree char *directory = NULL;

  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  directory = g_path_get_dirname (workspace);
  sbx_contract_row_set_directory (row, directory);
  g_object_bind_property (self->config, "contract", row, "path",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

void
sbx_config_form_add_part (SbxConfigForm *self, const char *property, GtkWidget *part)
{
  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_hash_table_insert (self->rows, (gpointer) g_intern_string (property), part);
}

void
sbx_config_form_edited (SbxConfigForm *self, const char *property)
{
  g_return_if_fail (SBX_IS_CONFIG_FORM (self));

  g_hash_table_add (self->edited, (gpointer) g_intern_string (property));
  sbx_config_form_check (self);
}

/* Users, handlers, events, alarms: lists are properties that are filled in place. */
static void
copy_list (SbxEndpointConfig *from, SbxEndpointConfig *to, const char *property)
{
  g_autoptr (GListModel) source = NULL;
  g_autoptr (GListModel) target = NULL;

  g_object_get (from, property, &source, NULL);
  g_object_get (to, property, &target, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (source); i++)
    {
      g_autoptr (SbxItemConfig) item = g_list_model_get_item (source, i);
      g_autoptr (SbxItemConfig) copy = sbx_item_config_copy (item);

      g_list_store_append (G_LIST_STORE (target), copy);
    }
}

SbxEndpointConfig *
sbx_config_form_copy_as_new (SbxEndpointConfig *config)
{
  g_autofree GParamSpec **pspecs = NULL;
  g_autofree char *name = NULL;
  SbxEndpointConfig *copy;
  guint n_pspecs;

  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (config), NULL);

  copy = g_object_new (G_OBJECT_TYPE (config), NULL);
  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (config), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (g_type_is_a (pspecs[i]->value_type, G_TYPE_LIST_MODEL))
        {
          copy_list (config, copy, pspecs[i]->name);
          continue;
        }
      /* The id can be given to a new one only, and that has one of its own. */
      if ((pspecs[i]->flags & G_PARAM_WRITABLE) == 0 || (pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) != 0)
        continue;

      g_object_get_property (G_OBJECT (config), pspecs[i]->name, &value);
      g_object_set_property (G_OBJECT (copy), pspecs[i]->name, &value);
    }

  if (sbx_endpoint_config_get_name (config)[0] != '\0')
    {
      /* Translators: the name of a duplicate; %s is the name of what was duplicated */
      name = g_strdup_printf (_ ("%s (Copy)"), sbx_endpoint_config_get_name (config));
      g_object_set (copy, "name", name, NULL);
    }

  return copy;
}
