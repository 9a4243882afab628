/* sbx-console-private.h — what the parts of the console share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-console.h"
#include "sbx-engine-private.h"
#include "sbx-workspace-private.h"

G_BEGIN_DECLS

struct _SbxConsole
{
  GObject parent_instance;

  SbxEngine *engine;
  SbxStore *store;
  SbxSecrets *secrets;
  SbxWorkspace *workspace;
  GListStore *servers;
  GListStore *connections;
  GListStore *captures;
  SbxVariables *variables;
  SbxLibrary *library;
  SbxHistory *history;
  SbxServer *demo;    /* (nullable): not kept in the workspace */
  GPtrArray *removed; /* (nullable): what may be put back */

  char *usual_path; /* of the workspace that is opened when no other is */
  char *notice;
  char *dismissed; /* an error of the store's that the user has seen */
  guint save_id;

  GTask *shutdown;
  guint shutdown_id;
  guint n_stopping;
  gboolean is_loading;
  gboolean is_down;
};

/* sbx-console.c */
void sbx_console_update_notice (SbxConsole *self);

/* sbx-console-removal.c */
void sbx_console_forget_removed (SbxConsole *self);

/* sbx-console-shutdown.c: at once, whatever is under way */
void sbx_console_close_down (SbxConsole *self);

/* sbx-console-workspace.c */
SbxEndpoint *
sbx_console_add_endpoint (SbxConsole *self, GListStore *list, GType type, SbxEndpointConfig *config);
void sbx_console_load (SbxConsole *self, const char *path);
void sbx_console_save (SbxConsole *self, GAsyncReadyCallback callback, gpointer user_data);
void sbx_console_save_soon (SbxConsole *self);

G_END_DECLS
