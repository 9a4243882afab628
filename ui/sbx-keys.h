/* sbx-keys.h — keys of a list, and of the page that is seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  guint key;
  GdkModifierType modifiers;
  const char *action;
} SbxKey;

/* @keys: static */

/* For what is selected in a list: they count while the focus is in it. */
void sbx_keys_add_to_list (GtkWidget *list, const SbxKey *keys, guint n_keys);

/* For a page: there is one of its kind for each server and connection that was looked at, and the keys are
 * for the one that is seen, wherever the focus is. They come before an entry takes Ctrl+. for an emoji. */
void sbx_keys_add_to_page (GtkWidget *page, const SbxKey *keys, guint n_keys);

G_END_DECLS
