/* sbx-time-label.h — a time that goes on while one looks at it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  SBX_TIME_LABEL_AGO,      /* "12 s ago" */
  SBX_TIME_LABEL_DURATION, /* "12 s", since the time */
  SBX_TIME_LABEL_CLOCK,    /* the time of day */
} SbxTimeLabelMode;

GType sbx_time_label_mode_get_type (void) G_GNUC_CONST;
#define SBX_TYPE_TIME_LABEL_MODE (sbx_time_label_mode_get_type ())

/* Shows a time and keeps what it shows true, once a second, while it is on screen.
 * Properties: time (int64 µs real, 0: none); mode. */
#define SBX_TYPE_TIME_LABEL (sbx_time_label_get_type ())
G_DECLARE_FINAL_TYPE (SbxTimeLabel, sbx_time_label, SBX, TIME_LABEL, GtkWidget)

G_END_DECLS
