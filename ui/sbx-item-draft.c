/* sbx-item-draft.c — an item of a server's config while it is edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-item-draft.h"

struct _SbxItemDraft
{
  GObject parent_instance;

  SbxItemConfig *item;
  SbxItemConfig *good; /* nullable; a copy that nobody edits */
  char *error;
  char *wrong;
};

enum
{
  PROP_0,
  PROP_ITEM,
  PROP_ERROR,
  PROP_WRONG,
  PROP_IN_USE,
  N_PROPS
};

enum
{
  EDITED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxItemDraft, sbx_item_draft, G_TYPE_OBJECT)

static void
sbx_item_draft_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxItemDraft *self = SBX_ITEM_DRAFT (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_WRONG:
      g_value_set_string (value, self->wrong);
      break;
    case PROP_IN_USE:
      g_value_set_boolean (value, self->good != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_item_draft_dispose (GObject *object)
{
  SbxItemDraft *self = SBX_ITEM_DRAFT (object);

  g_clear_object (&self->item);
  g_clear_object (&self->good);

  G_OBJECT_CLASS (sbx_item_draft_parent_class)->dispose (object);
}

static void
sbx_item_draft_finalize (GObject *object)
{
  SbxItemDraft *self = SBX_ITEM_DRAFT (object);

  g_free (self->error);
  g_free (self->wrong);

  G_OBJECT_CLASS (sbx_item_draft_parent_class)->finalize (object);
}

static void
sbx_item_draft_class_init (SbxItemDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_item_draft_get_property;
  object_class->dispose = sbx_item_draft_dispose;
  object_class->finalize = sbx_item_draft_finalize;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, SBX_TYPE_ITEM_CONFIG, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  properties[PROP_WRONG] = g_param_spec_string ("wrong", NULL, NULL, NULL, flags);
  properties[PROP_IN_USE] = g_param_spec_boolean ("in-use", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[EDITED] =
    g_signal_new ("edited", SBX_TYPE_ITEM_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_item_draft_init (SbxItemDraft *self)
{
}

SbxItemDraft *
sbx_item_draft_new (SbxItemConfig *item, SbxItemConfig *good)
{
  SbxItemDraft *self;

  g_return_val_if_fail (SBX_IS_ITEM_CONFIG (item), NULL);
  g_return_val_if_fail (good == NULL || SBX_IS_ITEM_CONFIG (good), NULL);

  self = g_object_new (SBX_TYPE_ITEM_DRAFT, NULL);
  self->item = g_object_ref (item);
  self->good = good != NULL ? g_object_ref (good) : NULL;
  g_signal_connect_object (item, "notify", G_CALLBACK (sbx_item_draft_touch), self, G_CONNECT_SWAPPED);

  return self;
}

SbxItemConfig *
sbx_item_draft_get_item (SbxItemDraft *self)
{
  g_return_val_if_fail (SBX_IS_ITEM_DRAFT (self), NULL);

  return self->item;
}

SbxItemConfig *
sbx_item_draft_get_good (SbxItemDraft *self)
{
  g_return_val_if_fail (SBX_IS_ITEM_DRAFT (self), NULL);

  return self->good;
}

const char *
sbx_item_draft_get_error (SbxItemDraft *self)
{
  g_return_val_if_fail (SBX_IS_ITEM_DRAFT (self), NULL);

  return self->error;
}

const char *
sbx_item_draft_get_wrong (SbxItemDraft *self)
{
  g_return_val_if_fail (SBX_IS_ITEM_DRAFT (self), NULL);

  return self->wrong;
}

void
sbx_item_draft_touch (SbxItemDraft *self)
{
  g_return_if_fail (SBX_IS_ITEM_DRAFT (self));

  g_signal_emit (self, signals[EDITED], 0);
}

static void
sbx_item_draft_say (SbxItemDraft *self, const char *wrong, const char *error)
{
  if (g_strcmp0 (self->wrong, wrong) == 0 && g_strcmp0 (self->error, error) == 0)
    return;

  g_free (self->wrong);
  g_free (self->error);
  self->wrong = g_strdup (wrong);
  self->error = g_strdup (error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WRONG]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

gboolean
sbx_item_draft_check (SbxItemDraft *self, const char *property, const char *clash)
{
  g_autoptr (GError) error = NULL;
  const char *wrong = NULL;

  g_return_val_if_fail (SBX_IS_ITEM_DRAFT (self), FALSE);

  if (!sbx_item_config_check (self->item, &wrong, &error))
    sbx_item_draft_say (self, wrong, error->message);
  else
    sbx_item_draft_say (self, clash != NULL ? property : NULL, clash);

  return self->error == NULL;
}

void
sbx_item_draft_use (SbxItemDraft *self)
{
  gboolean first;

  g_return_if_fail (SBX_IS_ITEM_DRAFT (self));

  if (self->good != NULL && sbx_item_config_equal (self->good, self->item))
    return;

  first = self->good == NULL;
  g_clear_object (&self->good);
  self->good = sbx_item_config_copy (self->item);
  if (first)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IN_USE]);
}
