/* sbx-item-config.c — what a workspace is made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-item-config-private.h"
#include "sbx-json-members-private.h"

typedef struct
{
  GArray *values; /* GValue, one for each member of the class */
  char *unknown;  /* members that were not understood, as they were; NULL if there are none */
} SbxItemConfigPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxItemConfig, sbx_item_config, G_TYPE_OBJECT)

#define PRIVATE(self) ((SbxItemConfigPrivate *) sbx_item_config_get_instance_private (self))

/* One id for all properties: values are told apart by the name of the pspec. */
#define PROP_KEPT 1

gboolean
sbx_item_config_values_equal (GParamSpec *pspec, const GValue *a, const GValue *b)
{
  if (SBX_ITEM_IS_LIST (pspec))
    return sbx_item_config_lists_equal (g_value_get_object (a), g_value_get_object (b));
  if (pspec->value_type == G_TYPE_STRV)
    return g_strv_equal (g_value_get_boxed (a), g_value_get_boxed (b));
  return g_param_values_cmp (pspec, a, b) == 0;
}

/* No string is NULL but one whose default is, and that one is not empty; no array is NULL. */
static void
normalise (GParamSpec *pspec, GValue *value)
{
  static const char *const none[] = { NULL };

  if (pspec->value_type == G_TYPE_STRV && g_value_get_boxed (value) == NULL)
    {
      g_value_set_static_boxed (value, none);
    }
  else if (pspec->value_type == G_TYPE_STRING)
    {
      const char *usual = G_PARAM_SPEC_STRING (pspec)->default_value;
      const char *string = g_value_get_string (value);

      if (string == NULL || (usual == NULL && *string == '\0'))
        g_value_set_static_string (value, usual);
    }
}

void
sbx_item_config_init_default (GParamSpec *pspec, GValue *value)
{
  g_value_init (value, pspec->value_type);
  g_param_value_set_default (pspec, value);
  normalise (pspec, value);
}

GPtrArray *
sbx_item_config_get_members (SbxItemConfig *self)
{
  return SBX_ITEM_CONFIG_GET_CLASS (self)->members;
}

static guint
find_member (GPtrArray *members, const char *property)
{
  for (guint i = 0; i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->pspec->name, property))
        return i;
    }
  g_assert_not_reached ();
}

/* The members are those of the final class, which the base's own init does not see yet. */
static void
fill (SbxItemConfig *self)
{
  GArray *values = PRIVATE (self)->values;
  GPtrArray *members = sbx_item_config_get_members (self);

  g_array_set_size (values, members->len);
  for (guint i = 0; i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);

      sbx_item_config_init_default (member->pspec, &g_array_index (values, GValue, i));
    }
}

GValue *
sbx_item_config_peek_value (SbxItemConfig *self, const char *property)
{
  if (PRIVATE (self)->values->len == 0)
    fill (self);
  return &g_array_index (PRIVATE (self)->values, GValue,
                         find_member (sbx_item_config_get_members (self), property));
}

static void
sbx_item_config_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (sbx_item_config_peek_value (SBX_ITEM_CONFIG (object), pspec->name), value);
}

static void
sbx_item_config_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  GValue *kept = sbx_item_config_peek_value (SBX_ITEM_CONFIG (object), pspec->name);
  g_auto (GValue) wanted = G_VALUE_INIT;

  g_value_init (&wanted, pspec->value_type);
  g_value_copy (value, &wanted);
  normalise (pspec, &wanted);
  if (sbx_item_config_values_equal (pspec, kept, &wanted))
    return;

  g_value_copy (&wanted, kept);
  g_object_notify_by_pspec (object, pspec);
}

static void
sbx_item_config_finalize (GObject *object)
{
  SbxItemConfigPrivate *priv = PRIVATE (SBX_ITEM_CONFIG (object));

  g_array_unref (priv->values);
  g_free (priv->unknown);

  G_OBJECT_CLASS (sbx_item_config_parent_class)->finalize (object);
}

static gboolean
sbx_item_config_real_check (SbxItemConfig *self, const char **property, GError **error)
{
  return TRUE;
}

