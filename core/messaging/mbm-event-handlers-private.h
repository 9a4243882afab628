/* mbm-event-handlers-private.h — who wants which event
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-client.h"

G_BEGIN_DECLS

/* Handlers by event name. Handlers may be added and removed while others are being called: an added one does
 * not get the event that is on its way, a removed one does not get it any more. Not thread-safe. */
typedef struct _MbmEventHandlers MbmEventHandlers;

MbmEventHandlers *mbm_event_handlers_new (void);
void mbm_event_handlers_free (MbmEventHandlers *self);
guint mbm_event_handlers_add (MbmEventHandlers *self,
                              const char *event,
                              MbmClientEventHandler func,
                              gpointer user_data,
                              GDestroyNotify destroy);
gboolean mbm_event_handlers_remove (MbmEventHandlers *self, guint id);
void mbm_event_handlers_remove_all (MbmEventHandlers *self);
gboolean mbm_event_handlers_has (MbmEventHandlers *self, const char *event);
void
mbm_event_handlers_call (MbmEventHandlers *self, const char *event, MbmClient *client, MbmMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmEventHandlers, mbm_event_handlers_free)

G_END_DECLS
