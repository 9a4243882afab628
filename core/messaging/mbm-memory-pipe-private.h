/* mbm-memory-pipe-private.h — what two ends in one process share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two mailboxes with a lock. Each end has a main context of its own: what one end posts is taken by the other
 * on the other's context, in order, and never from within the call that posts it. */
typedef struct _MbmMemoryPipe MbmMemoryPipe;

typedef enum
{
  MBM_MEMORY_END_CLIENT,
  MBM_MEMORY_END_SERVER,
} MbmMemoryEnd;

typedef enum
{
  MBM_MEMORY_MAIL_TEXT,
  MBM_MEMORY_MAIL_CLOSE, /* the other end closes in order */
  MBM_MEMORY_MAIL_GONE,  /* the other end is no more */
} MbmMemoryMailKind;

typedef struct
{
  MbmMemoryMailKind kind;
  GBytes *text;
  guint code;
  char *reason;
} MbmMemoryMail;

MbmMemoryPipe *mbm_memory_pipe_new (void);
MbmMemoryPipe *mbm_memory_pipe_ref (MbmMemoryPipe *self);
void mbm_memory_pipe_unref (MbmMemoryPipe *self);

/* @source becomes ready when mail for @end is there; it is set ready at once if some is there already. NULL
 * detaches. */
void mbm_memory_pipe_set_source (MbmMemoryPipe *self, MbmMemoryEnd end, GSource *source);

/* FALSE if more than @max bytes would wait for the other end. */
gboolean mbm_memory_pipe_post_text (MbmMemoryPipe *self, MbmMemoryEnd from, GBytes *text, gsize max);
void mbm_memory_pipe_post_close (MbmMemoryPipe *self, MbmMemoryEnd from, guint code, const char *reason);
/* @from posts nothing more, and takes nothing more. */
void mbm_memory_pipe_post_gone (MbmMemoryPipe *self, MbmMemoryEnd from);

/* The next mail for @end, or NULL. */
MbmMemoryMail *mbm_memory_pipe_take (MbmMemoryPipe *self, MbmMemoryEnd end);
/* Bytes that @from posted and nobody took yet. */
gsize mbm_memory_pipe_get_queued (MbmMemoryPipe *self, MbmMemoryEnd from);
/* Makes the source of @from ready, once, when no more than @mark of these are left. */
void mbm_memory_pipe_watch_queued (MbmMemoryPipe *self, MbmMemoryEnd from, gsize mark);

void mbm_memory_mail_free (MbmMemoryMail *mail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmMemoryPipe, mbm_memory_pipe_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmMemoryMail, mbm_memory_mail_free)

G_END_DECLS