static void
sbx_item_config_class_init (SbxItemConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_item_config_finalize;
  klass->check = sbx_item_config_real_check;
}

static void
unset_value (gpointer value)
{
  if (G_IS_VALUE (value))
    g_value_unset (value);
}

static void
sbx_item_config_init (SbxItemConfig *self)
{
  SbxItemConfigPrivate *priv = PRIVATE (self);

  priv->values = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (priv->values, unset_value);
}

void
sbx_item_config_class_add (SbxItemConfigClass *klass, GParamSpec *pspec)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxItemConfigClass *parent_class = g_type_class_peek_parent (klass);
  SbxItemMember *member = g_new (SbxItemMember, 1);

  /* As long-lived as the class, which is static. What it begins with is its parent's own. */
  if (klass->members == NULL || klass->members == parent_class->members)
    {
      GPtrArray *inherited = klass->members;

      klass->members = g_ptr_array_new ();
      if (inherited != NULL)
        g_ptr_array_extend (klass->members, inherited, NULL, NULL);
    }

  /* GObject does not let subclasses inherit these. */
  object_class->get_property = sbx_item_config_get_property;
  object_class->set_property = sbx_item_config_set_property;
  g_object_class_install_property (object_class, PROP_KEPT, pspec);
  member->pspec = pspec;
  member->name = sbx_json_member_name (pspec->name);
  g_ptr_array_add (klass->members, member);
}

void
sbx_item_config_class_install (SbxItemConfigClass *klass, GParamSpec *const *pspecs)
{
  for (guint i = 0; pspecs[i] != NULL; i++)
    sbx_item_config_class_add (klass, pspecs[i]);
}

