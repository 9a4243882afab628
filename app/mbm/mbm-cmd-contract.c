/* mbm-cmd-contract.c — mbm contract: says what is wrong with contract files
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

#define USAGE     "check FILE…"
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
  g_autoptr (GPtrArray) faults = mbm_contract_find_faults (text);
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

SbxToolExit
sbx_cmd_contract (SbxTool *tool, char **argv)
{
  g_auto (GStrv) positional = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &positional, NULL, NULL },
    { NULL },
  };

  if (!sbx_tool_parse (argv, USAGE,
                       _ ("Checks contract files, and prints what is wrong with them and where.\n"
                          "A FILE of “-” is standard input."),
                       entries, NULL) ||
      !sbx_tool_check_positional (positional, USAGE, 2, G_MAXUINT))
    return SBX_TOOL_USAGE;
  if (!g_str_equal (positional[0], "check"))
    {
      sbx_tool_wrong_usage (_ ("“%s” is nothing that can be done with a contract; expected: %s"),
                            positional[0], USAGE);
      return SBX_TOOL_USAGE;
    }

  return check_files (tool, positional + 1);
}
