/* sbx-probe-report.c — what a probe found, to keep and to pass on
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-probe.h"

/**
 * sbx_probe_summary_to_json:
 *
 * Returns: (transfer full): `{"url","passed","warnings","failed","notApplicable","notRun"}`, on one line
 */
char *
sbx_probe_summary_to_json (SbxProbe *self)
{
  g_autoptr (GString) json = g_string_new ("{\"url\":");

  g_return_val_if_fail (SBX_IS_PROBE (self), NULL);

  mbm_json_append_string (json, sbx_probe_get_url (self), -1);
  g_string_append_printf (json,
                          ",\"passed\":%u,\"warnings\":%u,\"failed\":%u,\"notApplicable\":%u,\"notRun\":%u}",
                          sbx_probe_count (self, SBX_PROBE_PASSED), sbx_probe_count (self, SBX_PROBE_WARNING),
                          sbx_probe_count (self, SBX_PROBE_FAILED),
                          sbx_probe_count (self, SBX_PROBE_NOT_APPLICABLE),
                          sbx_probe_count (self, SBX_PROBE_NOT_RUN) +
                            sbx_probe_count (self, SBX_PROBE_RUNNING));
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/**
 * sbx_probe_to_json:
 *
 * Returns: (transfer full): the whole report: `{"summary":…,"checks":[…]}`, indented
 */
char *
sbx_probe_to_json (SbxProbe *self)
{
  g_autofree char *summary = NULL;
  g_autoptr (GString) json = NULL;
  GListModel *checks;

  g_return_val_if_fail (SBX_IS_PROBE (self), NULL);

  checks = sbx_probe_get_checks (self);
  summary = sbx_probe_summary_to_json (self);
  json = g_string_new (NULL);
  g_string_printf (json, "{\"summary\":%s,\"checks\":[", summary);
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (checks, i);
      g_autofree char *line = sbx_probe_check_to_json (check);

      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", line);
    }
  g_string_append (json, "]}");
  return mbm_json_pretty (json->str, (gssize) json->len);
}

static void
append_steps (GString *text, SbxProbeCheck *check)
{
  GPtrArray *steps = sbx_probe_check_get_steps (check);

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const SbxProbeStep *step = g_ptr_array_index (steps, i);
      const char *mark = step->kind == SBX_PROBE_SENT ? "→" : step->kind == SBX_PROBE_GOT ? "←" : "·";
      g_auto (GStrv) lines = g_strsplit (step->text, "\n", -1);
      g_autofree char *joined = g_strjoinv ("\n      ", lines);

      g_string_append_printf (text, "    %s %s", mark, joined);
      if (step->cut)
        {
          g_string_append_c (text, ' ');
          g_string_append_printf (text, _ ("… (cut: there were %zu bytes)"), step->size);
        }
      g_string_append_c (text, '\n');
    }
  if (sbx_probe_check_get_n_left_out (check) > 0)
    {
      guint n = sbx_probe_check_get_n_left_out (check);

      g_string_append (text, "    ");
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "… and %u more step", "… and %u more steps", n),
                              n);
      g_string_append_c (text, '\n');
    }
}

static void
append_check (GString *text, SbxProbeCheck *check)
{
  SbxProbeStatus status = sbx_probe_check_get_status (check);
  const char *message = sbx_probe_check_get_message (check);
  const char *advice = sbx_probe_check_get_advice (check);

  g_string_append_printf (text, "%s: %s (%s)\n", sbx_probe_status_get_title (status),
                          sbx_probe_check_get_title (check), sbx_probe_check_get_id (check));
  if (*message != '\0')
    g_string_append_printf (text, "    %s\n", message);
  if (status != SBX_PROBE_FAILED && status != SBX_PROBE_WARNING)
    return;

  if (*advice != '\0')
    g_string_append_printf (text, "    %s\n", advice);
  g_string_append_printf (text, _ ("    The protocol (%s): %s"), sbx_probe_check_get_section (check),
                          sbx_probe_check_get_expectation (check));
  g_string_append_c (text, '\n');
  append_steps (text, check);
}

/**
 * sbx_probe_to_text:
 *
 * Returns: (transfer full): the report for people: a line for each check, and all that is known of those that
 * are not as they should be
 */
char *
sbx_probe_to_text (SbxProbe *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GListModel *checks;

  g_return_val_if_fail (SBX_IS_PROBE (self), NULL);

  checks = sbx_probe_get_checks (self);
  g_string_append_printf (text, _ ("Probe of %s"), sbx_probe_get_url (self));
  g_string_append_c (text, '\n');
  /* Translators: how many checks of a probe came out how */
  g_string_append_printf (text, _ ("%u passed, %u warnings, %u failed"),
                          sbx_probe_count (self, SBX_PROBE_PASSED), sbx_probe_count (self, SBX_PROBE_WARNING),
                          sbx_probe_count (self, SBX_PROBE_FAILED));
  g_string_append (text, "\n\n");
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (checks, i);

      append_check (text, check);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