GParamSpec *
sbx_item_config_param_list (const char *name)
{
  return g_param_spec_object (name, NULL, NULL, G_TYPE_LIST_MODEL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

void
sbx_item_config_init_list (SbxItemConfig *self, const char *name, GListStore *store)
{
  g_value_take_object (sbx_item_config_peek_value (self, name), store);
}

const char *
sbx_item_config_get_string (SbxItemConfig *self, const char *name)
{
  return g_value_get_string (sbx_item_config_peek_value (self, name));
}

gboolean
sbx_item_config_get_boolean (SbxItemConfig *self, const char *name)
{
  return g_value_get_boolean (sbx_item_config_peek_value (self, name));
}

guint
sbx_item_config_get_uint (SbxItemConfig *self, const char *name)
{
  return g_value_get_uint (sbx_item_config_peek_value (self, name));
}

guint64
sbx_item_config_get_uint64 (SbxItemConfig *self, const char *name)
{
  return g_value_get_uint64 (sbx_item_config_peek_value (self, name));
}

double
sbx_item_config_get_double (SbxItemConfig *self, const char *name)
{
  return g_value_get_double (sbx_item_config_peek_value (self, name));
}

int
sbx_item_config_get_enum (SbxItemConfig *self, const char *name)
{
  return g_value_get_enum (sbx_item_config_peek_value (self, name));
}

const char *const *
sbx_item_config_get_strv (SbxItemConfig *self, const char *name)
{
  return g_value_get_boxed (sbx_item_config_peek_value (self, name));
}

GListStore *
sbx_item_config_get_list (SbxItemConfig *self, const char *name)
{
  return g_value_get_object (sbx_item_config_peek_value (self, name));
}

gboolean
sbx_item_config_complain (const char **property, const char *name, GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  if (property != NULL)
    *property = name;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

void
sbx_item_config_copy_list (GListModel *from, GListStore *to)
{
  for (guint i = 0; i < g_list_model_get_n_items (from); i++)
    {
      g_autoptr (SbxItemConfig) item = g_list_model_get_item (from, i);
      g_autoptr (SbxItemConfig) copy = sbx_item_config_copy (item);

      g_list_store_append (to, copy);
    }
}

gboolean
sbx_item_config_lists_equal (GListModel *a, GListModel *b)
{
  guint n = g_list_model_get_n_items (a);
  gboolean equal = n == g_list_model_get_n_items (b);

  for (guint i = 0; equal && i < n; i++)
    {
      g_autoptr (SbxItemConfig) one = g_list_model_get_item (a, i);
      g_autoptr (SbxItemConfig) other = g_list_model_get_item (b, i);

      equal = sbx_item_config_equal (one, other);
    }
  return equal;
}

/**
 * sbx_item_config_copy:
 *
 * Returns: (transfer full): a deep copy, also of what was not understood in the file
 */
SbxItemConfig *
sbx_item_config_copy (SbxItemConfig *self)
{
  SbxItemConfig *copy;
  GPtrArray *members;

  g_return_val_if_fail (SBX_IS_ITEM_CONFIG (self), NULL);

  copy = g_object_new (G_OBJECT_TYPE (self), NULL);
  members = sbx_item_config_get_members (self);
  for (guint i = 0; i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);
      const GValue *value = sbx_item_config_peek_value (self, member->pspec->name);

      if (SBX_ITEM_IS_LIST (member->pspec))
        sbx_item_config_copy_list (g_value_get_object (value),
                                   sbx_item_config_get_list (copy, member->pspec->name));
      else
        g_value_copy (value, sbx_item_config_peek_value (copy, member->pspec->name));
    }
  PRIVATE (copy)->unknown = g_strdup (PRIVATE (self)->unknown);

  return copy;
}

/**
 * sbx_item_config_equal:
 *
 * Returns: whether both are of one kind and say the same
 */
gboolean
sbx_item_config_equal (SbxItemConfig *self, SbxItemConfig *other)
{
  GPtrArray *members;

  g_return_val_if_fail (SBX_IS_ITEM_CONFIG (self), FALSE);
  g_return_val_if_fail (SBX_IS_ITEM_CONFIG (other), FALSE);

  if (G_OBJECT_TYPE (self) != G_OBJECT_TYPE (other))
    return FALSE;

  members = sbx_item_config_get_members (self);
  for (guint i = 0; i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);

      if (!sbx_item_config_values_equal (member->pspec,
                                         sbx_item_config_peek_value (self, member->pspec->name),
                                         sbx_item_config_peek_value (other, member->pspec->name)))
        return FALSE;
    }
  return TRUE;
}

/* The first of its JSON texts that is none. */
static gboolean
check_json (SbxItemConfig *self, const char **property, GError **error)
{
  GPtrArray *members = sbx_item_config_get_members (self);

  for (guint i = 0; i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);
      const GValue *value = sbx_item_config_peek_value (self, member->pspec->name);
      const char *single[] = { NULL, NULL };
      const char *const *texts = single;
      g_autoptr (GError) cause = NULL;

      if (!SBX_ITEM_IS_JSON (member->pspec))
        continue;
      if (member->pspec->value_type == G_TYPE_STRV)
        texts = g_value_get_boxed (value);
      else
        single[0] = g_value_get_string (value);

      for (guint j = 0; texts[j] != NULL; j++)
        if (!mbm_json_check (texts[j], -1, &cause))
          return sbx_item_config_complain (property, member->pspec->name, error, "%s", cause->message);
    }
  return TRUE;
}

/**
 * sbx_item_config_check:
 * @property: (out) (optional) (transfer none): return location for the name of the property that is wrong
 * @error: return location for the words: %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Looks for the first thing that is wrong with the item, for an editor to show beside the entry.
 *
 * Returns: whether nothing is
 */
gboolean
sbx_item_config_check (SbxItemConfig *self, const char **property, GError **error)
{
  g_return_val_if_fail (SBX_IS_ITEM_CONFIG (self), FALSE);

  return check_json (self, property, error) &&
         SBX_ITEM_CONFIG_GET_CLASS (self)->check (self, property, error);
}

const char *
sbx_item_config_get_unknown (SbxItemConfig *self)
{
  return PRIVATE (self)->unknown;
}

void
sbx_item_config_set_unknown (SbxItemConfig *self, const char *unknown)
{
  g_free (PRIVATE (self)->unknown);
  PRIVATE (self)->unknown = g_strdup (unknown);
}
