/* sbx-workspace.c — the file that servers and connections are kept in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "sbx-endpoint-config.h"
#include "sbx-json-members-private.h"
#include "sbx-workspace-private.h"

#define VERSION 1

/* A workspace that is larger is none. */
#define MAX_SIZE (64 * 1024 * 1024)

struct _SbxWorkspace
{
  GObject parent_instance;

  char *path; /* what is written: not what was read, if that is broken */
  GPtrArray *servers;
  GPtrArray *connections;
  char *unknown; /* members that were not understood, as they were; NULL if there are none */
  char *notice;

  char *written; /* the file's contents, as far as they are known */
  GTask *writing;
  GPtrArray *waiting; /* GTask: saves that came while another was under way */
};

enum
{
  PROP_0,
  PROP_NOTICE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxWorkspace, sbx_workspace, G_TYPE_OBJECT)

static void
sbx_workspace_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NOTICE:
      g_value_set_string (value, sbx_workspace_get_notice (SBX_WORKSPACE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_workspace_finalize (GObject *object)
{
  SbxWorkspace *self = SBX_WORKSPACE (object);

  g_free (self->path);
  g_ptr_array_unref (self->servers);
  g_ptr_array_unref (self->connections);
  g_free (self->unknown);
  g_free (self->notice);
  g_free (self->written);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (sbx_workspace_parent_class)->finalize (object);
}

static void
sbx_workspace_class_init (SbxWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_workspace_get_property;
  object_class->finalize = sbx_workspace_finalize;

  properties[PROP_NOTICE] =
    g_param_spec_string ("notice", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_workspace_init (SbxWorkspace *self)
{
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

SbxWorkspace *
sbx_workspace_new (const char *path)
{
  SbxWorkspace *self = g_object_new (SBX_TYPE_WORKSPACE, NULL);

  self->path = g_strdup (path);
  return self;
}

static void
set_notice (SbxWorkspace *self, char *notice)
{
  g_free (self->notice);
  self->notice = notice;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

/* (nullable) */
const char *
sbx_workspace_get_notice (SbxWorkspace *self)
{
  return self->notice;
}

void
sbx_workspace_dismiss_notice (SbxWorkspace *self)
{
  if (self->notice != NULL)
    set_notice (self, NULL);
}

/* SbxServerConfig, in their order. */
GPtrArray *
sbx_workspace_get_servers (SbxWorkspace *self)
{
  return self->servers;
}

/* SbxConnectionConfig, in their order. */
GPtrArray *
sbx_workspace_get_connections (SbxWorkspace *self)
{
  return self->connections;
}

static gboolean
check_version (MbmJsonValue value, GError **error)
{
  gint64 version;

  if (!mbm_json_value_get_int (value, &version) || version < 1)
    return sbx_json_complain (error, "version", _ ("this must be a whole number"));
  if (version > VERSION)
    return sbx_json_complain (error, "version", _ ("this file was written by a newer Signalbox"));
  return TRUE;
}

static gboolean
read_configs (MbmJsonValue value,
              const char *name,
              GType type,
              GPtrArray *configs,
              GHashTable *ids,
              GError **error)
{
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, name, _ ("this must be an array"));

  g_ptr_array_set_size (configs, 0);
  mbm_json_iter_init (&iter, value);
  for (guint i = 0; mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s[%u]", name, i);
      SbxEndpointConfig *config = sbx_endpoint_config_from_json (type, element, path, error);

      if (config == NULL)
        return FALSE;
      g_ptr_array_add (configs, config);
      if (!g_hash_table_add (ids, (gpointer) sbx_endpoint_config_get_id (config)))
        return sbx_json_complain (error, path, _ ("there is another of the same id"));
    }
  return TRUE;
}

static gboolean
read_members (SbxWorkspace *self, MbmJsonValue document, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) unknown = g_string_new (NULL);
  MbmJsonIter iter;
  MbmJsonValue key, value;

  if (!mbm_json_iter_init (&iter, document) || mbm_json_value_get_type (document) != MBM_JSON_OBJECT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("it must be a JSON object"));
      return FALSE;
    }

  while (mbm_json_iter_next (&iter, &key, &value))
    {
      g_autofree char *name = mbm_json_value_dup_string (key);
      gboolean good = TRUE;

      if (g_strcmp0 (name, "version") == 0)
        good = check_version (value, error);
      else if (g_strcmp0 (name, "servers") == 0)
        good = read_configs (value, name, SBX_TYPE_SERVER_CONFIG, self->servers, ids, error);
      else if (g_strcmp0 (name, "connections") == 0)
        good = read_configs (value, name, SBX_TYPE_CONNECTION_CONFIG, self->connections, ids, error);
      else
        g_string_append_printf (unknown, ",%.*s:%.*s", (int) key.length, key.text, (int) value.length,
                                value.text);
      if (!good)
        return FALSE;
    }

  if (unknown->len > 0)
    self->unknown = g_strdup (unknown->str);
  return TRUE;
}

/* NULL without an error: there is none yet. */
static char *
read_file (const char *path, gsize *length, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  if (g_stat (path, &info) == 0 && info.st_size > MAX_SIZE)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("it is larger than 64 MiB"));
      return NULL;
    }
  if (!g_file_get_contents (path, &text, length, &local_error) &&
      !g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_propagate_error (error, g_steal_pointer (&local_error));

  return g_steal_pointer (&text);
}

/* Where to write when the file itself must stay as it is: a name that is not taken. */
static char *
make_recovered_path (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *name = g_strdup_printf ("workspace.recovered-%s.json", date);
  char *recovered = g_build_filename (directory, name, NULL);

  for (guint i = 2; g_file_test (recovered, G_FILE_TEST_EXISTS); i++)
    {
      g_free (recovered);
      g_free (name);
      name = g_strdup_printf ("workspace.recovered-%s-%u.json", date, i);
      recovered = g_build_filename (directory, name, NULL);
    }
  return recovered;
}

/* Whoever keeps the file elsewhere, under version control say, and a link to it here, gets it written there.
 */
static void
resolve_link (SbxWorkspace *self)
{
  g_autofree char *old = self->path;
  char *real = realpath (old, NULL);

  self->path = g_strdup (real != NULL ? real : old);
  free (real);
}

static void
append_configs (GString *json, const char *name, GPtrArray *configs)
{
  sbx_json_append_name (json, name);
  g_string_append_c (json, '[');
  for (guint i = 0; i < configs->len; i++)
    {
      g_autofree char *config = sbx_endpoint_config_to_json (g_ptr_array_index (configs, i));

      if (i > 0)
        g_string_append_c (json, ',');
      g_string_append (json, config);
    }
  g_string_append_c (json, ']');
}

static char *
print (SbxWorkspace *self, GPtrArray *servers, GPtrArray *connections)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *pretty = NULL;

  sbx_json_append_name (json, "version");
  g_string_append_printf (json, "%d", VERSION);
  append_configs (json, "servers", servers);
  append_configs (json, "connections", connections);
  if (self->unknown != NULL)
    g_string_append (json, self->unknown);
  g_string_append_c (json, '}');

  pretty = mbm_json_pretty (json->str, json->len);
  return g_strconcat (pretty, "\n", NULL);
}

/* Reads the file; where it cannot be, `notice` says so, and there are no servers and connections. */
void
sbx_workspace_load (SbxWorkspace *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *recovered = NULL;
  gsize length = 0;

  resolve_link (self);
  text = read_file (self->path, &length, &error);
  if (text == NULL && error == NULL)
    {
      /* Without servers and connections there is no need for one. */
      self->written = print (self, self->servers, self->connections);
      return;
    }

  if (error == NULL && mbm_json_check (text, length, &error) &&
      read_members (self, mbm_json_value (text, length), &error))
    {
      self->written = g_steal_pointer (&text);
      return;
    }

  g_ptr_array_set_size (self->servers, 0);
  g_ptr_array_set_size (self->connections, 0);
  recovered = make_recovered_path (self->path);
  set_notice (
    self,
    g_strdup_printf (_ ("The workspace %s cannot be read: %s. It is left as it is; changes are saved to %s."),
                     self->path, error->message, recovered));
  g_free (self->path);
  self->path = g_steal_pointer (&recovered);
}

/* The file as it is gets the name `PATH~`, without a moment in which it has none. */
static void
keep_backup (const char *path)
{
  g_autofree char *backup = g_strconcat (path, "~", NULL);
  g_autofree char *temporary = g_strconcat (path, "~.new", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (backup);
  g_autoptr (GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;

  g_unlink (temporary);
  if (link (path, temporary) == 0 && g_rename (temporary, backup) == 0)
    return;

  /* A file system without links. */
  g_unlink (temporary);
  if (!g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error))
    g_info ("There is no backup of %s: %s", path, error->message);
}

/* The path and what to write there. */
typedef struct
{
  char *path;
  char *text;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->path);
  g_free (writing->text);
  g_free (writing);
}

static void
write_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Writing *writing = task_data;
  g_autofree char *directory = g_path_get_dirname (writing->path);
  GError *error = NULL;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      int code = errno;

      g_task_return_new_error (task, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", directory,
                               g_strerror (code));
      return;
    }

  keep_backup (writing->path);
  if (g_file_set_contents_full (writing->path, writing->text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void begin_writing (SbxWorkspace *self);

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxWorkspace *self = SBX_WORKSPACE (source);
  g_autoptr (GTask) task = g_steal_pointer (&self->writing);
  Writing *writing = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_free (self->written);
      self->written = g_strdup (writing->text);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      set_notice (self, g_strdup_printf (_ ("The workspace cannot be saved: %s"), error->message));
      g_task_return_error (task, error);
    }
  begin_writing (self);
}

