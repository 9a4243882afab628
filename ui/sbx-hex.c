/* sbx-hex.c — bytes as people read them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-hex.h"

#define PER_LINE 16

/**
 * sbx_hex_dump:
 *
 * Returns: (transfer full): lines of an offset, sixteen bytes in hex, and what of them is ASCII
 */
char *
sbx_hex_dump (const guint8 *data, gsize length)
{
  g_autoptr (GString) out = g_string_sized_new (length * 5);

  for (gsize line = 0; line < length; line += PER_LINE)
    {
      gsize n = MIN (PER_LINE, length - line);

      g_string_append_printf (out, "%08" G_GSIZE_MODIFIER "x ", line);
      for (gsize i = 0; i < PER_LINE; i++)
        {
          if (i < n)
            g_string_append_printf (out, " %02x", data[line + i]);
          else
            g_string_append (out, "   ");
        }
      g_string_append (out, "  ");
      for (gsize i = 0; i < n; i++)
        g_string_append_c (out, g_ascii_isprint (data[line + i]) ? data[line + i] : '.');
      g_string_append_c (out, '\n');
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
