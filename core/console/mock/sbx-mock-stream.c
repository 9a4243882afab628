/* sbx-mock-stream.c — a handler that answers with a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-item-config-private.h"
#include "sbx-mock-private.h"

static guint64
count_items (SbxItemConfig *config)
{
  guint count = sbx_item_config_get_uint (config, "count");

  return count > 0 ? count : g_strv_length ((char **) sbx_item_config_get_strv (config, "items"));
}

static void
fail_stream (SbxMockJob *self, const char *code, const char *message, const char *details)
{
  SbxMockScene scene = sbx_mock_scene_for_request (self->request, self->counter);
  g_autoptr (GError) error = NULL;
  g_autofree char *words = sbx_mock_scene_expand_text (&scene, *message != '\0' ? message : code, &error);
  g_autoptr (GBytes) expanded = NULL;

  if (words != NULL && details != NULL)
    expanded = sbx_mock_scene_expand (&scene, details, &error);
  if (error != NULL)
    mbm_stream_writer_fail (self->writer, SBX_MOCK_CODE_TEMPLATE, error->message, NULL);
  else
    mbm_stream_writer_fail (self->writer, code, words, expanded);
}

/* After the last item. One that stays goes when its client does. */
static void
finish (SbxMockJob *self)
{
  SbxItemConfig *config = self->handler->config;
  SbxStreamEnd end = sbx_item_config_get_enum (config, "stream-end");

  if (end == SBX_STREAM_STAYS)
    return;

  if (end == SBX_STREAM_FAILS)
    fail_stream (self, sbx_item_config_get_string (config, "error-code"),
                 sbx_item_config_get_string (config, "error-message"),
                 sbx_item_config_get_string (config, "error-details"));
  else
    mbm_stream_writer_end (self->writer, NULL);
  sbx_mock_job_end (self);
}

static void write_next (SbxMockJob *self);

static gboolean
on_interval (gpointer user_data)
{
  SbxMockJob *self = user_data;

  g_clear_pointer (&self->source, g_source_unref);
  write_next (self);
  return G_SOURCE_REMOVE;
}

/* The next one waits for its time, and before that for the client to have taken this one. */
static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxMockJob *self = user_data;
  gboolean written = mbm_stream_writer_write_finish (MBM_STREAM_WRITER (source), result, NULL);

  if (self->mock != NULL && !written)
    sbx_mock_job_end (self);
  else if (self->mock != NULL && self->n_items == count_items (self->handler->config))
    finish (self);
  else if (self->mock != NULL)
    sbx_mock_job_wait (self, sbx_item_config_get_uint (self->handler->config, "interval"), on_interval);
  g_rc_box_release (self);
}

static void
write_next (SbxMockJob *self)
{
  const char *const *items = sbx_item_config_get_strv (self->handler->config, "items");
  guint n = g_strv_length ((char **) items);
  SbxMockScene scene = sbx_mock_scene_for_request (self->request, self->counter);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = NULL;

  scene.index = self->n_items + 1;
  data = sbx_mock_scene_expand (&scene, items[self->n_items % n], &error);
  if (data == NULL)
    {
      mbm_stream_writer_fail (self->writer, SBX_MOCK_CODE_TEMPLATE, error->message, NULL);
      sbx_mock_job_end (self);
      return;
    }

  self->n_items++;
  mbm_stream_writer_write_async (self->writer, data, NULL, on_written, g_rc_box_acquire (self));
}

/* The client has had enough, or is gone. */
static void
on_cancelled (MbmStreamWriter *writer, const char *reason, gpointer user_data)
{
  sbx_mock_job_end (user_data);
}

void
sbx_mock_job_stream (SbxMockJob *self)
{
  guint64 n = count_items (self->handler->config);

  sbx_mock_job_note (self, "stream");
  self->writer = mbm_server_request_start_stream (self->request, NULL, NULL);
  if (self->writer == NULL || mbm_stream_writer_get_state (self->writer) != MBM_STREAM_OPEN)
    {
      sbx_mock_job_end (self);
      return;
    }

  g_signal_connect (self->writer, "cancelled", G_CALLBACK (on_cancelled), self);
  if (n == 0)
    finish (self);
  else
    write_next (self);
}
