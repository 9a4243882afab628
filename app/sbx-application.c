/* sbx-application.c — the application
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-application.h"

#include <adwaita.h>
#include <glib-unix.h>
#include <glib/gi18n.h>

#include "sbx-alarm-notifier.h"
#include "sbx-console.h"
#include "sbx-file-kind.h"
#include "sbx-opener.h"
#include "sbx-window.h"

/* The console's own bound, and a little. */
#define SHUTDOWN_SECONDS 12

struct _SbxApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  SbxConsole *console;
  SbxAlarmNotifier *notifier;
  guint signal_sources[2];
  guint shutdown_timeout;
  gboolean quitting;
};

G_DECLARE_FINAL_TYPE (SbxApplication, sbx_application, SBX, APPLICATION, AdwApplication)
G_DEFINE_FINAL_TYPE (SbxApplication, sbx_application, ADW_TYPE_APPLICATION)

static SbxWindow *
sbx_application_get_window (SbxApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (SBX_IS_WINDOW (l->data))
      return l->data;

  return NULL;
}

static SbxWindow *
sbx_application_present (SbxApplication *self)
{
  SbxWindow *window = sbx_application_get_window (self);

  if (window == NULL)
    window = SBX_WINDOW (sbx_window_new (GTK_APPLICATION (self), self->console));
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

/* The end: every client is told, then the windows go. */

static void
sbx_application_leave (SbxApplication *self)
{
  GList *windows;

  g_clear_handle_id (&self->shutdown_timeout, g_source_remove);
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (windows->data);
  g_application_quit (G_APPLICATION (self));
}

static void
shutdown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sbx_console_shutdown_finish (SBX_CONSOLE (source), result, &error))
    g_printerr ("signalbox: %s\n", error->message);
  sbx_application_leave (self);
}

static gboolean
shutdown_timed_out (gpointer user_data)
{
  SbxApplication *self = user_data;

  self->shutdown_timeout = 0;
  g_printerr ("signalbox: %s\n", _ ("The servers did not stop in time"));
  sbx_application_leave (self);

  return G_SOURCE_REMOVE;
}

static void
sbx_application_quit (SbxApplication *self)
{
  SbxWindow *window = sbx_application_get_window (self);

  if (self->quitting)
    return;

  self->quitting = TRUE;
  if (window != NULL)
    {
      sbx_window_save_state (window);
      gtk_widget_hide (GTK_WIDGET (window));
    }
  g_settings_sync ();

  self->shutdown_timeout = g_timeout_add_seconds (SHUTDOWN_SECONDS, shutdown_timed_out, self);
  sbx_console_shutdown_async (self->console, shutdown_cb, g_object_ref (self));
}

static gboolean
unix_signal_cb (gpointer user_data)
{
  sbx_application_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  sbx_application_quit (user_data);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const developers[] = { "The Signalbox authors", NULL };
  SbxApplication *self = user_data;
  GtkWindow *about = GTK_WINDOW (adw_about_window_new ());

  g_object_set (about, "transient-for", sbx_application_get_window (self), "application-name",
                _ ("Signalbox"), "application-icon", APP_ID, "version", PACKAGE_VERSION, "developer-name",
                _ ("The Signalbox authors"), "developers", developers, "license-type", GTK_LICENSE_GPL_3_0,
                "comments", _ ("A console for Magic Button Messaging services"),
                /* Translators: your names, one a line */
                "translator-credits", _ ("translator-credits"), NULL);
  gtk_window_present (about);
}

/* A notification was activated; what it was about may be gone by now. */
static void
show_endpoint_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SbxApplication *self = user_data;
  SbxEndpoint *endpoint;

  if (self->quitting)
    return;

  endpoint = sbx_console_lookup (self->console, g_variant_get_string (parameter, NULL));
  sbx_application_present (self);
  if (endpoint != NULL)
    sbx_window_show (sbx_application_get_window (self), endpoint, "overview");
}

static gboolean
color_scheme_from_setting (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *name = g_variant_get_string (variant, NULL);

  if (g_str_equal (name, "light"))
    g_value_set_enum (value, ADW_COLOR_SCHEME_FORCE_LIGHT);
  else if (g_str_equal (name, "dark"))
    g_value_set_enum (value, ADW_COLOR_SCHEME_FORCE_DARK);
  else
    g_value_set_enum (value, ADW_COLOR_SCHEME_DEFAULT);

  return TRUE;
}

static void
sbx_application_add_actions (SbxApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "about", .activate = about_action },
    { .name = "show-endpoint", .activate = show_endpoint_action, .parameter_type = "s" },
  };
  static const char *const quit_accels[] = { "<Control>q", NULL };
  static const char *const help_accels[] = { "<Control>question", NULL };
  g_autoptr (GAction) color_scheme = g_settings_create_action (self->settings, "color-scheme");

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), color_scheme);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", quit_accels);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "win.show-help-overlay", help_accels);
}

