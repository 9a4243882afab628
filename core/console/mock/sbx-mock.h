/* sbx-mock.h — what a server answers and emits because its config says so
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"
#include "mbm-server.h"

#include "sbx-endpoint-config.h"
#include "sbx-faults.h"

G_BEGIN_DECLS

/**
 * SbxMock:
 *
 * Answers a server's requests by the handlers of its config, emits its events, and lets go wrong what is to
 * go wrong. It belongs to the server and lives as long, on its thread; a server without handlers, events and
 * faults has none.
 *
 * What goes out because of it says so to the server's tap: `handler: getOrder · sequence 2/3`,
 * `timer: orderCreated`, and `fault: dropped` behind that or alone.
 */
typedef struct _SbxMock SbxMock;

/**
 * SbxMockProblemFunc:
 * @problem: what is wrong with an event on a timer, in words
 * @user_data: as given with the function
 *
 * Called when an event cannot be emitted; its timer has stopped until it is edited. What is wrong with a
 * handler is answered to whoever asked.
 */
typedef void (*SbxMockProblemFunc) (const char *problem, gpointer user_data);

/**
 * SbxMockName:
 * @name: what may stand between the braces: `client.id`
 * @description: what it stands for, translated
 *
 * A name that a template of a handler or timer knows besides the built-in ones.
 */
typedef struct
{
  const char *name;
  const char *description;
} SbxMockName;

SbxMock *sbx_mock_get (MbmServer *server);
SbxMock *sbx_mock_ensure (MbmServer *server);
void sbx_mock_update (SbxMock *self, SbxServerConfig *config);
void sbx_mock_set_problem_func (SbxMock *self,
                                SbxMockProblemFunc func,
                                gpointer user_data,
                                GDestroyNotify destroy);

int sbx_mock_fire (SbxMock *self, SbxTimerConfig *timer, GError **error);
void sbx_mock_set_faults (SbxMock *self, const char *const *client_ids, const SbxFaults *faults);

SbxMockName *sbx_mock_list_names (guint *n_names);
char *sbx_mock_preview (const char *text, const char *request, const char *payload, GError **error);

G_END_DECLS
