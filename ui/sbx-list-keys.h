/* sbx-list-keys.h — keys of what is selected in a list
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
} SbxListKey;

/* They count while the focus is in @list. */
void sbx_list_keys_add (GtkWidget *list, const SbxListKey *keys, guint n_keys);

G_END_DECLS
