/* sbx-workspace.c — the file that servers and connections are kept in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-workspace-private.h"

#include <glib/gi18n-lib.h>

#include "sbx-workspace-file-private.h"

enum
{
  PROP_0,
  PROP_NOTICE,
  PROP_CONFLICT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  RELOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxWorkspace, sbx_workspace, G_TYPE_OBJECT)

static void
sbx_workspace_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxWorkspace *self = SBX_WORKSPACE (object);

  switch (prop_id)
    {
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    case PROP_CONFLICT:
      g_value_set_boolean (value, self->conflict);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_workspace_dispose (GObject *object)
{
  SbxWorkspace *self = SBX_WORKSPACE (object);

  g_clear_handle_id (&self->check_id, g_source_remove);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (sbx_workspace_parent_class)->dispose (object);
}

static void
sbx_workspace_finalize (GObject *object)
{
  SbxWorkspace *self = SBX_WORKSPACE (object);

  g_free (self->path);
  g_free (self->detour);
  g_free (self->detour_contents);
  g_free (self->known);
  g_free (self->notice);
  sbx_workspace_content_free (self->content);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (sbx_workspace_parent_class)->finalize (object);
}

static void
sbx_workspace_class_init (SbxWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_workspace_get_property;
  object_class->dispose = sbx_workspace_dispose;
  object_class->finalize = sbx_workspace_finalize;

  properties[PROP_NOTICE] =
    g_param_spec_string ("notice", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONFLICT] =
    g_param_spec_boolean ("conflict", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RELOADED] =
    g_signal_new ("reloaded", SBX_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_workspace_init (SbxWorkspace *self)
{
  self->content = sbx_workspace_content_new ();
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

SbxWorkspace *
sbx_workspace_new (const char *path)
{
  SbxWorkspace *self = g_object_new (SBX_TYPE_WORKSPACE, NULL);

  self->path = sbx_workspace_file_resolve (path);
  return self;
}

const char *
sbx_workspace_get_path (SbxWorkspace *self)
{
  return self->path;
}

const SbxWorkspaceContent *
sbx_workspace_get_content (SbxWorkspace *self)
{
  return self->content;
}

void
sbx_workspace_set_notice (SbxWorkspace *self, char *notice)
{
  g_free (self->notice);
  self->notice = notice;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

const char *
sbx_workspace_get_notice (SbxWorkspace *self)
{
  return self->notice;
}

void
sbx_workspace_dismiss_notice (SbxWorkspace *self)
{
  if (self->notice != NULL)
    sbx_workspace_set_notice (self, NULL);
}

gboolean
sbx_workspace_get_conflict (SbxWorkspace *self)
{
  return self->conflict;
}

static void
set_conflict (SbxWorkspace *self, gboolean conflict)
{
  if (self->conflict == conflict)
    return;

  self->conflict = conflict;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFLICT]);
}

/* From now on changes go elsewhere. */
static void
leave_file (SbxWorkspace *self)
{
  if (self->detour == NULL)
    self->detour = sbx_workspace_file_make_recovered (self->path);
}

/* The file counts again. */
static void
return_to_file (SbxWorkspace *self)
{
  g_clear_pointer (&self->detour, g_free);
  g_clear_pointer (&self->detour_contents, g_free);
  set_conflict (self, FALSE);
}

void
sbx_workspace_know (SbxWorkspace *self, char *text)
{
  g_free (self->known);
  self->known = text;
}

static void
take_content (SbxWorkspace *self, SbxWorkspaceContent *content)
{
  sbx_workspace_content_free (self->content);
  self->content = content;
  self->n_saved = self->n_changes;
}

/* --- watching ---------------------------------------------------------------- */

static void
leave_broken_file (SbxWorkspace *self, const GError *error)
{
  leave_file (self);
  sbx_workspace_set_notice (
    self,
    g_strdup_printf (_ ("The workspace %s cannot be read: %s. It is left as it is; changes are saved to %s."),
                     self->path, error->message, self->detour));
}

