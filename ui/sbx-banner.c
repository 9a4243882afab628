/* sbx-banner.c — something to be known, above the page
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-banner.h"

/* Below this width two buttons stand under the text. */
#define MIN_WIDTH_OF_LINE 520

/* Around and between the buttons. */
#define SPACING 12

struct _SbxBanner
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkWidget *bar;
  GtkWidget *buttons; /* below each other until it is known that there is room */
  GtkLabel *label;

  char *text;
  char *button_label;
  char *action_name;
  char *other_label;
  char *other_action_name;
  gboolean error;
  guint fit_id;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_BUTTON_LABEL,
  PROP_ACTION_NAME,
  PROP_OTHER_LABEL,
  PROP_OTHER_ACTION_NAME,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxBanner, sbx_banner, GTK_TYPE_WIDGET)

static gboolean
is_given (GObject *object, const char *text, gpointer user_data)
{
  return text != NULL;
}

static void
sbx_banner_set_text (SbxBanner *self, const char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);

  /* What it said stays while it folds away. */
  if (text != NULL)
    gtk_label_set_text (self->label, text);
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
sbx_banner_set_error (SbxBanner *self, gboolean error)
{
  if (self->error == error)
    return;

  self->error = error;
  if (error)
    gtk_widget_add_css_class (self->bar, "failure");
  else
    gtk_widget_remove_css_class (self->bar, "failure");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
sbx_banner_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxBanner *self = SBX_BANNER (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_BUTTON_LABEL:
      g_value_set_string (value, self->button_label);
      break;
    case PROP_ACTION_NAME:
      g_value_set_string (value, self->action_name);
      break;
    case PROP_OTHER_LABEL:
      g_value_set_string (value, self->other_label);
      break;
    case PROP_OTHER_ACTION_NAME:
      g_value_set_string (value, self->other_action_name);
      break;
    case PROP_ERROR:
      g_value_set_boolean (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_string (SbxBanner *self, char **string, const GValue *value, GParamSpec *pspec)
{
  g_free (*string);
  *string = g_value_dup_string (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
sbx_banner_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxBanner *self = SBX_BANNER (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      sbx_banner_set_text (self, g_value_get_string (value));
      break;
    case PROP_BUTTON_LABEL:
      set_string (self, &self->button_label, value, pspec);
      break;
    case PROP_ACTION_NAME:
      set_string (self, &self->action_name, value, pspec);
      break;
    case PROP_OTHER_LABEL:
      set_string (self, &self->other_label, value, pspec);
      break;
    case PROP_OTHER_ACTION_NAME:
      set_string (self, &self->other_action_name, value, pspec);
      break;
    case PROP_ERROR:
      sbx_banner_set_error (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* How wide the buttons are side by side, with what is around them. */
static int
get_width_of_buttons (SbxBanner *self)
{
  int width = 0;

  for (GtkWidget *button = gtk_widget_get_first_child (self->buttons); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    {
      int natural;

      gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      width += natural + SPACING;
    }

  return width + SPACING;
}

static gboolean
on_fit (gpointer user_data)
{
  SbxBanner *self = user_data;
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const gboolean narrow = self->other_label != NULL && width < MIN_WIDTH_OF_LINE;

  self->fit_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons), get_width_of_buttons (self) > width
                                                                    ? GTK_ORIENTATION_VERTICAL
                                                                    : GTK_ORIENTATION_HORIZONTAL);
  return G_SOURCE_REMOVE;
}

/* The buttons move outside of the allocation, which must not change what it allocates. */
static void
sbx_banner_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SbxBanner *self = SBX_BANNER (widget);

  gtk_widget_allocate (GTK_WIDGET (self->revealer), width, height, baseline, NULL);
  if (self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_fit, self, NULL);
}

static void
sbx_banner_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (SBX_BANNER (widget)->revealer), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static GtkSizeRequestMode
sbx_banner_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sbx_banner_dispose (GObject *object)
{
  SbxBanner *self = SBX_BANNER (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->revealer)));

  G_OBJECT_CLASS (sbx_banner_parent_class)->dispose (object);
}

static void
sbx_banner_finalize (GObject *object)
{
  SbxBanner *self = SBX_BANNER (object);

  g_free (self->text);
  g_free (self->button_label);
  g_free (self->action_name);
  g_free (self->other_label);
  g_free (self->other_action_name);

  G_OBJECT_CLASS (sbx_banner_parent_class)->finalize (object);
}

static void
sbx_banner_class_init (SbxBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_banner_get_property;
  object_class->set_property = sbx_banner_set_property;
  object_class->dispose = sbx_banner_dispose;
  object_class->finalize = sbx_banner_finalize;
  widget_class->size_allocate = sbx_banner_size_allocate;
  widget_class->measure = sbx_banner_measure;
  widget_class->get_request_mode = sbx_banner_get_request_mode;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, NULL, flags);
  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL, flags);
  properties[PROP_OTHER_LABEL] = g_param_spec_string ("other-label", NULL, NULL, NULL, flags);
  properties[PROP_OTHER_ACTION_NAME] = g_param_spec_string ("other-action-name", NULL, NULL, NULL, flags);
  properties[PROP_ERROR] = g_param_spec_boolean ("error", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, SbxBanner, bar);
  gtk_widget_class_bind_template_child (widget_class, SbxBanner, buttons);
  gtk_widget_class_bind_template_child (widget_class, SbxBanner, label);
  gtk_widget_class_bind_template_callback (widget_class, is_given);
  gtk_widget_class_set_css_name (widget_class, "noticebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
sbx_banner_init (SbxBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
