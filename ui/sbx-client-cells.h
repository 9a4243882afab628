/* sbx-client-cells.h — the cells of the table of clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-peer.h"

G_BEGIN_DECLS

/* A cell is one GtkInscription, or two of them, filled when it is bound and when what it shows has changed:
 * thousands pass by while one scrolls. */

typedef enum
{
  SBX_CLIENT_SORT_STRING,
  SBX_CLIENT_SORT_NUMBER,
  SBX_CLIENT_SORT_TEXT, /* as it is shown */
} SbxClientSort;

typedef enum
{
  SBX_CLIENT_NUMERIC = 1 << 0,
  SBX_CLIENT_GOES_ON = 1 << 1, /* it changes with the time */
  SBX_CLIENT_DIM = 1 << 2,
  SBX_CLIENT_WARNS = 1 << 3,
  SBX_CLIENT_TWO_LINES = 1 << 4,
  SBX_CLIENT_EXPANDS = 1 << 5, /* takes a share of the room that is left */
} SbxClientLook;

typedef struct
{
  const char *id;
  const char *title; /* translatable */
  int width;         /* pixels; 0: takes what is left */
  SbxClientLook look;
  SbxClientSort sort;
  const char *properties[4]; /* of SbxPeer, what it is made of; sorted by the first */
  char *(*format) (SbxPeer *peer);
} SbxClientColumn;

/* Makes and fills the cells of a column, which lives for ever. @going_on: of GtkListItem to the column of its
 * cell: where cells that change with the time are while they are bound, for sbx_client_cells_fill() */
GtkListItemFactory *sbx_client_cells_make_factory (const SbxClientColumn *column, GHashTable *going_on);
void sbx_client_cells_fill (GtkListItem *item, const SbxClientColumn *column);
/* (transfer full) */
GtkSorter *sbx_client_cells_make_sorter (const SbxClientColumn *column);

G_END_DECLS
