/* mbm-cancel-private.h — cancellables, whichever thread cancels them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An object that watches cancellables; one for all of its watches. */
typedef struct _MbmCancelHandle MbmCancelHandle;

typedef void (*MbmCancelFunc) (gpointer owner, guint64 key);

MbmCancelHandle *mbm_cancel_handle_new (gpointer owner, GMainContext *context);
void mbm_cancel_handle_unref (MbmCancelHandle *self);
gulong
mbm_cancel_handle_watch (MbmCancelHandle *self, GCancellable *cancellable, MbmCancelFunc func, guint64 key);
void mbm_cancel_handle_watch_task (MbmCancelHandle *self, GTask *task, MbmCancelFunc func, guint64 key);

G_END_DECLS
