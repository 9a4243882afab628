/* sbx-item-config.h — what a workspace is made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxItemConfig:
 *
 * Base of all that stands in a workspace's lists: servers and connections, and what those have lists of, such
 * as users, handlers and the answers of a handler. Plain data: every property can be written and notifies,
 * and members of the file that are not understood are kept. Main thread, but one that nobody else holds may
 * be handed to another.
 */
#define SBX_TYPE_ITEM_CONFIG (sbx_item_config_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxItemConfig, sbx_item_config, SBX, ITEM_CONFIG, GObject)

/**
 * SbxItemConfigClass:
 * @parent_class: the parent
 * @check: what is wrong with the item, besides what the base class knows of
 */
struct _SbxItemConfigClass
{
  GObjectClass parent_class;

  gboolean (*check) (SbxItemConfig *self, const char **property, GError **error);

  /*< private >*/
  GPtrArray *members;
};

SbxItemConfig *sbx_item_config_copy (SbxItemConfig *self);
gboolean sbx_item_config_equal (SbxItemConfig *self, SbxItemConfig *other);
gboolean sbx_item_config_check (SbxItemConfig *self, const char **property, GError **error);

G_END_DECLS
