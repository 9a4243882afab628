/* mbm-cmd-contract.c — mbm contract: checks contract files, and makes them of AsyncAPI documents
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "mbm-commands.h"
#include "mbm-contract.h"
#include "mbm-tool-options.h"
#include "sbx-contract-text.h"

#define USAGE     "check FILE… | import FILE"
#define READ_SIZE (256 * 1024)

static GInputStream *
open_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (g_str_equal (path, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);

  file = g_file_new_for_commandline_arg (path);
  return G_INPUT_STREAM (g_file_read (file, NULL, error));
}

/* All of it, or a little more than a contract may have. Ctrl+C ends it, wherever it is read from. */
static GBytes *
read_file (SbxTool *tool, const char *path, GError **error)
{
  g_autoptr (GInputStream) input = open_file (path, error);
  g_autoptr (GByteArray) text = g_byte_array_new ();

  while (input != NULL && text->len <= MBM_CONTRACT_MAX_SIZE)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (input, READ_SIZE, G_PRIORITY_DEFAULT, tool->cancellable,
                                       sbx_tool_keep_result, &result);
      sbx_tool_wait_result (tool, &result);
      bytes = g_input_stream_read_bytes_finish (input, result, error);
      if (bytes == NULL)
        return NULL;
      if (g_bytes_get_size (bytes) == 0)
        break;
      g_byte_array_append (text, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    }
  return input != NULL ? g_byte_array_free_to_bytes (g_steal_pointer (&text)) : NULL;
}

static void
append_member (GString *json, const char *name, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_printf (json, "%c\"%s\":", json->len == 0 ? '{' : ',', name);
  mbm_json_append_string (json, valid, -1);
}

static void
print_fault (SbxTool *tool, const char *path, MbmFault *fault)
{
  g_autoptr (GString) json = g_string_new (NULL);

  append_member (json, "file", path);
  append_member (json, "severity", mbm_fault_is_warning (fault) ? "warning" : "error");
  append_member (json, "path", mbm_fault_get_path (fault));
  g_string_append_printf (json, ",\"line\":%u,\"column\":%u", mbm_fault_get_line (fault),
                          mbm_fault_get_column (fault));
  append_member (json, "message", mbm_fault_get_message (fault));
  g_string_append_c (json, '}');
  sbx_tool_print (tool, mbm_json_value (json->str, (gssize) json->len));
}

/* What is wrong with a file, and how much that is. */
static SbxToolExit
check_file (SbxTool *tool, const char *path, GBytes *text)
{
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GBytes) contract = sbx_contract_text_convert (text, &faults);
  g_autoptr (GString) json = g_string_new (NULL);
  guint n_warnings = 0;

  for (guint i = 0; i < faults->len; i++)
    {
      MbmFault *fault = g_ptr_array_index (faults, i);

      n_warnings += mbm_fault_is_warning (fault) ? 1 : 0;
      print_fault (tool, path, fault);
    }

  append_member (json, "file", path);
  g_string_append_printf (json, ",\"errors\":%u,\"warnings\":%u}", faults->len - n_warnings, n_warnings);
  sbx_tool_print (tool, mbm_json_value (json->str, (gssize) json->len));
  return faults->len > n_warnings ? SBX_TOOL_REFUSED : SBX_TOOL_DONE;
}

/* Each file, whatever is wrong with the others. */
static SbxToolExit
check_files (SbxTool *tool, char **paths)
{
  SbxToolExit status = SBX_TOOL_DONE;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) text = read_file (tool, paths[i], &error);

      if (sbx_tool_is_ended (tool))
        return sbx_tool_get_ending (tool);
      if (text == NULL)
        {
          sbx_tool_complain (_ ("“%s” cannot be read: %s"), paths[i], error->message);
          status = SBX_TOOL_USAGE;
        }
      else if (check_file (tool, paths[i], text) == SBX_TOOL_REFUSED && status == SBX_TOOL_DONE)
        status = SBX_TOOL_REFUSED;
    }
  return status;
}

/* Where it is written to, or printed. */
static SbxToolExit
put_out (SbxTool *tool, GBytes *contract, const char *output)
{
  gsize length;
  const char *text = g_bytes_get_data (contract, &length);
  g_autoptr (GError) error = NULL;

  if (output == NULL || g_str_equal (output, "-"))
    {
      g_autofree char *line = mbm_json_compact (text, (gssize) length);

      sbx_tool_print (tool, mbm_json_value (line, -1));
      return SBX_TOOL_DONE;
    }
  if (g_file_set_contents (output, text, (gssize) length, &error))
    return SBX_TOOL_DONE;
  sbx_tool_complain ("%s", error->message);
  return SBX_TOOL_USAGE;
}

/* The contract that is made of a file; what that cannot say, and what is wrong, on standard error. */
static SbxToolExit
import_file (SbxTool *tool, const char *path, const char *output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = read_file (tool, path, &error);
  g_autoptr (GBytes) contract = NULL;
  g_autoptr (GPtrArray) faults = NULL;

  if (sbx_tool_is_ended (tool))
    return sbx_tool_get_ending (tool);
  if (text == NULL)
    {
      sbx_tool_complain (_ ("“%s” cannot be read: %s"), path, error->message);
      return SBX_TOOL_USAGE;
    }

  contract = sbx_contract_text_convert (text, &faults);
  for (guint i = 0; i < faults->len; i++)
    {
      g_autofree char *fault = mbm_fault_to_string (faults->pdata[i]);

      sbx_tool_complain ("%s:%s", path, fault);
    }
  return contract != NULL ? put_out (tool, contract, output) : SBX_TOOL_REFUSED;
}

SbxToolExit
sbx_cmd_contract (SbxTool *tool, char **argv)
{
  g_auto (GStrv) positional = NULL;
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Write the contract there"), N_ ("FILE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &positional, NULL, NULL },
    { NULL },
  };
  gboolean import;

  if (!sbx_tool_parse (argv, USAGE,
                       _ ("Checks contract files, and prints what is wrong with them and where; or makes a\n"
                          "contract of an AsyncAPI document of version 2 or 3, in JSON or YAML.\n"
                          "A FILE of “-” is standard input."),
                       entries, NULL) ||
      !sbx_tool_check_positional (positional, USAGE, 2, G_MAXUINT))
    return SBX_TOOL_USAGE;
  import = g_str_equal (positional[0], "import");
  if (!import && !g_str_equal (positional[0], "check"))
    {
      sbx_tool_wrong_usage (_ ("“%s” is nothing that can be done with a contract; expected: %s"),
                            positional[0], USAGE);
      return SBX_TOOL_USAGE;
    }
  if (import && positional[2] != NULL)
    {
      sbx_tool_wrong_usage (_ ("One file at a time is made a contract; “%s” is another"), positional[2]);
      return SBX_TOOL_USAGE;
    }
  if (!import && output != NULL)
    {
      sbx_tool_wrong_usage (_ ("“--output” goes with “import”"));
      return SBX_TOOL_USAGE;
    }

  return import ? import_file (tool, positional[1], output) : check_files (tool, positional + 1);
}
