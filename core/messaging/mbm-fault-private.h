/* mbm-fault-private.h — making faults
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-fault.h"
#include "mbm-json-outline-private.h"

G_BEGIN_DECLS

/* So many are told of one document; after that it is said that there are more. */
#define MBM_FAULTS_MAX 250

/* Adds what is wrong with a value to a list of faults, unless the list is full. */
void mbm_faults_add (GPtrArray *faults,
                     gboolean warning,
                     const MbmJsonOutline *outline,
                     guint32 index,
                     const char *format,
                     ...) G_GNUC_PRINTF (5, 6);

gboolean mbm_faults_is_full (GPtrArray *faults);

/* Line and column, in characters, of a place in a text; both from 1. */
void mbm_text_find_line (const char *text, gsize offset, guint *line, guint *column);

/* The first fault that is no warning. */
MbmFault *mbm_faults_find_error (GPtrArray *faults);

G_END_DECLS
