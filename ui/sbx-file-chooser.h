/* sbx-file-chooser.h — asking for a file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @widget: who asked; @file: borrowed. Not called when nothing was chosen, or @widget is gone. */
typedef void (*SbxFileChooserFunc) (GtkWidget *widget, GFile *file);

/* What is looked for. @kind: (nullable): what such files are called; @patterns: (nullable): "*.json *.yaml"
 * and the like, separated by blanks; @accept: (nullable): what the button says, instead of Save or Choose. */
typedef struct
{
  const char *title;
  const char *kind;
  const char *patterns;
  const char *accept;
} SbxFileChooserTexts;

/* Asks for a file to read, beginning at @current (nullable). One dialog at a time for each widget. */
void sbx_file_chooser_open (GtkWidget *widget,
                            const SbxFileChooserTexts *texts,
                            GFile *current,
                            SbxFileChooserFunc func);
/* Asks for a file to write, beginning in @folder (nullable). */
void sbx_file_chooser_save (GtkWidget *widget,
                            const SbxFileChooserTexts *texts,
                            GFile *folder,
                            const char *name,
                            SbxFileChooserFunc func);

/* The path of a file that was chosen or dropped, where it is one that can be kept: on this machine and in
 * UTF-8.
 * @problem: (out): otherwise why not. @file: (nullable). (transfer full) (nullable) */
char *sbx_file_chooser_dup_path (GFile *file, const char **problem);
/* Activates an action with the path of a file that was chosen, if it has one. */
void sbx_file_chooser_activate (GtkWidget *widget, const char *action, GFile *file);

G_END_DECLS
