/* sbx-form-time.h — a button that opens a calendar and a clock
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  SBX_FORM_TIME_DATE = 1 << 0,
  SBX_FORM_TIME_CLOCK = 1 << 1,
} SbxFormTimeParts;

#define SBX_TYPE_FORM_TIME (sbx_form_time_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormTime, sbx_form_time, SBX, FORM_TIME, GtkWidget)

GtkWidget *sbx_form_time_new (SbxFormTimeParts parts, GtkEditable *entry);

G_END_DECLS