/* Somebody wrote to the file. */
static void
take_change (SbxWorkspace *self, char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  SbxWorkspaceContent *content = sbx_workspace_content_parse (text, length, &error);

  sbx_workspace_know (self, text);
  if (content == NULL)
    {
      leave_broken_file (self, error);
      return;
    }

  if (self->n_saved != self->n_changes)
    {
      sbx_workspace_content_free (content);
      leave_file (self);
      sbx_workspace_dismiss_notice (self);
      set_conflict (self, TRUE);
      return;
    }

  take_content (self, content);
  return_to_file (self);
  sbx_workspace_dismiss_notice (self);
  g_signal_emit (self, signals[RELOADED], 0);
}

/* Looks now whether the file has changed; who asked for that soon need not wait. */
void
sbx_workspace_check (SbxWorkspace *self)
{
  g_autoptr (SbxWorkspace) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_clear_handle_id (&self->check_id, g_source_remove);
  /* What is being written to it is not known yet. */
  if (self->writing != NULL && self->detour == NULL)
    return;

  text = sbx_workspace_file_read (self->path, &length, &error);
  /* One that was taken away is written again with the next change. */
  if (text == NULL && error == NULL)
    sbx_workspace_know (self, NULL);
  else if (text == NULL)
    leave_broken_file (self, error);
  else if (g_strcmp0 (text, self->known) != 0)
    take_change (self, g_steal_pointer (&text), length);
}

static gboolean
on_check (gpointer user_data)
{
  SbxWorkspace *self = user_data;

  self->check_id = 0;
  sbx_workspace_check (self);
  return G_SOURCE_REMOVE;
}

void
sbx_workspace_check_soon (SbxWorkspace *self)
{
  if (self->check_id == 0)
    self->check_id = g_idle_add (on_check, self);
}

static void
on_file_changed (GFileMonitor *monitor,
                 GFile *file,
                 GFile *other,
                 GFileMonitorEvent event,
                 SbxWorkspace *self)
{
  /* Before this one it is half written. */
  if (event != G_FILE_MONITOR_EVENT_CHANGED)
    sbx_workspace_check_soon (self);
}

static void
watch (SbxWorkspace *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    g_info ("Changes of %s by others are not noticed: %s", self->path, error->message);
  else
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self, 0);
}

/* --- reading ----------------------------------------------------------------- */

gboolean
sbx_workspace_open (SbxWorkspace *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  watch (self);
  text = sbx_workspace_file_read (self->path, &length, &local_error);
  if (text != NULL)
    {
      SbxWorkspaceContent *content = sbx_workspace_content_parse (text, length, &local_error);

      if (content != NULL)
        take_content (self, content);
    }
  sbx_workspace_know (self, g_steal_pointer (&text));

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

void
sbx_workspace_load (SbxWorkspace *self)
{
  g_autoptr (GError) error = NULL;

  if (!sbx_workspace_open (self, &error))
    leave_broken_file (self, error);
}

void
sbx_workspace_adopt (SbxWorkspace *self, SbxWorkspace *other)
{
  g_autofree char *unknown = g_strdup (other->content->unknown);
  g_autofree char *description = g_strdup (other->content->description);

  watch (self);
  sbx_workspace_know (self, sbx_workspace_file_read (self->path, NULL, NULL));
  g_free (self->content->unknown);
  self->content->unknown = g_steal_pointer (&unknown);
  g_free (self->content->description);
  self->content->description = g_steal_pointer (&description);
  sbx_workspace_touch (self);
}

/* --- changes here --------------------------------------------------------------- */

void
sbx_workspace_touch (SbxWorkspace *self)
{
  self->n_changes++;
}

void
sbx_workspace_resolve (SbxWorkspace *self, gboolean take_file)
{
  if (!self->conflict)
    return;

  if (take_file)
    {
      /* Nothing of what is here is to be saved to it any more. */
      self->n_saved = self->n_changes;
      g_clear_pointer (&self->known, g_free);
      sbx_workspace_check (self);
      /* It is gone, or being written to: what is here is all there is. */
      if (self->conflict)
        return_to_file (self);
    }
  else
    {
      /* The other program's text becomes the backup when this one's is written. */
      return_to_file (self);
      sbx_workspace_touch (self);
    }
}
