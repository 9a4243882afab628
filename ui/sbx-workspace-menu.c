/* sbx-workspace-menu.c — opens workspaces and saves them elsewhere
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-workspace-menu.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-failure.h"
#include "sbx-file-chooser.h"

#define MAX_RECENT 8

struct _SbxWorkspaceMenu
{
  GObject parent_instance;

  GtkWindow *window; /* which owns this */
  SbxConsole *console;
  GSettings *settings;
  GActionMap *actions;
  GMenu *recent;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_CONFLICT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxWorkspaceMenu, sbx_workspace_menu, G_TYPE_OBJECT)

static gboolean
is_usual (SbxWorkspaceMenu *self)
{
  return g_str_equal (sbx_console_get_workspace_path (self->console),
                      sbx_console_get_usual_workspace_path (self->console));
}

/* (transfer full) */
static char *
make_name (SbxWorkspaceMenu *self)
{
  return is_usual (self) ? g_strdup ("")
                         : g_filename_display_basename (sbx_console_get_workspace_path (self->console));
}

/* (transfer full) (nullable) */
static char *
describe_conflict (SbxWorkspaceMenu *self)
{
  g_autofree char *name = NULL;

  if (!sbx_console_get_conflict (self->console))
    return NULL;

  name = g_filename_display_basename (sbx_console_get_workspace_path (self->console));
  /* Translators: %s is a file's name */
  return g_strdup_printf (
    _ ("%s was changed by another program, and here too. Which changes are to be kept? The "
       "others stay in a file beside it."),
    name);
}

/* --- recent ------------------------------------------------------------------- */

static void
update_recent (SbxWorkspaceMenu *self)
{
  g_auto (GStrv) paths = g_settings_get_strv (self->settings, "recent-workspaces");

  g_menu_remove_all (self->recent);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_basename (paths[i]);
      g_autofree char *directory = g_path_get_dirname (paths[i]);
      g_autofree char *place = g_filename_display_basename (directory);
      /* Translators: a file and the folder it is in */
      g_autofree char *text = g_strdup_printf (C_ ("file", "%s (%s)"), name, place);
      g_auto (GStrv) words = g_strsplit (text, "_", -1);
      g_autofree char *label = g_strjoinv ("__", words);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "workspace.open-file", "s", paths[i]);
      g_menu_append_item (self->recent, item);
    }
}

static void
remember (SbxWorkspaceMenu *self)
{
  g_auto (GStrv) old = g_settings_get_strv (self->settings, "recent-workspaces");
  const char *path = sbx_console_get_workspace_path (self->console);
  const char *recent[MAX_RECENT + 1] = { path, NULL };
  guint n = 1;

  g_settings_set_string (self->settings, "workspace", is_usual (self) ? "" : path);
  if (is_usual (self))
    return;

  for (guint i = 0; old[i] != NULL && n < MAX_RECENT; i++)
    if (!g_str_equal (old[i], path))
      recent[n++] = old[i];
  g_settings_set_strv (self->settings, "recent-workspaces", recent);
}

/* --- opening and saving --------------------------------------------------------- */

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxWorkspaceMenu) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->window == NULL)
    return;

  if (!sbx_console_open_workspace_finish (SBX_CONSOLE (source), result, &error))
    sbx_failure_show (self->window, _ ("The Workspace Could Not Be Opened"), error->message);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxWorkspaceMenu) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->window == NULL)
    return;

  if (!sbx_console_save_workspace_as_finish (SBX_CONSOLE (source), result, &error))
    sbx_failure_show (self->window, _ ("The Workspace Could Not Be Saved"), error->message);
}

static void
open_path (SbxWorkspaceMenu *self, const char *path)
{
  sbx_console_open_workspace_async (self->console, path, on_opened, g_object_ref (self));
}

/* Where one begins to choose: nobody looks for the usual one. (transfer full) (nullable) */
static GFile *
dup_file (SbxWorkspaceMenu *self)
{
  return is_usual (self) ? NULL : g_file_new_for_path (sbx_console_get_workspace_path (self->console));
}

static void
on_chosen_to_open (GtkWidget *window, GFile *file)
{
  sbx_file_chooser_activate (window, "workspace.open-file", file);
}

static void
on_chosen_to_save (GtkWidget *window, GFile *file)
{
  sbx_file_chooser_activate (window, "workspace.save-file", file);
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SbxWorkspaceMenu *self = user_data;
  const SbxFileChooserTexts texts = { _ ("Open a Workspace"), _ ("Workspaces (JSON)"), "*.json",
                                      _ ("_Open") };
  g_autoptr (GFile) current = dup_file (self);

  sbx_file_chooser_open (GTK_WIDGET (self->window), &texts, current, on_chosen_to_open);
}

