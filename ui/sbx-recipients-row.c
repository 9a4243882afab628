/* sbx-recipients-row.c — clients, types of clients or users, to be chosen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-recipients-row.h"

#include <glib/gi18n.h>

#include "sbx-config-enums.h"
#include "sbx-row-name.h"

/* Of the list, in pixels, from where on it scrolls. */
#define MAX_HEIGHT 300

struct _SbxRecipientsRow
{
  SbxFieldRow parent_instance;

  GtkMenuButton *button;
  GtkLabel *nobody;
  GtkStringList *names;

  SbxServer *server; /* nullable */
  SbxRecipients kind;
  char **recipients; /* never NULL */
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_RECIPIENTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxRecipientsRow, sbx_recipients_row, SBX_TYPE_FIELD_ROW)

static gboolean
is_chosen (SbxRecipientsRow *self, const char *name)
{
  return g_strv_contains ((const char *const *) self->recipients, name);
}

static void
sbx_recipients_row_take (SbxRecipientsRow *self, char **recipients)
{
  g_strfreev (self->recipients);
  self->recipients = recipients;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECIPIENTS]);
}

static void
sbx_recipients_row_choose (SbxRecipientsRow *self, const char *name, gboolean chosen)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (is_chosen (self, name) == chosen)
    return;

  for (guint i = 0; self->recipients[i] != NULL; i++)
    if (!g_str_equal (self->recipients[i], name))
      g_strv_builder_add (builder, self->recipients[i]);
  if (chosen)
    g_strv_builder_add (builder, name);

  sbx_recipients_row_take (self, g_strv_builder_end (builder));
}

/* --- who is there ------------------------------------------------------------------ */

static void
add_name (GtkStringList *names, GHashTable *known, const char *name)
{
  if (name != NULL && name[0] != '\0' && g_hash_table_add (known, g_strdup (name)))
    gtk_string_list_append (names, name);
}

static void
add_users (SbxRecipientsRow *self, GHashTable *known)
{
  SbxServerConfig *config = SBX_SERVER_CONFIG (sbx_endpoint_get_config (SBX_ENDPOINT (self->server)));
  GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (config));

  for (guint i = 0; i < g_list_model_get_n_items (users); i++)
    {
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (users, i);

      add_name (self->names, known, sbx_user_config_get_username (user));
    }
}

static void
add_peers (SbxRecipientsRow *self, GHashTable *known, const char *property)
{
  GListModel *peers = sbx_endpoint_get_peers (SBX_ENDPOINT (self->server));

  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, i);
      g_autofree char *name = NULL;

      g_object_get (peer, property, &name, NULL);
      add_name (self->names, known, name);
    }
}

static void
opened_cb (SbxRecipientsRow *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (self->server == NULL)
    return;

  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), NULL);
  for (guint i = 0; self->recipients[i] != NULL; i++)
    add_name (self->names, known, self->recipients[i]);
  if (self->kind == SBX_RECIPIENTS_CLIENTS)
    add_peers (self, known, "id");
  else if (self->kind == SBX_RECIPIENTS_TYPES)
    add_peers (self, known, "peer-type");
  else if (self->kind == SBX_RECIPIENTS_USERS)
    {
      add_users (self, known);
      add_peers (self, known, "user");
    }

  gtk_widget_set_visible (GTK_WIDGET (self->nobody),
                          g_list_model_get_n_items (G_LIST_MODEL (self->names)) == 0);
}

/* --- the list -------------------------------------------------------------------------- */

static void
toggled_cb (SbxRecipientsRow *self, GtkCheckButton *check)
{
  sbx_recipients_row_choose (self, gtk_check_button_get_label (check), gtk_check_button_get_active (check));
}

static void
setup_cb (SbxRecipientsRow *self, GtkListItem *item)
{
  GtkWidget *check = gtk_check_button_new ();

  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, check);
}

static void
bind_cb (SbxRecipientsRow *self, GtkListItem *item)
{
  GtkWidget *check = gtk_list_item_get_child (item);
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));

  g_signal_handlers_block_by_func (check, toggled_cb, self);
  gtk_check_button_set_label (GTK_CHECK_BUTTON (check), name);
  sbx_row_set_name (check, name);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (self, name));
  g_signal_handlers_unblock_by_func (check, toggled_cb, self);
}

static GtkWidget *
sbx_recipients_row_create_list (SbxRecipientsRow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list;

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  list =
    gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->names)))),
                       factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Recipients"), -1);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);

  return scrolled;
}

static void
sbx_recipients_row_create_popover (SbxRecipientsRow *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->nobody = GTK_LABEL (gtk_label_new (_ ("Nobody is there")));
  gtk_widget_add_css_class (GTK_WIDGET (self->nobody), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->nobody));
  gtk_box_append (GTK_BOX (box), sbx_recipients_row_create_list (self));
  gtk_widget_set_size_request (box, 220, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_object (popover, "show", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->button, popover);
}

/* --- life ------------------------------------------------------------------------------- */

static void
sbx_recipients_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxRecipientsRow *self = SBX_RECIPIENTS_ROW (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_RECIPIENTS:
      g_value_set_boxed (value, self->recipients);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_recipients_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxRecipientsRow *self = SBX_RECIPIENTS_ROW (object);
  char **recipients;

  switch (prop_id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_RECIPIENTS:
      recipients = g_value_get_boxed (value);
      sbx_recipients_row_take (self, recipients != NULL ? g_strdupv (recipients) : g_new0 (char *, 1));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_recipients_row_dispose (GObject *object)
{
  SbxRecipientsRow *self = SBX_RECIPIENTS_ROW (object);

  g_clear_object (&self->names);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_recipients_row_parent_class)->dispose (object);
}

static void
sbx_recipients_row_finalize (GObject *object)
{
  g_strfreev (SBX_RECIPIENTS_ROW (object)->recipients);

  G_OBJECT_CLASS (sbx_recipients_row_parent_class)->finalize (object);
}

static void
sbx_recipients_row_class_init (SbxRecipientsRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_recipients_row_get_property;
  object_class->set_property = sbx_recipients_row_set_property;
  object_class->dispose = sbx_recipients_row_dispose;
  object_class->finalize = sbx_recipients_row_finalize;

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, SBX_TYPE_RECIPIENTS, SBX_RECIPIENTS_ALL, flags);
  properties[PROP_RECIPIENTS] = g_param_spec_boxed ("recipients", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_recipients_row_init (SbxRecipientsRow *self)
{
  self->recipients = g_new0 (char *, 1);
  self->names = gtk_string_list_new (NULL);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->button, _ ("Choose…"));
  sbx_recipients_row_create_popover (self);
  sbx_field_row_set_control (SBX_FIELD_ROW (self), GTK_WIDGET (self->button));
}

void
sbx_recipients_row_set_server (SbxRecipientsRow *self, SbxServer *server)
{
  g_return_if_fail (SBX_IS_RECIPIENTS_ROW (self));

  g_set_object (&self->server, server);
}
