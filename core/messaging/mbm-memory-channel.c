/* mbm-memory-channel.c — one end of a connection within the process
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-memory-channel-private.h"

#include "mbm-channel-private.h"
#include "mbm-utf8-private.h"

/* So many messages are taken at a time before others on the main context have their turn. */
#define MAX_MAIL_PER_TURN 64

/* Lives on the context it was made on, whose source takes the mail out of the pipe; the other end may live on
 * any other thread, and the two never touch each other. */
struct _MbmMemoryChannel
{
  MbmChannel parent_instance;

  MbmMemoryPipe *pipe;
  MbmMemoryEnd end;
  gsize max_message_size;
  gsize max_queue_size;

  GSource *mail_source;  /* while flowing */
  GSource *close_source; /* after close(), until the other end has answered */
  gboolean close_posted;
};

G_DEFINE_FINAL_TYPE (MbmMemoryChannel, mbm_memory_channel, MBM_TYPE_CHANNEL)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    {
      g_source_destroy (*source);
      g_clear_pointer (source, g_source_unref);
    }
}

static void
mbm_memory_channel_stop_mail (MbmMemoryChannel *self)
{
  if (self->mail_source == NULL)
    return;

  mbm_memory_pipe_set_source (self->pipe, self->end, NULL);
  clear_source (&self->mail_source);
}

/* Nothing comes in or goes out any more; the other end will know. */
static void
mbm_memory_channel_leave (MbmMemoryChannel *self)
{
  mbm_memory_channel_stop_mail (self);
  clear_source (&self->close_source);
  mbm_memory_pipe_post_gone (self->pipe, self->end);
}

static void
mbm_memory_channel_post_close (MbmMemoryChannel *self, guint code, const char *reason)
{
  g_autofree char *fitting = mbm_channel_dup_reason (reason);

  if (self->close_posted)
    return;

  self->close_posted = TRUE;
  mbm_memory_pipe_post_close (self->pipe, self->end, code, fitting);
}

static void
mbm_memory_channel_refuse (MbmMemoryChannel *self, GBytes *text, guint code, GError *error)
{
  gsize shown = MIN (g_bytes_get_size (text), MBM_CHANNEL_MAX_REFUSED);
  g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (text, 0, shown);
  g_autoptr (GError) owned = error;

  mbm_channel_begin_closing (MBM_CHANNEL (self));
  mbm_memory_channel_post_close (self, code, owned->message);
  mbm_channel_emit_refused (MBM_CHANNEL (self), bytes, owned);
  mbm_memory_channel_leave (self);
  mbm_channel_emit_closed (MBM_CHANNEL (self), 0, NULL, owned);
}

static void
mbm_memory_channel_take_text (MbmMemoryChannel *self, GBytes *text)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (text, &size);

  if (size > self->max_message_size)
    mbm_memory_channel_refuse (self, text, 1009,
                               g_error_new (MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE,
                                            _ ("A message of %zu bytes is over the limit of %zu"), size,
                                            self->max_message_size));
  else if (!mbm_utf8_check (data, size))
    mbm_memory_channel_refuse (self, text, 1007,
                               g_error_new (MBM_ERROR, MBM_ERROR_INVALID_UTF8,
                                            _ ("A text message is not UTF-8")));
  else
    mbm_channel_emit_received (MBM_CHANNEL (self), text);
}

static void
mbm_memory_channel_take_close (MbmMemoryChannel *self, guint code, const char *reason)
{
  mbm_memory_channel_post_close (self, code, reason);
  mbm_memory_channel_leave (self);
  mbm_channel_emit_closed (MBM_CHANNEL (self), code, reason, NULL);
}

static void
mbm_memory_channel_take_gone (MbmMemoryChannel *self)
{
  g_autoptr (GError) error =
    g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The other side is gone without a close"));

  mbm_memory_channel_leave (self);
  mbm_channel_emit_closed (MBM_CHANNEL (self), 0, NULL, error);
}

