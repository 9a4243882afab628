/* sbx-faults.c — what goes wrong on purpose between a hosted server and a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-faults.h"

G_DEFINE_BOXED_TYPE (SbxFaults, sbx_faults, sbx_faults_copy, sbx_faults_free)

/**
 * sbx_faults_copy:
 *
 * Returns: (transfer full): a copy
 */
SbxFaults *
sbx_faults_copy (const SbxFaults *self)
{
  return g_memdup2 (self, sizeof *self);
}

/**
 * sbx_faults_free:
 * @self: (transfer full) (nullable): faults
 */
void
sbx_faults_free (SbxFaults *self)
{
  g_free (self);
}

/**
 * sbx_faults_is_none:
 * @self: (nullable): faults
 *
 * Returns: whether nothing goes wrong
 */
gboolean
sbx_faults_is_none (const SbxFaults *self)
{
  return self == NULL ||
         (self->delay == 0 && self->jitter == 0 && self->drop <= 0 && self->duplicate <= 0 && !self->mute);
}

static void
append (GString *summary, char *part)
{
  g_string_append_printf (summary, "%s%s", summary->len > 0 ? " · " : "", part);
  g_free (part);
}

/**
 * sbx_faults_dup_summary:
 * @self: (nullable): faults
 *
 * Returns: (transfer full): what goes wrong, in a few translated words: “200 ms late · 10 % dropped”; empty
 *   if nothing does
 */
char *
sbx_faults_dup_summary (const SbxFaults *self)
{
  GString *summary = g_string_new (NULL);

  if (sbx_faults_is_none (self))
    return g_string_free (summary, FALSE);

  if (self->jitter > 0)
    append (summary,
            g_strdup_printf (C_ ("faults", "%u–%u ms late"), self->delay, self->delay + self->jitter));
  else if (self->delay > 0)
    append (summary, g_strdup_printf (C_ ("faults", "%u ms late"), self->delay));
  /* Translators: %g is a number of answers of a hundred, and %% a percent sign */
  if (self->drop > 0)
    append (summary, g_strdup_printf (C_ ("faults", "%g %% dropped"), self->drop * 100));
  if (self->duplicate > 0)
    append (summary, g_strdup_printf (C_ ("faults", "%g %% twice"), self->duplicate * 100));
  if (self->mute)
    append (summary, g_strdup (C_ ("faults", "No heartbeats")));

  return g_string_free (summary, FALSE);
}
