/* sbx-user-row.c — a user of a hosted server, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-user-row.h"

#include <glib/gi18n.h>

#include "sbx-entry-row.h"
#include "sbx-format.h"

struct _SbxUserRow
{
  AdwExpanderRow parent_instance;

  SbxEntryRow *name_row;
  SbxEntryRow *password_row;
  SbxEntryRow *roles_row;

  SbxUserConfig *user;
  gboolean known;
  char *old_name;
};

enum
{
  PROP_0,
  PROP_USER,
  PROP_KNOWN,
  PROP_COMPLETE,
  N_PROPS
};

enum
{
  CHANGED,
  REMOVE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxUserRow, sbx_user_row, ADW_TYPE_EXPANDER_ROW)

/* A password belongs to a name: with another name it is to be typed again. */
static gboolean
sbx_user_row_keeps_password (SbxUserRow *self)
{
  return self->known && g_strcmp0 (sbx_entry_row_get_text (self->name_row), self->old_name) == 0;
}

static void
sbx_user_row_update (SbxUserRow *self)
{
  const char *name = sbx_entry_row_get_text (self->name_row);
  g_autofree char *title = g_markup_escape_text (name[0] != '\0' ? name : _ ("New User"), -1);
  g_autofree char *subtitle = g_markup_escape_text (sbx_entry_row_get_text (self->roles_row), -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  g_object_set (self->password_row, "hint",
                sbx_user_row_keeps_password (self) ? _ ("Leave empty to keep the password") : NULL, NULL);
}

static void
edited_cb (SbxUserRow *self)
{
  g_auto (GStrv) roles = NULL;

  if (self->user == NULL)
    return;

  roles = sbx_split_list (sbx_entry_row_get_text (self->roles_row));
  g_object_set (self->user, "username", sbx_entry_row_get_text (self->name_row), "roles", roles, NULL);
  sbx_user_row_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remove_cb (SbxUserRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
sbx_user_row_constructed (GObject *object)
{
  SbxUserRow *self = SBX_USER_ROW (object);
  SbxUserConfig *user = g_steal_pointer (&self->user);
  g_autofree char *username = NULL;
  g_auto (GStrv) roles = NULL;
  g_autofree char *roles_text = NULL;

  G_OBJECT_CLASS (sbx_user_row_parent_class)->constructed (object);

  g_object_get (user, "username", &username, "roles", &roles, NULL);
  roles_text = sbx_format_list ((const char *const *) roles);
  self->old_name = self->known ? g_strdup (username) : NULL;
  sbx_entry_row_set_text (self->name_row, username);
  sbx_entry_row_set_text (self->roles_row, roles_text);

  /* From now on what is typed changes the user. */
  self->user = user;
  sbx_user_row_update (self);
}

static void
sbx_user_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxUserRow *self = SBX_USER_ROW (object);

  switch (prop_id)
    {
    case PROP_USER:
      g_value_set_object (value, self->user);
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, self->known);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, sbx_user_row_get_complete (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_user_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxUserRow *self = SBX_USER_ROW (object);

  switch (prop_id)
    {
    case PROP_USER:
      self->user = g_value_dup_object (value);
      break;
    case PROP_KNOWN:
      self->known = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_user_row_finalize (GObject *object)
{
  SbxUserRow *self = SBX_USER_ROW (object);

  g_clear_object (&self->user);
  g_free (self->old_name);

  G_OBJECT_CLASS (sbx_user_row_parent_class)->finalize (object);
}

static void
sbx_user_row_class_init (SbxUserRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sbx_user_row_constructed;
  object_class->get_property = sbx_user_row_get_property;
  object_class->set_property = sbx_user_row_set_property;
  object_class->finalize = sbx_user_row_finalize;

  properties[PROP_USER] = g_param_spec_object ("user", NULL, NULL, SBX_TYPE_USER_CONFIG, construct);
  properties[PROP_KNOWN] = g_param_spec_boolean ("known", NULL, NULL, FALSE, construct);
  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_USER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVE] =
    g_signal_new ("remove", SBX_TYPE_USER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-user-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxUserRow, name_row);
  gtk_widget_class_bind_template_child (widget_class, SbxUserRow, password_row);
  gtk_widget_class_bind_template_child (widget_class, SbxUserRow, roles_row);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
sbx_user_row_init (SbxUserRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_user_row_new (SbxUserConfig *user, gboolean known)
{
  g_return_val_if_fail (SBX_IS_USER_CONFIG (user), NULL);

  return g_object_new (SBX_TYPE_USER_ROW, "user", user, "known", known, "expanded", !known, NULL);
}

SbxUserConfig *
sbx_user_row_get_user (SbxUserRow *self)
{
  g_return_val_if_fail (SBX_IS_USER_ROW (self), NULL);

  return self->user;
}

const char *
sbx_user_row_get_password (SbxUserRow *self)
{
  g_return_val_if_fail (SBX_IS_USER_ROW (self), NULL);

  return sbx_entry_row_get_text (self->password_row);
}

const char *
sbx_user_row_get_old_name (SbxUserRow *self)
{
  g_return_val_if_fail (SBX_IS_USER_ROW (self), NULL);

  return self->old_name;
}

gboolean
sbx_user_row_get_complete (SbxUserRow *self)
{
  g_return_val_if_fail (SBX_IS_USER_ROW (self), FALSE);

  return sbx_entry_row_get_text (self->name_row)[0] != '\0' &&
         (sbx_user_row_get_password (self)[0] != '\0' || sbx_user_row_keeps_password (self));
}

void
sbx_user_row_set_roles_func (SbxUserRow *self, SbxSuggestFunc func, gpointer user_data)
{
  g_return_if_fail (SBX_IS_USER_ROW (self));

  sbx_suggestions_set_is_list (sbx_entry_row_set_suggestions (self->roles_row, func, user_data, NULL), TRUE);
}
