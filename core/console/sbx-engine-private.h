/* sbx-engine-private.h — the thread that all endpoints live on
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How often the main thread takes what has gathered, at most: a frame. In microseconds. */
#define SBX_ENGINE_FRAME 16000

/**
 * SbxEngine:
 *
 * A thread with a main context of its own, on which servers and clients live, and the two ways between it and
 * the main thread: sbx_engine_invoke() there, sbx_engine_post() back. Both keep their order. What is posted
 * waits in one queue; the main thread takes it at most once per frame and not for longer than a part of one,
 * so that a flood never keeps it from drawing.
 *
 * Belongs to the main thread, which is the one it was made on; sbx_engine_stop() ends the thread.
 */
#define SBX_TYPE_ENGINE (sbx_engine_get_type ())
G_DECLARE_FINAL_TYPE (SbxEngine, sbx_engine, SBX, ENGINE, GObject)

typedef void (*SbxEngineFunc) (gpointer data);

SbxEngine *sbx_engine_new (void);
void sbx_engine_stop (SbxEngine *self);
GMainContext *sbx_engine_get_context (SbxEngine *self);

void sbx_engine_invoke (SbxEngine *self, SbxEngineFunc func, gpointer data, GDestroyNotify destroy);
void sbx_engine_post (SbxEngine *self, SbxEngineFunc func, gpointer data, GDestroyNotify destroy);

void sbx_engine_add_resident (SbxEngine *self, gpointer resident, SbxEngineFunc close);
void sbx_engine_remove_resident (SbxEngine *self, gpointer resident);

G_END_DECLS
