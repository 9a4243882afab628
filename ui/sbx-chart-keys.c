/* sbx-chart-keys.c — keys that move the cursor of a chart
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-chart-keys.h"

/* How many points Page Up and Page Down pass over. */
#define PAGE 10

int
sbx_chart_keys_get_target (guint key, gboolean rtl, int cursor, int last)
{
  int towards_end = rtl ? GDK_KEY_Left : GDK_KEY_Right;
  int towards_start = rtl ? GDK_KEY_Right : GDK_KEY_Left;

  if (key == GDK_KEY_KP_Left || key == GDK_KEY_KP_Right)
    key = key == GDK_KEY_KP_Left ? GDK_KEY_Left : GDK_KEY_Right;

  if (key == (guint) towards_end)
    return cursor < 0 ? 0 : MIN (cursor + 1, last);
  if (key == (guint) towards_start)
    return cursor < 0 ? last : MAX (cursor - 1, 0);

  switch (key)
    {
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      return MIN (MAX (cursor, 0) + PAGE, last);
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      return MAX ((cursor < 0 ? last : cursor) - PAGE, 0);
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return 0;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return last;
    default:
      return SBX_CHART_KEYS_NOWHERE;
    }
}
