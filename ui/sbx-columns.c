/* sbx-columns.c — columns side by side, as many as there is room for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-columns.h"
#include "sbx-focus.h"
#include "sbx-format.h"

struct _SbxColumns
{
  GtkWidget parent_instance;

  int spacing;
  int column_width; /* the least, with text of the usual size */
};

enum
{
  PROP_0,
  PROP_SPACING,
  PROP_COLUMN_WIDTH,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxColumns, sbx_columns, GTK_TYPE_WIDGET)

static int
count_children (SbxColumns *self)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);

  return n;
}

/* Larger text needs wider columns. */
static int
get_least_width (SbxColumns *self)
{
  return sbx_scale_to_text (self->column_width);
}

/* How many columns there are in @width, and how wide each is. */
static int
count_columns (SbxColumns *self, int width, int *column_width)
{
  int n = (width + self->spacing) / (get_least_width (self) + self->spacing);

  n = CLAMP (n, 1, MAX (count_children (self), 1));
  *column_width = (width - (n - 1) * self->spacing) / n;

  return n;
}

static GtkSizeRequestMode
sbx_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Goes through the children and adds up heights: those of @width, the least and the wanted ones.
 * @place: whether to put them there, too */
static void
lay_out (SbxColumns *self, int width, int *minimum, int *natural, gboolean place)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int column_width, column = 0, least = 0, wanted = 0;
  int n_columns = count_columns (self, width, &column_width);

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;

      if (least > 0)
        {
          least += self->spacing;
          wanted += self->spacing;
        }
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column_width, &child_minimum, &child_natural, NULL,
                          NULL);
      if (place)
        {
          int x = column * (column_width + self->spacing);

          gtk_widget_size_allocate (child,
                                    &(GtkAllocation){ rtl ? width - x - column_width : x, wanted,
                                                      column_width, child_natural },
                                    -1);
        }
      least += child_minimum;
      wanted += child_natural;
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wanted);
      if (column < n_columns - 1)
        {
          column++;
          least = wanted = 0;
        }
    }
}

static void
sbx_columns_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  SbxColumns *self = SBX_COLUMNS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        {
          int child_minimum;

          gtk_widget_measure (child, orientation, -1, &child_minimum, NULL, NULL, NULL);
          *minimum = MAX (*minimum, child_minimum);
        }
      *natural =
        MAX (count_children (self) * (get_least_width (self) + self->spacing) - self->spacing, *minimum);
      return;
    }

  if (for_size < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &for_size, NULL, NULL);
  lay_out (self, for_size, minimum, natural, FALSE);
  /* It scrolls: what is wanted is what there has to be. */
  *minimum = *natural;
}

static void
sbx_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  int minimum, natural;

  lay_out (SBX_COLUMNS (widget), width, &minimum, &natural, TRUE);
}

static void
sbx_columns_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxColumns *self = SBX_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    case PROP_COLUMN_WIDTH:
      g_value_set_int (value, self->column_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_columns_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxColumns *self = SBX_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    case PROP_COLUMN_WIDTH:
      self->column_width = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
sbx_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sbx_columns_parent_class)->dispose (object);
}

static void
sbx_columns_class_init (SbxColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_columns_get_property;
  object_class->set_property = sbx_columns_set_property;
  object_class->dispose = sbx_columns_dispose;
  /* In the order of reading, not by where each begins. */
  widget_class->focus = sbx_focus_children;
  widget_class->get_request_mode = sbx_columns_get_request_mode;
  widget_class->measure = sbx_columns_measure;
  widget_class->size_allocate = sbx_columns_size_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, flags);
  properties[PROP_COLUMN_WIDTH] = g_param_spec_int ("column-width", NULL, NULL, 1, G_MAXINT16, 360, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sbx_columns_init (SbxColumns *self)
{
}
