/* sbx-workspace-private.h — the file that servers and connections are kept in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sbx-workspace-content-private.h"

G_BEGIN_DECLS

/**
 * SbxWorkspace:
 *
 * Reads and writes the workspace: one JSON document with members in a fixed order and an indent of two
 * spaces, made for git. What is not understood in it is kept and written back. Main thread; writing takes
 * place in a thread of its own.
 *
 * The file is watched. When another program changes it, and nothing waits here to be saved, it is read anew.
 * When there are changes here as well, or the file cannot be read, it is left as it is: from then on changes
 * are saved to another file beside it, until the file can be read again or somebody has chosen.
 *
 * Properties, read-only and notifying: `notice` (string, nullable): what could not be read or written;
 * `conflict` (boolean): it was changed here and by another program: see sbx_workspace_resolve().
 * Signal `reloaded`: the content is another.
 */
#define SBX_TYPE_WORKSPACE (sbx_workspace_get_type ())
G_DECLARE_FINAL_TYPE (SbxWorkspace, sbx_workspace, SBX, WORKSPACE, GObject)

SbxWorkspace *sbx_workspace_new (const char *path);
const char *sbx_workspace_get_path (SbxWorkspace *self);
/* Reads the file for the first time; where it cannot be read, `notice` says so, and the content is empty. */
void sbx_workspace_load (SbxWorkspace *self);
/* The same, but then it fails, and the workspace is of no use. */
gboolean sbx_workspace_open (SbxWorkspace *self, GError **error);
/* Takes over what another has, to be saved to a file that is replaced, whatever it has. */
void sbx_workspace_adopt (SbxWorkspace *self, SbxWorkspace *other);
/* What was read last. */
const SbxWorkspaceContent *sbx_workspace_get_content (SbxWorkspace *self);
const char *sbx_workspace_get_notice (SbxWorkspace *self);
/* @notice: (transfer full) (nullable) */
void sbx_workspace_set_notice (SbxWorkspace *self, char *notice);
void sbx_workspace_dismiss_notice (SbxWorkspace *self);

/* Something was changed that is going to be saved. */
void sbx_workspace_touch (SbxWorkspace *self);
/* Writes the file, unless it is what it would be. What was not understood when it was read is written as
 * well. */
void sbx_workspace_save_async (SbxWorkspace *self,
                               const SbxWorkspaceContent *content,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean sbx_workspace_save_finish (SbxWorkspace *self, GAsyncResult *result, GError **error);

gboolean sbx_workspace_get_conflict (SbxWorkspace *self);
/* Ends a conflict. @take_file: what the other program wrote counts: it is read. Otherwise what is here
 * counts: who calls has it saved next. What does not count is kept beside the file. */
void sbx_workspace_resolve (SbxWorkspace *self, gboolean take_file);

/* --- what the parts of it share ------------------------------------------------ */

struct _SbxWorkspace
{
  GObject parent_instance;

  char *path;
  char *detour; /* what is written instead, while the file must stay as it is; NULL otherwise */
  char *known;  /* what the file has, as far as it is known; NULL if there is none */
  SbxWorkspaceContent *content;
  char *notice;
  gboolean conflict;

  GFileMonitor *monitor;
  guint check_id;

  guint n_changes;       /* that were made here */
  guint n_saved;         /* how many of them are in the file */
  char *detour_contents; /* of the detour, NULL if it was not written */
  GTask *writing;
  GPtrArray *waiting; /* GTask: saves that came while another was under way */
};

/* What the file has now; @text: (transfer full) (nullable): NULL: there is none. */
void sbx_workspace_know (SbxWorkspace *self, char *text);
/* Looks whether somebody has changed the file: now, or when there is nothing else to do. */
void sbx_workspace_check (SbxWorkspace *self);
void sbx_workspace_check_soon (SbxWorkspace *self);

G_END_DECLS
