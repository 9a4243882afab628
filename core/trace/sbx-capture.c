/* sbx-capture.c — a file of records, opened to be looked at
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "sbx-capture-file.h"

struct _SbxCapture
{
  GObject parent_instance;

  char *path;
  char *title;
  SbxStore *store;
  GCancellable *cancellable; /* while it is read */
  gboolean was_loaded;
  gint64 n_records;
  char *error;
  char *notice;
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_TITLE,
  PROP_STORE,
  PROP_LOADING,
  PROP_N_RECORDS,
  PROP_ERROR,
  PROP_NOTICE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxCapture, sbx_capture, G_TYPE_OBJECT)

static void
sbx_capture_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxCapture *self = SBX_CAPTURE (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STORE:
      g_value_set_object (value, sbx_capture_get_store (self));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, sbx_capture_get_loading (self));
      break;
    case PROP_N_RECORDS:
      g_value_set_int64 (value, self->n_records);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_capture_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxCapture *self = SBX_CAPTURE (object);

  switch (prop_id)
    {
    case PROP_PATH:
      self->path = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_capture_constructed (GObject *object)
{
  SbxCapture *self = SBX_CAPTURE (object);

  G_OBJECT_CLASS (sbx_capture_parent_class)->constructed (object);

  self->title = g_filename_display_basename (self->path);
  if (g_str_has_suffix (self->title, SBX_CAPTURE_SUFFIX) &&
      strlen (self->title) > strlen (SBX_CAPTURE_SUFFIX))
    self->title[strlen (self->title) - strlen (SBX_CAPTURE_SUFFIX)] = '\0';
}

/* What is being read goes on until the thread sees that nobody waits for it: it has the store. */
static void
sbx_capture_dispose (GObject *object)
{
  SbxCapture *self = SBX_CAPTURE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else if (self->store != NULL)
    sbx_store_close (self->store);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sbx_capture_parent_class)->dispose (object);
}

static void
sbx_capture_finalize (GObject *object)
{
  SbxCapture *self = SBX_CAPTURE (object);

  g_free (self->path);
  g_free (self->title);
  g_free (self->error);
  g_free (self->notice);

  G_OBJECT_CLASS (sbx_capture_parent_class)->finalize (object);
}

static void
sbx_capture_class_init (SbxCaptureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sbx_capture_constructed;
  object_class->get_property = sbx_capture_get_property;
  object_class->set_property = sbx_capture_set_property;
  object_class->dispose = sbx_capture_dispose;
  object_class->finalize = sbx_capture_finalize;

  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, read_only);
  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, SBX_TYPE_STORE, read_only);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, read_only);
  properties[PROP_N_RECORDS] = g_param_spec_int64 ("n-records", NULL, NULL, -1, G_MAXINT64, -1, read_only);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, read_only);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_capture_init (SbxCapture *self)
{
  self->n_records = -1;
}

SbxCapture *
sbx_capture_new (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return g_object_new (SBX_TYPE_CAPTURE, "path", path, NULL);
}

static void
take_result (SbxCapture *self, const SbxCaptureRead *result)
{
  self->n_records = result->n_records;
  if (result->n_bad > 0)
    self->notice = g_strdup_printf (ngettext ("%" PRId64 " line could not be read: %s",
                                              "%" PRId64 " lines could not be read, the first of them: %s",
                                              (gulong) result->n_bad),
                                    result->n_bad, result->first_bad);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxCaptureRead) read = sbx_capture_read_finish (G_FILE (source), result, &error);
  GWeakRef *weak = user_data;
  g_autoptr (SbxCapture) self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || self->cancellable == NULL)
    return;

  g_clear_object (&self->cancellable);
  g_object_freeze_notify (G_OBJECT (self));
  if (read != NULL)
    take_result (self, read);
  else
    self->error = g_strdup_printf ("%s: %s", self->path, error->message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RECORDS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
sbx_capture_load (SbxCapture *self)
{
  g_autoptr (GFile) file = NULL;
  GWeakRef *weak;

  g_return_if_fail (SBX_IS_CAPTURE (self));

  if (self->was_loaded)
    return;
  self->was_loaded = TRUE;

  file = g_file_new_for_path (self->path);
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  sbx_capture_read_async (file, sbx_capture_get_store (self), self->cancellable, on_read, weak);
}

const char *
sbx_capture_get_path (SbxCapture *self)
{
  g_return_val_if_fail (SBX_IS_CAPTURE (self), NULL);

  return self->path;
}

const char *
sbx_capture_get_title (SbxCapture *self)
{
  g_return_val_if_fail (SBX_IS_CAPTURE (self), NULL);

  return self->title;
}

SbxStore *
sbx_capture_get_store (SbxCapture *self)
{
  g_return_val_if_fail (SBX_IS_CAPTURE (self), NULL);

  /* Not before somebody looks: it has a file and a thread, and captures are there again at each start. It may
   * become as large as the capture is, which is somebody's own. */
  if (self->store == NULL)
    self->store = sbx_store_new (NULL, G_MAXINT64);
  return self->store;
}

gboolean
sbx_capture_get_loading (SbxCapture *self)
{
  g_return_val_if_fail (SBX_IS_CAPTURE (self), FALSE);

  return self->cancellable != NULL;
}

const char *
sbx_capture_get_error (SbxCapture *self)
{
  g_return_val_if_fail (SBX_IS_CAPTURE (self), NULL);

  return self->error;
}

const char *
sbx_capture_get_notice (SbxCapture *self)
{
  g_return_val_if_fail (SBX_IS_CAPTURE (self), NULL);

  return self->notice;
}
