/* sbx-probe-result.c — what a check comes to, on its way to who asked
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-json.h"
#include "sbx-probe-result-private.h"

/* What stands where a secret was. */
#define MASK "•••"

/* So much of a text is looked through for secrets, and so long may one be that was cut in two there. */
#define MAX_RAW    65536
#define MAX_SECRET 8192

/* A shorter secret is taken out only where it is a whole string: it is found in too many words. */
#define MIN_BARE 6

static void
step_free (gpointer data)
{
  SbxProbeStep *step = data;

  g_free (step->text);
  g_free (step);
}

SbxProbeResult *
sbx_probe_result_new (void)
{
  SbxProbeResult *self = g_new0 (SbxProbeResult, 1);

  self->status = SBX_PROBE_PASSED;
  self->message = g_string_new (NULL);
  self->advice = g_string_new (NULL);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->begin = g_get_monotonic_time ();
  return self;
}

void
sbx_probe_result_free (SbxProbeResult *self)
{
  g_string_free (self->message, TRUE);
  g_string_free (self->advice, TRUE);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static int
get_rank (SbxProbeStatus status)
{
  switch (status)
    {
    case SBX_PROBE_FAILED:
      return 3;
    case SBX_PROBE_WARNING:
      return 2;
    case SBX_PROBE_NOT_APPLICABLE:
      return 1;
    case SBX_PROBE_NOT_RUN:
    case SBX_PROBE_RUNNING:
    case SBX_PROBE_PASSED:
    default:
      return 0;
    }
}

static void
append_sentence (GString *text, const char *words)
{
  g_autofree char *sentence = words != NULL ? g_utf8_make_valid (words, -1) : NULL;

  if (sentence == NULL || *sentence == '\0')
    return;

  /* The same fault in two answers needs the same advice once. */
  if (strstr (text->str, sentence) != NULL)
    return;
  /* What others say may have no full stop. */
  if (text->len > 0)
    g_string_append (text, strchr (".!?", text->str[text->len - 1]) != NULL ? " " : ". ");
  g_string_append (text, sentence);
}

void
sbx_probe_result_add (SbxProbeResult *self, SbxProbeStatus status, const char *message, const char *advice)
{
  if (get_rank (status) > get_rank (self->status))
    self->status = status;
  append_sentence (self->message, message);
  append_sentence (self->advice, advice);
}

void
sbx_probe_result_add_step (SbxProbeResult *self,
                           SbxProbeStepKind kind,
                           guint connection,
                           const char *text,
                           gsize size)
{
  SbxProbeStep *step;

  if (self->steps->len >= SBX_PROBE_MAX_STEPS)
    {
      self->n_left_out++;
      return;
    }

  step = g_new0 (SbxProbeStep, 1);
  step->kind = kind;
  step->connection = connection;
  step->time = g_get_monotonic_time () - self->begin;
  step->size = size;
  /* A secret may lie across the cut: it is made when they are out. */
  step->text = g_utf8_make_valid (text, (gssize) MIN (size, MAX_RAW));
  g_ptr_array_add (self->steps, step);
}

static void
take_out (char **text, const char *secret, const char *mask)
{
  g_autofree char *old = NULL;
  g_auto (GStrv) parts = NULL;

  if (strstr (*text, secret) == NULL)
    return;

  old = *text;
  parts = g_strsplit (old, secret, -1);
  *text = g_strjoinv (mask, parts);
}

static void
mask_text (char **text, GPtrArray *secrets)
{
  for (guint i = 0; i < secrets->len; i++)
    {
      const char *secret = g_ptr_array_index (secrets, i);
      g_autoptr (GString) json = g_string_new (NULL);

      mbm_json_append_string (json, secret, -1);
      take_out (text, json->str, "\"" MASK "\"");
      if (strlen (secret) >= MIN_BARE)
        take_out (text, secret, MASK);
    }
}

static void
mask_string (GString *string, GPtrArray *secrets)
{
  char *text = g_strdup (string->str);

  mask_text (&text, secrets);
  g_string_assign (string, text);
  g_free (text);
}

static void
cut_step (SbxProbeStep *step)
{
  gsize length = strlen (step->text);
  gsize limit = SBX_PROBE_MAX_TEXT;

  if (step->size > MAX_RAW)
    limit = MIN (limit, length > MAX_SECRET ? length - MAX_SECRET : 0);

  step->cut = step->size > MAX_RAW || length > limit;
  if (length > limit)
    *g_utf8_find_prev_char (step->text, step->text + limit + 1) = '\0';
}

void
sbx_probe_result_mask (SbxProbeResult *self, GPtrArray *secrets)
{
  mask_string (self->message, secrets);
  mask_string (self->advice, secrets);
  for (guint i = 0; i < self->steps->len; i++)
    {
      SbxProbeStep *step = g_ptr_array_index (self->steps, i);

      mask_text (&step->text, secrets);
      cut_step (step);
    }
}
