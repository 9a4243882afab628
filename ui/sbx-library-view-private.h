/* sbx-library-view-private.h — what the files about the library share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-library-view.h"
#include "sbx-name-popover.h"
#include "sbx-sent-list.h"

G_BEGIN_DECLS

struct _SbxLibraryView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkToggleButton *saved_toggle;
  GtkToggleButton *sent_toggle;
  GtkStack *stack;
  GtkStack *saved_stack;
  GtkEditable *search;
  GtkListView *list;
  GtkSingleSelection *selection;
  SbxSentList *sent;
  GMenu *menu;
  GMenu *folders_menu;

  SbxLibrary *library;
  GListModel *tree;          /* of GtkTreeListRow */
  GtkFilterListModel *found; /* the same, but only what is looked for */
  SbxNamePopover *name_popover;
  gboolean is_searching;
};

/* The selected message or folder; (transfer full) (nullable). */
SbxLibraryItem *sbx_library_view_dup_selected (SbxLibraryView *self);
void sbx_library_view_select_item (SbxLibraryView *self, SbxLibraryItem *item);
/* Among what is in the same folder. */
guint sbx_library_view_find_position (SbxLibraryView *self, SbxLibraryItem *item, guint *n_siblings);

void sbx_library_view_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
