/* sbx-list-stop.h — makes a list or table one stop of the Tab key
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Holds a list or table, with what scrolls it. By itself, a list has Tab go through all of its rows, and
 * thousands of them are no way out; within this, Tab goes through the controls of one row and on. Arrows go
 * from row to row. Property: child (GtkWidget). */
#define SBX_TYPE_LIST_STOP (sbx_list_stop_get_type ())
G_DECLARE_FINAL_TYPE (SbxListStop, sbx_list_stop, SBX, LIST_STOP, AdwBin)

G_END_DECLS