static void
sbx_application_startup (GApplication *application)
{
  SbxApplication *self = SBX_APPLICATION (application);
  g_autofree char *workspace = NULL;
  guint64 limit;

  G_APPLICATION_CLASS (sbx_application_parent_class)->startup (application);

  self->settings = g_settings_new (APP_ID);
  g_settings_bind_with_mapping (self->settings, "color-scheme", adw_style_manager_get_default (),
                                "color-scheme", G_SETTINGS_BIND_GET, color_scheme_from_setting, NULL, NULL,
                                NULL);

  limit = (guint64) g_settings_get_uint (self->settings, "history-limit-mib") * 1024 * 1024;
  workspace = g_settings_get_string (self->settings, "workspace");
  self->console = sbx_console_new (NULL, workspace[0] != '\0' ? workspace : NULL, limit);

  self->notifier = sbx_alarm_notifier_new (application, self->console);

  gtk_window_set_default_icon_name (APP_ID);
  /* What can be copied is not marked whenever the focus comes to it, as when a dialog opens. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  sbx_application_add_actions (self);
  self->signal_sources[0] = g_unix_signal_add (SIGINT, unix_signal_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGTERM, unix_signal_cb, self);
}

static void
sbx_application_shutdown (GApplication *application)
{
  SbxApplication *self = SBX_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  g_clear_handle_id (&self->shutdown_timeout, g_source_remove);

  G_APPLICATION_CLASS (sbx_application_parent_class)->shutdown (application);

  g_clear_object (&self->notifier);
  g_clear_object (&self->console);
  g_clear_object (&self->settings);
}

static void
sbx_application_activate (GApplication *application)
{
  SbxApplication *self = SBX_APPLICATION (application);

  if (!self->quitting)
    sbx_application_present (self);
}

/* The command line. */

static void
workspace_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplicationCommandLine) command_line = user_data;
  g_autoptr (GError) error = NULL;
  SbxWindow *window;

  if (sbx_console_open_workspace_finish (SBX_CONSOLE (source), result, &error))
    return;

  g_application_command_line_printerr (command_line, "signalbox: %s\n", error->message);
  g_application_command_line_set_exit_status (command_line, 2);
  /* The program may be ending by now. */
  window = sbx_application_get_window (SBX_APPLICATION (g_application_get_default ()));
  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", error->message);
}

/* While it is found out what a file is. */
typedef struct
{
  SbxApplication *application;
  GApplicationCommandLine *command_line;
} FileArgument;

static void
detected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree FileArgument *argument = user_data;
  g_autoptr (SbxApplication) self = argument->application;
  g_autoptr (GApplicationCommandLine) command_line = argument->command_line;
  SbxFileKind kind = sbx_file_kind_detect_finish (G_FILE (source), result, NULL);
  const char *path = g_file_peek_path (G_FILE (source));
  SbxWindow *window = sbx_application_get_window (self);

  if (window == NULL || self->quitting)
    return;
  if (kind == SBX_FILE_CAPTURE || kind == SBX_FILE_CONTRACT)
    sbx_opener_open_as (GTK_WIDGET (window), self->console, path, kind);
  else
    /* It says what is wrong with one that cannot be read, or is something else. */
    sbx_console_open_workspace_async (self->console, path, workspace_opened_cb,
                                      g_steal_pointer (&command_line));
}

/* What is no address is a file. */
static void
sbx_application_open_file (SbxApplication *self, GApplicationCommandLine *command_line, const char *text)
{
  g_autoptr (GFile) given = g_application_command_line_create_file_for_arg (command_line, text);
  const char *path = g_file_peek_path (given);
  g_autoptr (GFile) file = g_file_new_for_path (path != NULL ? path : text);
  FileArgument *argument = g_new (FileArgument, 1);

  *argument = (FileArgument){ g_object_ref (self), g_object_ref (command_line) };
  sbx_file_kind_detect_async (file, NULL, detected_cb, argument);
}

static int
sbx_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  SbxApplication *self = SBX_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (command_line, NULL);
  SbxWindow *window;
  int status = 0;

  if (self->quitting)
    return 1;

  window = sbx_application_present (self);

  for (guint i = 1; arguments[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (strstr (arguments[i], "://") == NULL)
        {
          sbx_application_open_file (self, command_line, arguments[i]);
        }
      else if (!sbx_opener_open_url (GTK_WIDGET (window), self->console, arguments[i], &error))
        {
          g_application_command_line_printerr (command_line, "signalbox: %s\n", error->message);
          gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", error->message);
          /* Wrong usage; but not of the window, which goes on. */
          if (g_application_command_line_get_is_remote (command_line))
            status = 2;
        }
    }

  if (g_variant_dict_contains (options, "demo"))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.demo", NULL);

  return status;
}

/* Before anything is shown, and without a display: what can be answered at once. -1: go on. */
static int
sbx_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("signalbox %s\n", PACKAGE_VERSION);
      return 0;
    }

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  if (schema == NULL)
    {
      g_printerr (
        "signalbox: %s\n",
        _ ("The settings schema is not installed: run “meson install”, or set GSETTINGS_SCHEMA_DIR"));
      return 1;
    }

  return -1;
}

static void
sbx_application_class_init (SbxApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = sbx_application_startup;
  application_class->shutdown = sbx_application_shutdown;
  application_class->activate = sbx_application_activate;
  application_class->command_line = sbx_application_command_line;
  application_class->handle_local_options = sbx_application_handle_local_options;
}

static void
sbx_application_init (SbxApplication *self)
{
  static const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start the demo: a server with clients that move"), NULL },
    { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  /* Translators: the command line's arguments: addresses, and files */
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[URL|FILE…]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Shows a console for Magic Button Messaging services, "
                                               "connects to each URL, and opens each FILE: a workspace, "
                                               "a capture or a contract."));
}

GApplication *
sbx_application_new (void)
{
  g_set_application_name (_ ("Signalbox"));

  return g_object_new (SBX_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path", "/org/signalbox/Signalbox",
                       NULL);
}
