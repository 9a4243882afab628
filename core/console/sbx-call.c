/* sbx-call.c — a command's way to the engine thread and its answer's way back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-error.h"

#include "sbx-call-private.h"

typedef enum
{
  RESULT_NONE,
  RESULT_BOOLEAN,
  RESULT_INT,
  RESULT_POINTER,
  RESULT_ERROR,
} ResultKind;

struct _SbxCall
{
  gatomicrefcount ref_count;
  SbxEngine *engine;
  GObject *resident;
  GCancellable *cancellable;

  SbxCallFunc func;
  gpointer data;
  GDestroyNotify destroy;

  /* Main thread. */
  GTask *task;
  gulong cancelled_id;

  ResultKind kind;
  gssize number;
  gpointer pointer;
  GDestroyNotify pointer_destroy;
};

static void
call_free (SbxCall *self)
{
  g_clear_object (&self->cancellable);
  g_clear_object (&self->resident);
  g_clear_object (&self->engine);
  g_free (self);
}

/* Main thread. */
static void
finish (gpointer data)
{
  SbxCall *self = data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);

  switch (self->kind)
    {
    case RESULT_BOOLEAN:
      g_task_return_boolean (task, self->number != 0);
      break;
    case RESULT_INT:
      g_task_return_int (task, self->number);
      break;
    case RESULT_POINTER:
      g_task_return_pointer (task, self->pointer, self->pointer_destroy);
      break;
    case RESULT_ERROR:
      g_task_return_error (task, self->pointer);
      break;
    case RESULT_NONE:
    default:
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_CLOSED, _ ("It was ended before it was done"));
    }
}

static void
unref (gpointer data)
{
  sbx_call_unref (data);
}

SbxCall *
sbx_call_ref (SbxCall *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
sbx_call_unref (SbxCall *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->task == NULL)
    {
      call_free (self);
      return;
    }

  /* Nobody is left who could return it. */
  g_atomic_ref_count_init (&self->ref_count);
  sbx_engine_post (self->engine, finish, self, unref);
}

static void
free_data (SbxCall *self)
{
  gpointer data = g_steal_pointer (&self->data);

  if (self->destroy != NULL && data != NULL)
    self->destroy (data);
}

static void
run (gpointer data)
{
  SbxCall *self = data;

  self->func (self, self->resident, self->data);
  free_data (self);
}

static void
abandon (gpointer data)
{
  free_data (data);
  sbx_call_unref (data);
}

static void
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Main thread, where the call is until finish() at least: it needs no reference, which would keep it from
 * being given up. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  SbxCall *self = user_data;

  sbx_engine_invoke (self->engine, cancel, g_object_ref (self->cancellable), g_object_unref);
}

/**
 * sbx_call_start:
 * @resident: (type GObject): what to hand to @func, which lives on the engine thread
 * @task: (transfer full): what to return to
 * @func: carries the command out, on the engine thread
 * @data: (nullable): what to hand to @func, for the time of that call
 * @destroy: (nullable): how to free @data
 *
 * Carries a command out on the engine thread. Main thread.
 */
void
sbx_call_start (SbxEngine *engine,
                gpointer resident,
                GTask *task,
                SbxCallFunc func,
                gpointer data,
                GDestroyNotify destroy)
{
  SbxCall *self = g_new0 (SbxCall, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->engine = g_object_ref (engine);
  self->resident = g_object_ref (resident);
  self->cancellable = g_cancellable_new ();
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  self->task = task;

  /* What the engine has done is done, also when the cancel came just then. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_get_cancellable (task) != NULL)
    self->cancelled_id =
      g_cancellable_connect (g_task_get_cancellable (task), G_CALLBACK (on_cancelled), self, NULL);

  sbx_engine_invoke (engine, run, self, abandon);
}

/**
 * sbx_call_get_cancellable:
 *
 * Returns: (transfer none): cancelled, on the engine thread, when the task's is
 */
GCancellable *
sbx_call_get_cancellable (SbxCall *self)
{
  return self->cancellable;
}

static void
give (SbxCall *self, ResultKind kind)
{
  g_assert (self->kind == RESULT_NONE);

  self->kind = kind;
  sbx_engine_post (self->engine, finish, sbx_call_ref (self), unref);
}

void
sbx_call_return_boolean (SbxCall *self, gboolean result)
{
  self->number = result;
  give (self, RESULT_BOOLEAN);
}

void
sbx_call_return_int (SbxCall *self, gssize result)
{
  self->number = result;
  give (self, RESULT_INT);
}

void
sbx_call_return_pointer (SbxCall *self, gpointer result, GDestroyNotify destroy)
{
  self->pointer = result;
  self->pointer_destroy = destroy;
  give (self, RESULT_POINTER);
}

/* @error: (transfer full) */
void
sbx_call_return_error (SbxCall *self, GError *error)
{
  self->pointer = error;
  give (self, RESULT_ERROR);
}
