/* sbx-learner.c — learns from an endpoint's traffic
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-learner-private.h"
#include "sbx-trace-sample.h"

/* Between two lessons, in milliseconds. */
#define PAUSE 1000

static const SbxTraceSampleLimits first_limits = { 20000, 100, 16 * 1024 * 1024, TRUE };
static const SbxTraceSampleLimits later_limits = { 2000, 20, 4 * 1024 * 1024, FALSE };

struct _SbxLearner
{
  GObject parent_instance;

  SbxStore *store;
  char *endpoint_id;
  SbxLearntBook *book;
  gint64 learnt_to; /* the newest record that was looked at, by its endpoint's numbers; 0: none */
  guint generation; /* of the store's file */
  gboolean wanted;
  gboolean busy;
  gboolean forgotten; /* what is being learnt is not to be kept */
  guint pause_id;
  GPtrArray *waiting; /* of GTask: who catches up */
};

typedef struct
{
  SbxTracePlace place;
  SbxTraceSampleLimits limits;
  SbxLearntBook *book;
} Lesson;

enum
{
  LEARNT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxLearner, sbx_learner, G_TYPE_OBJECT)

static void begin (SbxLearner *self);

static void
lesson_free (gpointer data)
{
  Lesson *lesson = data;

  sbx_trace_place_clear (&lesson->place);
  sbx_learnt_book_unref (lesson->book);
  g_free (lesson);
}

static void
on_message (SbxTraceKind kind, const char *name, GBytes *bytes, gpointer user_data)
{
  sbx_learnt_book_add (user_data, kind == SBX_TRACE_KIND_EVENT ? SBX_SHAPE_EVENT : SBX_SHAPE_REQUEST,
                       kind == SBX_TRACE_KIND_RESPONSE ? SBX_SHAPE_RESPONSE : SBX_SHAPE_PAYLOAD, name, bytes);
}

static void
learn_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Lesson *lesson = task_data;
  guint64 n_skipped;
  GError *error = NULL;

  if (!sbx_trace_sample (&lesson->place, &lesson->limits, on_message, lesson->book, cancellable, &n_skipped,
                         &error))
    {
      g_task_return_error (task, error);
      return;
    }

  sbx_learnt_book_skip (lesson->book, n_skipped);
  sbx_learnt_book_finish (lesson->book);
  g_task_return_boolean (task, TRUE);
}

static void
set_book (SbxLearner *self, SbxLearntBook *book)
{
  g_clear_pointer (&self->book, sbx_learnt_book_unref);
  self->book = book;
  g_signal_emit (self, signals[LEARNT], 0);
}

static void
tell_waiting (SbxLearner *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (waiting->pdata[i], TRUE);
}

static gboolean
on_pause_over (gpointer user_data)
{
  SbxLearner *self = user_data;

  self->pause_id = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
on_learnt (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxLearner) self = user_data;
  Lesson *lesson = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* The store says what is wrong with its file. */
      g_info ("Nothing could be learnt from the traffic: %s", error->message);
      tell_waiting (self);
      return;
    }

  if (!self->forgotten)
    {
      self->learnt_to = lesson->place.last;
      set_book (self, sbx_learnt_book_ref (lesson->book));
    }
  if (self->forgotten || self->waiting->len > 0)
    begin (self);
  else if (self->wanted && self->pause_id == 0)
    self->pause_id = g_timeout_add (PAUSE, on_pause_over, self);
}

/* Learns what is new, if anything is. */
static void
begin (SbxLearner *self)
{
  gboolean first = self->learnt_to == 0;
  Lesson *lesson;
  GTask *task;

  if (self->busy || self->store == NULL)
    return;

  lesson = g_new0 (Lesson, 1);
  lesson->book = sbx_learnt_book_copy (self->book);
  if (!sbx_trace_place_find (&lesson->place, self->store, self->endpoint_id) ||
      (lesson->place.generation == self->generation && lesson->place.last <= self->learnt_to))
    {
      lesson_free (lesson);
      tell_waiting (self);
      return;
    }

  self->busy = TRUE;
  self->forgotten = FALSE;
  if (lesson->place.generation != self->generation)
    first = TRUE;
  else
    lesson->place.first = MAX (lesson->place.first, self->learnt_to + 1);
  lesson->limits = first ? first_limits : later_limits;
  self->generation = lesson->place.generation;

  /* Not the task's source: the thread may be the last to let go of that. */
  task = g_task_new (NULL, NULL, on_learnt, g_object_ref (self));
  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, lesson, lesson_free);
  g_task_run_in_thread (task, learn_in_thread);
  g_object_unref (task);
}

static void
on_store_changed (SbxLearner *self, const SbxStoreChanges *changes)
{
  if (changes->cleared != NULL &&
      (*changes->cleared == '\0' || g_str_equal (changes->cleared, self->endpoint_id)))
    {
      self->forgotten = TRUE;
      self->learnt_to = 0;
      set_book (self, sbx_learnt_book_new ());
    }
  if (self->wanted && !self->busy && self->pause_id == 0)
    self->pause_id = g_timeout_add (PAUSE, on_pause_over, self);
}

static void
sbx_learner_dispose (GObject *object)
{
  SbxLearner *self = SBX_LEARNER (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sbx_learner_parent_class)->dispose (object);
}

static void
sbx_learner_finalize (GObject *object)
{
  SbxLearner *self = SBX_LEARNER (object);

  g_free (self->endpoint_id);
  g_ptr_array_unref (self->waiting);
  sbx_learnt_book_unref (self->book);

  G_OBJECT_CLASS (sbx_learner_parent_class)->finalize (object);
}

static void
sbx_learner_class_init (SbxLearnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sbx_learner_dispose;
  object_class->finalize = sbx_learner_finalize;

  signals[LEARNT] =
    g_signal_new ("learnt", SBX_TYPE_LEARNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_learner_init (SbxLearner *self)
{
  self->book = sbx_learnt_book_new ();
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

SbxLearner *
sbx_learner_new (SbxStore *store, const char *endpoint_id)
{
  SbxLearner *self = g_object_new (SBX_TYPE_LEARNER, NULL);

  self->store = g_object_ref (store);
  self->endpoint_id = g_strdup (endpoint_id);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
sbx_learner_want (SbxLearner *self)
{
  if (self->wanted)
    return;

  self->wanted = TRUE;
  begin (self);
}

SbxLearntBook *
sbx_learner_get_book (SbxLearner *self)
{
  return self->book;
}

void
sbx_learner_catch_up_async (SbxLearner *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, sbx_learner_catch_up_async);
  g_ptr_array_add (self->waiting, task);
  begin (self);
}