/* Writes for the next of those who wait; just the newest text of those that wait matters. */
static void
begin_writing (SbxWorkspace *self)
{
  g_autoptr (GTask) worker = NULL;
  Writing *writing;

  while (self->waiting->len > 1)
    {
      g_autoptr (GTask) overtaken = g_ptr_array_steal_index (self->waiting, 0);

      g_task_return_boolean (overtaken, TRUE);
    }
  if (self->waiting->len == 0)
    return;

  self->writing = g_ptr_array_steal_index (self->waiting, 0);
  writing = g_task_get_task_data (self->writing);
  worker = g_task_new (self, NULL, on_written, NULL);
  g_task_set_source_tag (worker, begin_writing);
  g_task_set_task_data (worker, g_memdup2 (writing, sizeof (Writing)), writing_free);
  memset (writing, 0, sizeof (Writing));
  g_task_run_in_thread (worker, write_file);
}

/* Writes the file, unless it is what it would be. */
void
sbx_workspace_save_async (SbxWorkspace *self,
                          GPtrArray *servers,
                          GPtrArray *connections,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Writing *writing = g_new (Writing, 1);

  g_task_set_source_tag (task, sbx_workspace_save_async);
  writing->path = g_strdup (self->path);
  writing->text = print (self, servers, connections);
  g_task_set_task_data (task, writing, writing_free);

  if (self->writing == NULL && g_strcmp0 (writing->text, self->written) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  if (self->writing == NULL)
    begin_writing (self);
}

gboolean
sbx_workspace_save_finish (SbxWorkspace *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
