/* mbm-schema-regex.c — patterns, with a bound on what a hostile text can make of them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-schema-private.h"
#include "mbm-schema-regex-private.h"

/* A pattern is tried twice at most: with a limit that nearly all stay below, and one that takes longer and
 * costs the validation so much that few of these end it. */
#define QUICK_LIMIT    1000
#define THOROUGH_LIMIT 100000
#define QUICK_COST     10
#define THOROUGH_COST  5000

/* By so many bytes of the text a try costs one more, and a thorough one by so many costs this much more. */
#define QUICK_BYTES    4
#define THOROUGH_BYTES 50

struct _MbmSchemaPattern
{
  GRegex *quick;
  GRegex *thorough;
};

static GRegex *
compile (const char *translated, guint limit, GError **error)
{
  g_autofree char *limited =
    g_strdup_printf ("(*LIMIT_MATCH=%u)(*LIMIT_DEPTH=%u)(*LIMIT_HEAP=%u)%s", limit, limit, limit, translated);

  return g_regex_new (limited, 0, 0, error);
}

MbmSchemaPattern *
mbm_schema_pattern_new (const char *text, gsize length, GError **error)
{
  g_autofree char *translated = NULL;
  g_autoptr (GRegex) quick = NULL;
  g_autoptr (GError) local_error = NULL;
  MbmSchemaPattern *self;

  if (length > MBM_SCHEMA_MAX_PATTERN)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_LIMIT, _ ("is a regular expression of more than %u bytes"),
                   MBM_SCHEMA_MAX_PATTERN);
      return NULL;
    }
  translated = mbm_regex_translate (text, length, error);
  if (translated == NULL)
    return NULL;

  quick = compile (translated, QUICK_LIMIT, &local_error);
  if (quick == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("is a regular expression that cannot be used: %s"), local_error->message);
      return NULL;
    }

  self = g_new0 (MbmSchemaPattern, 1);
  self->quick = g_steal_pointer (&quick);
  self->thorough = compile (translated, THOROUGH_LIMIT, NULL);
  return self;
}

void
mbm_schema_pattern_free (MbmSchemaPattern *self)
{
  if (self == NULL)
    return;
  g_regex_unref (self->quick);
  g_clear_pointer (&self->thorough, g_regex_unref);
  g_free (self);
}

/* Whether it matches anywhere in the text, which is UTF-8. If that cannot be found out the validation ends.
 */
gboolean
mbm_schema_pattern_matches (const MbmSchemaPattern *self,
                            MbmValidation *validation,
                            const char *text,
                            gsize length)
{
  g_autoptr (GError) error = NULL;
  gboolean matches;

  if (!mbm_validation_spend (validation, QUICK_COST + length / QUICK_BYTES))
    return FALSE;
  matches = g_regex_match_full (self->quick, text, (gssize) length, 0, 0, NULL, &error);
  if (error == NULL)
    return matches;

  if (!mbm_validation_spend (validation, THOROUGH_COST + (guint64) length * THOROUGH_BYTES))
    return FALSE;
  g_clear_error (&error);
  matches =
    self->thorough != NULL && g_regex_match_full (self->thorough, text, (gssize) length, 0, 0, NULL, &error);
  if (error == NULL)
    return matches;

  if (validation->error == NULL)
    g_set_error (&validation->error, MBM_ERROR, MBM_ERROR_LIMIT,
                 _ ("Matching a regular expression of the schema takes too much work."));
  return FALSE;
}

gboolean
mbm_regex_is_valid (const char *text, gsize length)
{
  MbmSchemaPattern *pattern = mbm_schema_pattern_new (text, length, NULL);
  gboolean valid = pattern != NULL;

  mbm_schema_pattern_free (pattern);
  return valid;
}
