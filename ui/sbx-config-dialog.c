/* sbx-config-dialog.c — what the dialogs that make or edit an endpoint have in common
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-config-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"

/* The three widgets are of the subclass's template, which names them. */
typedef struct
{
  GtkButton *confirm_button;
  SbxBanner *banner;
  AdwExpanderRow *advanced_row;

  SbxConsole *console;
  SbxEndpoint *endpoint; /* that is edited, NULL for a new one */
  SbxConfigForm *form;
  gboolean saving;
} SbxConfigDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxConfigDialog, sbx_config_dialog, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_CONFIRM_BUTTON,
  PROP_BANNER,
  PROP_ADVANCED_ROW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is wrong is not to hide. */
static void
error_shown_cb (SbxConfigDialog *self, GtkWidget *row)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (self);

  if (gtk_widget_is_ancestor (row, GTK_WIDGET (priv->advanced_row)))
    adw_expander_row_set_expanded (priv->advanced_row, TRUE);
}

static void
sbx_config_dialog_finish (SbxConfigDialog *self)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (self);
  SbxEndpointConfig *config = sbx_config_form_get_config (priv->form);

  if (priv->endpoint != NULL)
    sbx_endpoint_set_config (priv->endpoint, config);
  else
    priv->endpoint = SBX_CONFIG_DIALOG_GET_CLASS (self)->add (self, priv->console, config);

  g_signal_emit (self, signals[SAVED], 0, priv->endpoint);
  gtk_window_close (GTK_WINDOW (self));
}

static void
secrets_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConfigDialog) self = user_data;
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (self);
  SbxConfigDialogClass *klass = SBX_CONFIG_DIALOG_GET_CLASS (self);
  g_autoptr (GError) error = NULL;

  priv->saving = FALSE;
  sbx_config_dialog_update (self);

  if (klass->save_secrets_finish (self, result, &error))
    {
      sbx_config_dialog_finish (self);
    }
  else
    {
      g_auto (GStrv) parts = g_strsplit (_ (klass->secrets_failed), "%s", 2);
      g_autofree char *text = g_strjoinv (error->message, parts);

      g_object_set (priv->banner, "text", text, NULL);
    }
}

static void
confirm_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxConfigDialog *self = SBX_CONFIG_DIALOG (widget);
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (self);

  priv->saving = TRUE;
  sbx_config_dialog_update (self);
  SBX_CONFIG_DIALOG_GET_CLASS (self)->save_secrets_async (self, sbx_console_get_secrets (priv->console),
                                                          secrets_saved_cb, g_object_ref (self));
}

static void
sbx_config_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (SBX_CONFIG_DIALOG (object));

  switch (id)
    {
    case PROP_CONFIRM_BUTTON:
      g_value_set_object (value, priv->confirm_button);
      break;
    case PROP_BANNER:
      g_value_set_object (value, priv->banner);
      break;
    case PROP_ADVANCED_ROW:
      g_value_set_object (value, priv->advanced_row);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_config_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (SBX_CONFIG_DIALOG (object));

  switch (id)
    {
    case PROP_CONFIRM_BUTTON:
      g_set_object (&priv->confirm_button, g_value_get_object (value));
      break;
    case PROP_BANNER:
      g_set_object (&priv->banner, g_value_get_object (value));
      break;
    case PROP_ADVANCED_ROW:
      g_set_object (&priv->advanced_row, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_config_dialog_dispose (GObject *object)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (SBX_CONFIG_DIALOG (object));

  g_clear_object (&priv->form);
  g_clear_object (&priv->endpoint);
  g_clear_object (&priv->console);
  g_clear_object (&priv->confirm_button);
  g_clear_object (&priv->banner);
  g_clear_object (&priv->advanced_row);

  G_OBJECT_CLASS (sbx_config_dialog_parent_class)->dispose (object);
}

static void
sbx_config_dialog_class_init (SbxConfigDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_config_dialog_get_property;
  object_class->set_property = sbx_config_dialog_set_property;
  object_class->dispose = sbx_config_dialog_dispose;

  props[PROP_CONFIRM_BUTTON] = g_param_spec_object ("confirm-button", NULL, NULL, GTK_TYPE_BUTTON,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_BANNER] =
    g_param_spec_object ("banner", NULL, NULL, SBX_TYPE_BANNER, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /* Folded until something in it is wrong. */
  props[PROP_ADVANCED_ROW] = g_param_spec_object ("advanced-row", NULL, NULL, ADW_TYPE_EXPANDER_ROW,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SAVED] = g_signal_new ("saved", SBX_TYPE_CONFIG_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, SBX_TYPE_ENDPOINT);

  gtk_widget_class_install_action (widget_class, "dialog.confirm", NULL, confirm_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_CONTRACT_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_FILE_ROW);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
}

static void
sbx_config_dialog_init (SbxConfigDialog *self)
{
}

SbxConfigForm *
sbx_config_dialog_get_form (SbxConfigDialog *self)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (self);

  g_return_val_if_fail (SBX_IS_CONFIG_DIALOG (self), NULL);

  return priv->form;
}

void
sbx_config_dialog_update (SbxConfigDialog *self)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (self);

  g_return_if_fail (SBX_IS_CONFIG_DIALOG (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.confirm",
                                 !priv->saving && sbx_config_form_get_valid (priv->form) &&
                                   SBX_CONFIG_DIALOG_GET_CLASS (self)->is_complete (self));
}

SbxConfigForm *
sbx_config_dialog_begin (SbxConfigDialog *self,
                         SbxConsole *console,
                         SbxEndpoint *endpoint,
                         SbxEndpointConfig *config,
                         const char *title)
{
  SbxConfigDialogPrivate *priv = sbx_config_dialog_get_instance_private (self);

  g_return_val_if_fail (SBX_IS_CONFIG_DIALOG (self), NULL);

  priv->console = g_object_ref (console);
  priv->form = sbx_config_form_new (config);
  if (endpoint != NULL)
    {
      priv->endpoint = g_object_ref (endpoint);
      gtk_window_set_title (GTK_WINDOW (self), title);
      gtk_button_set_label (priv->confirm_button, _ ("_Save"));
    }

  g_signal_connect_object (priv->form, "error-shown", G_CALLBACK (error_shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->form, "notify::valid", G_CALLBACK (sbx_config_dialog_update), self,
                           G_CONNECT_SWAPPED);

  return priv->form;
}
