/* sbx-page-bar.c — the pages of a stack, below them in a narrow window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-page-bar.h"

/* Longer names give way. */
#define MAX_CHARS 12

struct _SbxPageBar
{
  GtkWidget parent_instance;

  GtkActionBar *bar;
  GtkWidget *tabs;

  AdwViewStack *stack;      /* nullable */
  GtkSelectionModel *pages; /* of the stack; nullable */
  gboolean reveal;
};

enum
{
  PROP_0,
  PROP_STACK,
  PROP_REVEAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxPageBar, sbx_page_bar, GTK_TYPE_WIDGET)

static void
update_revealed (SbxPageBar *self)
{
  gtk_action_bar_set_revealed (self->bar, self->reveal && self->pages != NULL &&
                                            g_list_model_get_n_items (G_LIST_MODEL (self->pages)) > 1);
}

static void
toggled_cb (GtkToggleButton *tab, SbxPageBar *self)
{
  const gboolean active = gtk_toggle_button_get_active (tab);
  guint position = 0;

  gtk_accessible_update_state (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_STATE_SELECTED, active, -1);
  if (!active || self->pages == NULL)
    return;

  for (GtkWidget *before = gtk_widget_get_prev_sibling (GTK_WIDGET (tab)); before != NULL;
       before = gtk_widget_get_prev_sibling (before))
    position++;
  gtk_selection_model_select_item (self->pages, position, TRUE);
}

static void
selection_changed_cb (SbxPageBar *self)
{
  guint position = 0;

  for (GtkWidget *tab = gtk_widget_get_first_child (self->tabs); tab != NULL;
       tab = gtk_widget_get_next_sibling (tab))
    if (gtk_selection_model_is_selected (self->pages, position++))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
}

/* An icon, and beside it the name while the page is shown. */
static GtkWidget *
make_tab (SbxPageBar *self, AdwViewStackPage *page, GtkToggleButton *group)
{
  const char *title = adw_view_stack_page_get_title (page);
  GtkWidget *tab = g_object_new (GTK_TYPE_TOGGLE_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_TAB, "group",
                                 group, "tooltip-text", title, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);

  if (g_utf8_strlen (title, -1) > MAX_CHARS)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), MAX_CHARS);
    }
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (adw_view_stack_page_get_icon_name (page)));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (tab), box);
  g_object_bind_property (tab, "active", label, "visible", G_BINDING_SYNC_CREATE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_STATE_SELECTED, FALSE, -1);
  gtk_widget_add_css_class (tab, "flat");
  g_signal_connect (tab, "toggled", G_CALLBACK (toggled_cb), self);

  return tab;
}

static void
items_changed_cb (SbxPageBar *self)
{
  const guint n_pages = self->pages != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->pages)) : 0;
  GtkWidget *tab;

  while ((tab = gtk_widget_get_first_child (self->tabs)) != NULL)
    gtk_box_remove (GTK_BOX (self->tabs), tab);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (self->pages), i);

      gtk_box_append (GTK_BOX (self->tabs),
                      make_tab (self, page, GTK_TOGGLE_BUTTON (gtk_widget_get_first_child (self->tabs))));
    }
  if (n_pages > 0)
    selection_changed_cb (self);
  update_revealed (self);
}

static void
sbx_page_bar_set_stack (SbxPageBar *self, AdwViewStack *stack)
{
  if (self->pages != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->pages, self);
      g_clear_object (&self->pages);
    }
  g_set_object (&self->stack, stack);
  if (stack != NULL)
    {
      self->pages = adw_view_stack_get_pages (stack);
      g_signal_connect_swapped (self->pages, "items-changed", G_CALLBACK (items_changed_cb), self);
      g_signal_connect_swapped (self->pages, "selection-changed", G_CALLBACK (selection_changed_cb), self);
    }
  items_changed_cb (self);
}

static void
sbx_page_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxPageBar *self = SBX_PAGE_BAR (object);

  switch (prop_id)
    {
    case PROP_STACK:
      g_value_set_object (value, self->stack);
      break;
    case PROP_REVEAL:
      g_value_set_boolean (value, self->reveal);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_page_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxPageBar *self = SBX_PAGE_BAR (object);

  switch (prop_id)
    {
    case PROP_STACK:
      if (self->stack == g_value_get_object (value))
        return;
      sbx_page_bar_set_stack (self, g_value_get_object (value));
      break;
    case PROP_REVEAL:
      if (self->reveal == g_value_get_boolean (value))
        return;
      self->reveal = g_value_get_boolean (value);
      update_revealed (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  g_object_notify_by_pspec (object, pspec);
}

static void
sbx_page_bar_dispose (GObject *object)
{
  SbxPageBar *self = SBX_PAGE_BAR (object);

  if (self->pages != NULL)
    g_signal_handlers_disconnect_by_data (self->pages, self);
  g_clear_object (&self->pages);
  g_clear_object (&self->stack);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_PAGE_BAR);

  G_OBJECT_CLASS (sbx_page_bar_parent_class)->dispose (object);
}

static void
sbx_page_bar_class_init (SbxPageBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_page_bar_get_property;
  object_class->set_property = sbx_page_bar_set_property;
  object_class->dispose = sbx_page_bar_dispose;

  properties[PROP_STACK] = g_param_spec_object ("stack", NULL, NULL, ADW_TYPE_VIEW_STACK, flags);
  properties[PROP_REVEAL] = g_param_spec_boolean ("reveal", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* It looks like AdwViewSwitcherBar. */
  gtk_widget_class_set_css_name (widget_class, "viewswitcherbar");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-page-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPageBar, bar);
  gtk_widget_class_bind_template_child (widget_class, SbxPageBar, tabs);
}

static void
sbx_page_bar_init (SbxPageBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_page_bar_new (void)
{
  return g_object_new (SBX_TYPE_PAGE_BAR, NULL);
}

gboolean
sbx_page_bar_get_reveal (SbxPageBar *self)
{
  g_return_val_if_fail (SBX_IS_PAGE_BAR (self), FALSE);

  return self->reveal;
}