static void
save_as_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SbxWorkspaceMenu *self = user_data;
  const SbxFileChooserTexts texts = { _ ("Save the Workspace"), _ ("Workspaces (JSON)"), "*.json", NULL };
  g_autoptr (GFile) current = dup_file (self);
  g_autoptr (GFile) folder = current != NULL ? g_file_get_parent (current) : NULL;
  g_autofree char *name = make_name (self);

  sbx_file_chooser_save (GTK_WIDGET (self->window), &texts, folder,
                         *name != '\0' ? name : _ ("services.json"), on_chosen_to_save);
}

static void
open_file_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_path (user_data, g_variant_get_string (parameter, NULL));
}

static void
save_file_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SbxWorkspaceMenu *self = user_data;

  sbx_console_save_workspace_as_async (self->console, g_variant_get_string (parameter, NULL), on_saved,
                                       g_object_ref (self));
}

static void
open_usual_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SbxWorkspaceMenu *self = user_data;

  open_path (self, sbx_console_get_usual_workspace_path (self->console));
}

static void
keep_ours_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  sbx_console_resolve_conflict (SBX_WORKSPACE_MENU (user_data)->console, FALSE);
}

static void
take_theirs_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  sbx_console_resolve_conflict (SBX_WORKSPACE_MENU (user_data)->console, TRUE);
}

static void
on_path_changed (SbxWorkspaceMenu *self)
{
  GAction *usual = g_action_map_lookup_action (self->actions, "open-usual");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (usual), !is_usual (self));
  remember (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

static void
on_conflict_changed (SbxWorkspaceMenu *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFLICT]);
}

static void
on_reloaded (SbxWorkspaceMenu *self)
{
  g_autofree char *name = g_filename_display_basename (sbx_console_get_workspace_path (self->console));
  /* Translators: %s is a file's name */
  g_autofree char *text = g_strdup_printf (_ ("%s was changed, and read again"), name);

  if (self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.toast", "s", text);
}

static void
sbx_workspace_menu_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxWorkspaceMenu *self = SBX_WORKSPACE_MENU (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_take_string (value, make_name (self));
      break;
    case PROP_CONFLICT:
      g_value_take_string (value, describe_conflict (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_workspace_menu_dispose (GObject *object)
{
  SbxWorkspaceMenu *self = SBX_WORKSPACE_MENU (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->actions);
  g_clear_object (&self->recent);
  g_clear_object (&self->settings);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_workspace_menu_parent_class)->dispose (object);
}

static void
sbx_workspace_menu_class_init (SbxWorkspaceMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_workspace_menu_get_property;
  object_class->dispose = sbx_workspace_menu_dispose;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONFLICT] =
    g_param_spec_string ("conflict", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_workspace_menu_init (SbxWorkspaceMenu *self)
{
  self->recent = g_menu_new ();
  self->settings = g_settings_new ("org.signalbox.Signalbox");
}

SbxWorkspaceMenu *
sbx_workspace_menu_new (GtkWindow *window, SbxConsole *console)
{
  static const GActionEntry entries[] = {
    { .name = "open", .activate = open_action },
    { .name = "open-file", .activate = open_file_action, .parameter_type = "s" },
    { .name = "open-usual", .activate = open_usual_action },
    { .name = "save-as", .activate = save_as_action },
    { .name = "save-file", .activate = save_file_action, .parameter_type = "s" },
    { .name = "keep-ours", .activate = keep_ours_action },
    { .name = "take-theirs", .activate = take_theirs_action },
  };
  SbxWorkspaceMenu *self = g_object_new (SBX_TYPE_WORKSPACE_MENU, NULL);

  g_set_weak_pointer (&self->window, window);
  self->console = g_object_ref (console);
  self->actions = G_ACTION_MAP (g_simple_action_group_new ());
  g_action_map_add_action_entries (self->actions, entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "workspace", G_ACTION_GROUP (self->actions));

  g_signal_connect_object (self->settings, "changed::recent-workspaces", G_CALLBACK (update_recent), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::workspace-path", G_CALLBACK (on_path_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::conflict", G_CALLBACK (on_conflict_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "workspace-reloaded", G_CALLBACK (on_reloaded), self, G_CONNECT_SWAPPED);
  update_recent (self);
  on_path_changed (self);

  return self;
}

GMenuModel *
sbx_workspace_menu_get_recent (SbxWorkspaceMenu *self)
{
  g_return_val_if_fail (SBX_IS_WORKSPACE_MENU (self), NULL);

  return G_MENU_MODEL (self->recent);
}
