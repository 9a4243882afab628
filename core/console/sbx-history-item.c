/* sbx-history-item.c — a message that was sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "sbx-history-private.h"
#include "sbx-json-members-private.h"

struct _SbxHistoryItem
{
  GObject parent_instance;

  SbxDraft *draft;
  gint64 time;
  char *outcome;
  gboolean failed;
  gboolean stripped;
};

enum
{
  PROP_0,
  PROP_DRAFT,
  PROP_TIME,
  PROP_OUTCOME,
  PROP_FAILED,
  PROP_STRIPPED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxHistoryItem, sbx_history_item, G_TYPE_OBJECT)

static void
sbx_history_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxHistoryItem *self = SBX_HISTORY_ITEM (object);

  switch (prop_id)
    {
    case PROP_DRAFT:
      g_value_set_object (value, self->draft);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    case PROP_OUTCOME:
      g_value_set_string (value, self->outcome);
      break;
    case PROP_FAILED:
      g_value_set_boolean (value, self->failed);
      break;
    case PROP_STRIPPED:
      g_value_set_boolean (value, self->stripped);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_history_item_finalize (GObject *object)
{
  SbxHistoryItem *self = SBX_HISTORY_ITEM (object);

  g_clear_object (&self->draft);
  g_free (self->outcome);

  G_OBJECT_CLASS (sbx_history_item_parent_class)->finalize (object);
}

static void
sbx_history_item_class_init (SbxHistoryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_history_item_get_property;
  object_class->finalize = sbx_history_item_finalize;

  properties[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, SBX_TYPE_DRAFT, read_only);
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, read_only);
  properties[PROP_OUTCOME] = g_param_spec_string ("outcome", NULL, NULL, NULL, read_only);
  properties[PROP_FAILED] = g_param_spec_boolean ("failed", NULL, NULL, FALSE, read_only);
  properties[PROP_STRIPPED] = g_param_spec_boolean ("stripped", NULL, NULL, FALSE, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_history_item_init (SbxHistoryItem *self)
{
}

SbxHistoryItem *
sbx_history_item_new (SbxDraft *draft, gint64 time)
{
  SbxHistoryItem *self = g_object_new (SBX_TYPE_HISTORY_ITEM, NULL);

  self->draft = draft;
  self->time = time;
  return self;
}

void
sbx_history_item_set_outcome (SbxHistoryItem *self, const char *outcome, gboolean failed)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (g_strcmp0 (self->outcome, outcome) != 0)
    {
      g_free (self->outcome);
      self->outcome = g_strdup (outcome);
      g_object_notify_by_pspec (object, properties[PROP_OUTCOME]);
    }
  if (self->failed != failed)
    {
      self->failed = failed;
      g_object_notify_by_pspec (object, properties[PROP_FAILED]);
    }
  g_object_thaw_notify (object);
}

/**
 * sbx_history_item_get_draft:
 *
 * Returns: (transfer none): the message, not to be changed
 */
SbxDraft *
sbx_history_item_get_draft (SbxHistoryItem *self)
{
  g_return_val_if_fail (SBX_IS_HISTORY_ITEM (self), NULL);

  return self->draft;
}

/**
 * sbx_history_item_get_time:
 *
 * Returns: when it was sent, in microseconds since the Unix epoch
 */
gint64
sbx_history_item_get_time (SbxHistoryItem *self)
{
  g_return_val_if_fail (SBX_IS_HISTORY_ITEM (self), 0);

  return self->time;
}

/**
 * sbx_history_item_get_outcome:
 *
 * Returns: (nullable): how it went
 */
const char *
sbx_history_item_get_outcome (SbxHistoryItem *self)
{
  g_return_val_if_fail (SBX_IS_HISTORY_ITEM (self), NULL);

  return self->outcome;
}

/**
 * sbx_history_item_get_failed:
 *
 * Returns: whether it went wrong
 */
gboolean
sbx_history_item_get_failed (SbxHistoryItem *self)
{
  g_return_val_if_fail (SBX_IS_HISTORY_ITEM (self), FALSE);

  return self->failed;
}

/**
 * sbx_history_item_get_stripped:
 *
 * Returns: whether a secret that was in it is not there any more
 */
gboolean
sbx_history_item_get_stripped (SbxHistoryItem *self)
{
  g_return_val_if_fail (SBX_IS_HISTORY_ITEM (self), FALSE);

  return self->stripped;
}

char *
sbx_history_item_to_json (SbxHistoryItem *self)
{
  g_autoptr (SbxDraft) open = sbx_draft_copy (self->draft);
  gboolean stripped = sbx_draft_strip_secrets (open) || self->stripped;
  g_autofree char *message = sbx_draft_to_json (open);
  GString *json = g_string_new ("{");

  sbx_json_append_name (json, "time");
  g_string_append_printf (json, "%" PRId64, self->time);
  if (self->outcome != NULL)
    {
      sbx_json_append_name (json, "outcome");
      mbm_json_append_string (json, self->outcome, -1);
    }
  if (self->failed)
    g_string_append (json, ",\"failed\":true");
  if (stripped)
    g_string_append (json, ",\"stripped\":true");
  sbx_json_append_name (json, "message");
  g_string_append (json, message);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static gboolean
read_flag (MbmJsonValue value, const char *name)
{
  MbmJsonValue flag;

  return mbm_json_value_get_member (value, name, &flag) && mbm_json_value_get_type (flag) == MBM_JSON_TRUE;
}

SbxHistoryItem *
sbx_history_item_from_json (MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (SbxHistoryItem) self = NULL;
  g_autofree char *message_path = g_strdup_printf ("%s.message", path);
  SbxDraft *draft;
  MbmJsonValue member;
  gint64 time = 0;

  if (!mbm_json_value_get_member (value, "time", &member) || !mbm_json_value_get_int (member, &time) ||
      time < 0)
    {
      sbx_json_complain (error, path, _ ("the time is missing"));
      return NULL;
    }
  if (!mbm_json_value_get_member (value, "message", &member))
    {
      sbx_json_complain (error, path, _ ("the message is missing"));
      return NULL;
    }
  draft = sbx_draft_from_json (member, message_path, error);
  if (draft == NULL)
    return NULL;

  self = sbx_history_item_new (draft, time);
  if (mbm_json_value_get_member (value, "outcome", &member))
    self->outcome = mbm_json_value_dup_string (member);
  self->failed = read_flag (value, "failed");
  self->stripped = read_flag (value, "stripped");
  return g_steal_pointer (&self);
}