static gboolean
mbm_memory_channel_mail_cb (gpointer data)
{
  g_autoptr (MbmMemoryChannel) self = g_object_ref (data);
  guint turns = 0;

  g_source_set_ready_time (self->mail_source, -1);
  mbm_channel_emit_drained (MBM_CHANNEL (self));

  while (self->mail_source != NULL)
    {
      g_autoptr (MbmMemoryMail) mail = NULL;

      if (turns++ == MAX_MAIL_PER_TURN)
        {
          g_source_set_ready_time (self->mail_source, 0);
          break;
        }

      mail = mbm_memory_pipe_take (self->pipe, self->end);
      if (mail == NULL)
        break;

      switch (mail->kind)
        {
        case MBM_MEMORY_MAIL_TEXT:
          mbm_memory_channel_take_text (self, mail->text);
          break;
        case MBM_MEMORY_MAIL_CLOSE:
          mbm_memory_channel_take_close (self, mail->code, mail->reason);
          break;
        case MBM_MEMORY_MAIL_GONE:
          mbm_memory_channel_take_gone (self);
          break;
        default:
          g_assert_not_reached ();
        }
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
mbm_memory_channel_dispatch_source (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs mail_source_funcs = {
  .dispatch = mbm_memory_channel_dispatch_source,
};

static void
mbm_memory_channel_set_flowing (MbmChannel *channel, gboolean flowing)
{
  MbmMemoryChannel *self = MBM_MEMORY_CHANNEL (channel);

  if (!flowing)
    {
      mbm_memory_channel_stop_mail (self);
      return;
    }

  self->mail_source = g_source_new (&mail_source_funcs, sizeof (GSource));
  g_source_set_static_name (self->mail_source, "[mbm] memory channel");
  g_source_set_callback (self->mail_source, mbm_memory_channel_mail_cb, self, NULL);
  g_source_attach (self->mail_source, g_main_context_get_thread_default ());
  mbm_memory_pipe_set_source (self->pipe, self->end, self->mail_source);
}

static gboolean
mbm_memory_channel_send (MbmChannel *channel, GBytes *text, GError **error)
{
  MbmMemoryChannel *self = MBM_MEMORY_CHANNEL (channel);

  if (mbm_memory_pipe_post_text (self->pipe, self->end, text, self->max_queue_size))
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL,
               _ ("The other side reads too slowly: %zu bytes wait already"),
               mbm_memory_pipe_get_queued (self->pipe, self->end));
  return FALSE;
}

static gboolean
mbm_memory_channel_close_timeout_cb (gpointer data)
{
  MbmMemoryChannel *self = data;
  g_autoptr (GError) error = g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT,
                                          _ ("The other side did not answer the close, and was cut off"));

  mbm_memory_channel_leave (self);
  mbm_channel_emit_closed (MBM_CHANNEL (self), 0, NULL, error);
  return G_SOURCE_REMOVE;
}

static void
mbm_memory_channel_close (MbmChannel *channel, guint code, const char *reason)
{
  MbmMemoryChannel *self = MBM_MEMORY_CHANNEL (channel);

  mbm_memory_channel_post_close (self, code, reason);

  self->close_source = g_timeout_source_new (MBM_CHANNEL_CLOSE_TIMEOUT);
  g_source_set_static_name (self->close_source, "[mbm] memory channel close");
  g_source_set_callback (self->close_source, mbm_memory_channel_close_timeout_cb, self, NULL);
  g_source_attach (self->close_source, g_main_context_get_thread_default ());
}

static void
mbm_memory_channel_abort (MbmChannel *channel)
{
  mbm_memory_channel_leave (MBM_MEMORY_CHANNEL (channel));
}

static gsize
mbm_memory_channel_get_queued (MbmChannel *channel)
{
  MbmMemoryChannel *self = MBM_MEMORY_CHANNEL (channel);

  return mbm_memory_pipe_get_queued (self->pipe, self->end);
}

static void
mbm_memory_channel_watch_queue (MbmChannel *channel, gsize mark)
{
  MbmMemoryChannel *self = MBM_MEMORY_CHANNEL (channel);

  mbm_memory_pipe_watch_queued (self->pipe, self->end, mark);
}

static void
mbm_memory_channel_dispose (GObject *object)
{
  mbm_memory_channel_leave (MBM_MEMORY_CHANNEL (object));

  G_OBJECT_CLASS (mbm_memory_channel_parent_class)->dispose (object);
}

static void
mbm_memory_channel_finalize (GObject *object)
{
  mbm_memory_pipe_unref (MBM_MEMORY_CHANNEL (object)->pipe);

  G_OBJECT_CLASS (mbm_memory_channel_parent_class)->finalize (object);
}

static void
mbm_memory_channel_class_init (MbmMemoryChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmChannelClass *channel_class = MBM_CHANNEL_CLASS (klass);

  object_class->dispose = mbm_memory_channel_dispose;
  object_class->finalize = mbm_memory_channel_finalize;

  channel_class->set_flowing = mbm_memory_channel_set_flowing;
  channel_class->send = mbm_memory_channel_send;
  channel_class->close = mbm_memory_channel_close;
  channel_class->abort = mbm_memory_channel_abort;
  channel_class->get_queued = mbm_memory_channel_get_queued;
  channel_class->watch_queue = mbm_memory_channel_watch_queue;
}

static void
mbm_memory_channel_init (MbmMemoryChannel *self)
{
}

MbmChannel *
mbm_memory_channel_new (MbmMemoryPipe *pipe, MbmMemoryEnd end, gsize max_message_size, gsize max_queue_size)
{
  MbmMemoryChannel *self = g_object_new (MBM_TYPE_MEMORY_CHANNEL, NULL);

  self->pipe = mbm_memory_pipe_ref (pipe);
  self->end = end;
  self->max_message_size = max_message_size;
  self->max_queue_size = max_queue_size;
  return MBM_CHANNEL (self);
}
