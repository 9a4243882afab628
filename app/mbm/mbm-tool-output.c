/* mbm-tool-output.c — lines on the way to whoever reads them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "mbm-tool-output.h"
#include "mbm-tool.h"

struct _SbxToolOutput
{
  int fd;
  SbxToolOutputClosed closed;
  gpointer user_data;
  GSource *closed_source;
  GSource *wake_source;
  gboolean needs_wake; /* the main thread's own: lines wait for which the writer was not woken */
  gint64 next_wake;    /* its own too: monotonic, µs */
  GThread *thread;

  GMutex mutex;
  GCond changed;
  GString *waiting; /* what follows is guarded by the mutex */
  guint64 n_dropped;
  gboolean finishing;
  gboolean broken; /* nothing can be written any more */
  gboolean ended;  /* the thread has */
  gboolean failed; /* and not because nobody reads; the thread's own until it has ended */
  int n_writes;    /* atomic: grows as long as somebody reads */
};

/* How long somebody who interrupts waits for a reader that takes nothing. */
#define PATIENCE (3 * G_TIME_SPAN_SECOND)

static gboolean
sbx_tool_output_closed_cb (gpointer user_data)
{
  SbxToolOutput *self = user_data;

  self->closed (self->user_data);
  return G_SOURCE_REMOVE;
}

/* The writer is woken once for all lines of a turn of the main loop, and not again before it had time for
 * some more: a server with much to report would spend more on waking it for each than on the rest of its
 * work. */
#define WAKE_INTERVAL (5 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  GSource source;
  SbxToolOutput *output;
} WakeSource;

static gboolean
sbx_tool_output_wake_prepare (GSource *source, int *timeout)
{
  SbxToolOutput *self = ((WakeSource *) source)->output;
  gint64 left;

  *timeout = -1;
  if (!self->needs_wake)
    return FALSE;

  left = self->next_wake - g_source_get_time (source);
  *timeout = (int) ((MAX (left, 0) + 999) / 1000);
  return left <= 0;
}

static gboolean
sbx_tool_output_wake_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  SbxToolOutput *self = ((WakeSource *) source)->output;

  self->needs_wake = FALSE;
  self->next_wake = g_source_get_time (source) + WAKE_INTERVAL;
  g_cond_signal (&self->changed);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs wake_funcs = {
  .prepare = sbx_tool_output_wake_prepare,
  .dispatch = sbx_tool_output_wake_dispatch,
};

static gboolean
sbx_tool_output_write_all (SbxToolOutput *self, const char *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (self->fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          self->failed = errno != EPIPE;
          if (self->failed)
            sbx_tool_complain (_ ("The output cannot be written: %s"), g_strerror (errno));
          return FALSE;
        }
      data += n;
      length -= (gsize) n;
      g_atomic_int_inc (&self->n_writes);
    }
  return TRUE;
}

static gpointer
sbx_tool_output_run (gpointer user_data)
{
  SbxToolOutput *self = user_data;
  g_autoptr (GString) batch = g_string_new (NULL);
  gboolean alive = TRUE;

  while (alive)
    {
      GString *taken;

      g_mutex_lock (&self->mutex);
      while (self->waiting->len == 0 && !self->finishing)
        g_cond_wait (&self->changed, &self->mutex);
      if (self->n_dropped > 0)
        g_string_append_printf (self->waiting, "{\"event\":\"dropped\",\"lines\":%" G_GUINT64_FORMAT "}\n",
                                self->n_dropped);
      self->n_dropped = 0;
      taken = self->waiting;
      self->waiting = batch;
      batch = taken;
      g_mutex_unlock (&self->mutex);

      if (batch->len == 0)
        break;
      alive = sbx_tool_output_write_all (self, batch->str, batch->len);
      g_string_truncate (batch, 0);
    }

  g_mutex_lock (&self->mutex);
  if (!alive)
    {
      self->broken = TRUE;
      g_string_truncate (self->waiting, 0);
      g_source_attach (self->closed_source, NULL);
    }
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/**
 * sbx_tool_output_new: (skip)
 * @fd: where to write; it stays open
 * @closed: called when nobody reads any more
 * @user_data: passed to @closed
 *
 * Begins to write.
 *
 * Returns: (transfer full): an output
 */
SbxToolOutput *
sbx_tool_output_new (int fd, SbxToolOutputClosed closed, gpointer user_data)
{
  SbxToolOutput *self = g_new0 (SbxToolOutput, 1);

  self->fd = fd;
  self->closed = closed;
  self->user_data = user_data;
  self->closed_source = g_idle_source_new ();
  g_source_set_priority (self->closed_source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->closed_source, sbx_tool_output_closed_cb, self, NULL);
  self->wake_source = g_source_new (&wake_funcs, sizeof (WakeSource));
  ((WakeSource *) self->wake_source)->output = self;
  g_source_set_priority (self->wake_source, G_PRIORITY_HIGH);
  g_source_set_static_name (self->wake_source, "[mbm] wake output");
  g_source_attach (self->wake_source, NULL);
  self->waiting = g_string_new (NULL);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("output", sbx_tool_output_run, self);

  return self;
}

/* FALSE if the reader takes nothing any more. */
static gboolean
sbx_tool_output_wait (SbxToolOutput *self)
{
  int n_seen = -1;
  gint64 deadline = 0;
  gboolean ended;

  g_mutex_lock (&self->mutex);
  while (!self->ended)
    {
      int n_writes = g_atomic_int_get (&self->n_writes);

      if (n_writes != n_seen)
        deadline = g_get_monotonic_time () + PATIENCE;
      else if (g_get_monotonic_time () >= deadline)
        break;
      n_seen = n_writes;
      g_cond_wait_until (&self->changed, &self->mutex, deadline);
    }
  ended = self->ended;
  g_mutex_unlock (&self->mutex);

  return ended;
}

/**
 * sbx_tool_output_finish: (skip)
 * @self: (transfer full): an output
 * @hurry: whether to give up a reader that takes nothing
 *
 * Writes what is left, which otherwise may take as long as the reader takes, and ends.
 *
 * Returns: %FALSE if something could not be written, other than because nobody read on
 */
gboolean
sbx_tool_output_finish (SbxToolOutput *self, gboolean hurry)
{
  gboolean failed;

  g_source_destroy (self->wake_source);
  g_source_unref (self->wake_source);
  g_mutex_lock (&self->mutex);
  self->finishing = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  if (hurry && !sbx_tool_output_wait (self))
    {
      /* Its thread still needs what it has, and ends with the program. */
      sbx_tool_complain (_ ("What was still to be printed is lost: nobody reads it"));
      return FALSE;
    }
  g_thread_join (self->thread);
  failed = self->failed;

  g_source_destroy (self->closed_source);
  g_source_unref (self->closed_source);
  g_string_free (self->waiting, TRUE);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);

  return !failed;
}

/**
 * sbx_tool_output_write_line: (skip)
 * @self: an output
 * @line: a line without its end
 *
 * Queues a line. Never waits.
 */
void
sbx_tool_output_write_line (SbxToolOutput *self, const char *line)
{
  gsize length = strlen (line);

  g_mutex_lock (&self->mutex);
  if (self->broken)
    {
      /* Nobody is there to miss it. */
    }
  else if (self->waiting->len > 0 && self->waiting->len + length > SBX_TOOL_OUTPUT_MAX_WAITING)
    {
      self->n_dropped++;
    }
  else
    {
      g_string_append_len (self->waiting, line, (gssize) length);
      g_string_append_c (self->waiting, '\n');
      self->needs_wake = TRUE;
    }
  g_mutex_unlock (&self->mutex);
}
