/* mbm-memory-pipe.c — what two ends in one process share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-memory-pipe-private.h"

typedef struct
{
  GQueue mail;
  gsize bytes;
  gsize mark;
  GSource *source;
  gboolean watched; /* whoever posts to this box wants to know when no more than the mark is left */
  gboolean gone;    /* whoever took from this box is no more */
} MbmMemoryBox;

struct _MbmMemoryPipe
{
  gatomicrefcount ref_count;
  GMutex lock;
  MbmMemoryBox boxes[2]; /* by the end that takes from it */
};

MbmMemoryPipe *
mbm_memory_pipe_new (void)
{
  MbmMemoryPipe *self = g_new0 (MbmMemoryPipe, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_queue_init (&self->boxes[0].mail);
  g_queue_init (&self->boxes[1].mail);
  return self;
}

MbmMemoryPipe *
mbm_memory_pipe_ref (MbmMemoryPipe *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
mbm_memory_box_clear (MbmMemoryBox *box)
{
  MbmMemoryMail *mail;

  while ((mail = g_queue_pop_head (&box->mail)) != NULL)
    mbm_memory_mail_free (mail);
  box->bytes = 0;
  g_clear_pointer (&box->source, g_source_unref);
}

void
mbm_memory_pipe_unref (MbmMemoryPipe *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  mbm_memory_box_clear (&self->boxes[0]);
  mbm_memory_box_clear (&self->boxes[1]);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
mbm_memory_mail_free (MbmMemoryMail *mail)
{
  g_clear_pointer (&mail->text, g_bytes_unref);
  g_free (mail->reason);
  g_free (mail);
}

void
mbm_memory_pipe_set_source (MbmMemoryPipe *self, MbmMemoryEnd end, GSource *source)
{
  MbmMemoryBox *box = &self->boxes[end];

  g_mutex_lock (&self->lock);
  g_clear_pointer (&box->source, g_source_unref);
  if (source != NULL)
    {
      box->source = g_source_ref (source);
      if (!g_queue_is_empty (&box->mail))
        g_source_set_ready_time (source, 0);
    }
  g_mutex_unlock (&self->lock);
}

static void
mbm_memory_pipe_post_locked (MbmMemoryPipe *self, MbmMemoryEnd from, MbmMemoryMail *mail)
{
  MbmMemoryBox *box = &self->boxes[!from];

  if (box->gone)
    {
      mbm_memory_mail_free (mail);
      return;
    }

  if (mail->text != NULL)
    box->bytes += g_bytes_get_size (mail->text);
  g_queue_push_tail (&box->mail, mail);
  if (box->source != NULL && box->mail.length == 1)
    g_source_set_ready_time (box->source, 0);
}

gboolean
mbm_memory_pipe_post_text (MbmMemoryPipe *self, MbmMemoryEnd from, GBytes *text, gsize max)
{
  gsize size = g_bytes_get_size (text);
  gboolean fits;

  g_mutex_lock (&self->lock);
  fits = size <= max && self->boxes[!from].bytes <= max - size;
  if (fits)
    {
      MbmMemoryMail *mail = g_new0 (MbmMemoryMail, 1);

      mail->kind = MBM_MEMORY_MAIL_TEXT;
      mail->text = g_bytes_ref (text);
      mbm_memory_pipe_post_locked (self, from, mail);
    }
  g_mutex_unlock (&self->lock);

  return fits;
}

void
mbm_memory_pipe_post_close (MbmMemoryPipe *self, MbmMemoryEnd from, guint code, const char *reason)
{
  MbmMemoryMail *mail = g_new0 (MbmMemoryMail, 1);

  mail->kind = MBM_MEMORY_MAIL_CLOSE;
  mail->code = code;
  mail->reason = g_strdup (reason);

  g_mutex_lock (&self->lock);
  mbm_memory_pipe_post_locked (self, from, mail);
  g_mutex_unlock (&self->lock);
}

void
mbm_memory_pipe_post_gone (MbmMemoryPipe *self, MbmMemoryEnd from)
{
  MbmMemoryBox *own = &self->boxes[from];

  g_mutex_lock (&self->lock);
  if (!own->gone)
    {
      MbmMemoryMail *mail = g_new0 (MbmMemoryMail, 1);

      own->gone = TRUE;
      mbm_memory_box_clear (own);
      mail->kind = MBM_MEMORY_MAIL_GONE;
      mbm_memory_pipe_post_locked (self, from, mail);
    }
  g_mutex_unlock (&self->lock);
}

static void
mbm_memory_pipe_check_mark_locked (MbmMemoryPipe *self, MbmMemoryEnd end)
{
  MbmMemoryBox *box = &self->boxes[end];

  if (!box->watched || box->bytes > box->mark)
    return;

  box->watched = FALSE;
  if (self->boxes[!end].source != NULL)
    g_source_set_ready_time (self->boxes[!end].source, 0);
}

MbmMemoryMail *
mbm_memory_pipe_take (MbmMemoryPipe *self, MbmMemoryEnd end)
{
  MbmMemoryBox *box = &self->boxes[end];
  MbmMemoryMail *mail;

  g_mutex_lock (&self->lock);
  mail = g_queue_pop_head (&box->mail);
  if (mail != NULL && mail->text != NULL)
    {
      box->bytes -= g_bytes_get_size (mail->text);
      mbm_memory_pipe_check_mark_locked (self, end);
    }
  g_mutex_unlock (&self->lock);

  return mail;
}

gsize
mbm_memory_pipe_get_queued (MbmMemoryPipe *self, MbmMemoryEnd from)
{
  gsize bytes;

  g_mutex_lock (&self->lock);
  bytes = self->boxes[!from].bytes;
  g_mutex_unlock (&self->lock);

  return bytes;
}

void
mbm_memory_pipe_watch_queued (MbmMemoryPipe *self, MbmMemoryEnd from, gsize mark)
{
  g_mutex_lock (&self->lock);
  self->boxes[!from].watched = TRUE;
  self->boxes[!from].mark = mark;
  mbm_memory_pipe_check_mark_locked (self, !from);
  g_mutex_unlock (&self->lock);
}
