/* sbx-drafts-view.h — a list of a server's config, and an editor for what is selected in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-draft-row.h"
#include "sbx-item-drafts.h"

G_BEGIN_DECLS

/* What such a list is of. Strings are static, and those that people read marked with N_().
 *
 * @property: the list in SbxServerConfig; @unique: see sbx_item_drafts_new()
 * @name: the property of an item that has its name; @unnamed: what stands for none
 * @list_label: what a screen reader calls the list; @add_label: of the button that adds one, with a mnemonic
 * @removed: what a toast says, with %s for the name
 * @empty_icon, @empty_title, @empty_text: what is shown for an empty list
 * @count: says how many there are; (transfer full)
 * @create: makes an item; (transfer full)
 * @create_editor: makes a widget with a property `draft` (SbxItemDraft, nullable), which gives the focus to
 * the item’s name
 */
typedef struct
{
  const char *property;
  const char *unique;
  const char *name;
  const char *unnamed;
  const char *list_label;
  const char *add_label;
  const char *removed;
  const char *empty_icon;
  const char *empty_title;
  const char *empty_text;
  SbxDraftSummary summary;
  char *(*count) (guint n);
  SbxItemConfig *(*create) (SbxServer *server);
  GtkWidget *(*create_editor) (SbxServer *server);
} SbxDraftsKind;

/* Property: selected (SbxItemDraft, nullable). Actions: drafts.add, drafts.duplicate, drafts.remove (with
 * undo), drafts.move-up, drafts.move-down, drafts.back (to the list, where both have no room). */
#define SBX_TYPE_DRAFTS_VIEW (sbx_drafts_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxDraftsView, sbx_drafts_view, SBX, DRAFTS_VIEW, GtkWidget)

/* @kind: static */
GtkWidget *sbx_drafts_view_new (SbxServer *server, const SbxDraftsKind *kind);
SbxItemDrafts *sbx_drafts_view_get_drafts (SbxDraftsView *self);
SbxItemDraft *sbx_drafts_view_get_selected (SbxDraftsView *self);
/* Selects the item and shows its editor, also where there is room for one of the two only. */
void sbx_drafts_view_show (SbxDraftsView *self, SbxItemDraft *draft);
/* What there is better to do about an empty list than to add one; NULL for nothing. @label has a mnemonic. */
void sbx_drafts_view_set_empty_action (SbxDraftsView *self, const char *label, const char *action);
/* Something below the list, also when that is empty. */
void sbx_drafts_view_add_below (SbxDraftsView *self, GtkWidget *widget);

G_END_DECLS
