/* mbm-field-table.c — properties that are no more than members of a struct
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-field-table-private.h"

#define FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

static const MbmField *
mbm_field_table_find (const MbmFieldTable *self, GParamSpec *pspec)
{
  guint id = pspec->param_id;

  return id >= self->first_id && id - self->first_id < self->n_fields ? &self->fields[id - self->first_id]
                                                                      : NULL;
}

/* A double does not tell the largest number from the one above it. */
static guint64
mbm_field_to_uint64 (double number)
{
  return number >= (double) G_MAXUINT64 ? G_MAXUINT64 : (guint64) number;
}

void
mbm_field_table_init (const MbmFieldTable *self, gpointer owner)
{
  for (guint i = 0; i < self->n_fields; i++)
    {
      const MbmField *field = &self->fields[i];
      gpointer member = G_STRUCT_MEMBER_P (owner, field->offset);

      switch (field->kind)
        {
        case MBM_FIELD_BOOLEAN:
          *(gboolean *) member = field->value > 0;
          break;
        case MBM_FIELD_UINT:
          *(guint *) member = (guint) field->value;
          break;
        case MBM_FIELD_UINT64:
          *(guint64 *) member = mbm_field_to_uint64 (field->value);
          break;
        case MBM_FIELD_DOUBLE:
          *(double *) member = field->value;
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static GParamSpec *
mbm_field_make_pspec (const MbmField *field)
{
  switch (field->kind)
    {
    case MBM_FIELD_BOOLEAN:
      return g_param_spec_boolean (field->name, NULL, NULL, field->value > 0, FLAGS);
    case MBM_FIELD_UINT:
      return g_param_spec_uint (field->name, NULL, NULL, (guint) field->minimum, (guint) field->maximum,
                                (guint) field->value, FLAGS);
    case MBM_FIELD_UINT64:
      return g_param_spec_uint64 (field->name, NULL, NULL, mbm_field_to_uint64 (field->minimum),
                                  mbm_field_to_uint64 (field->maximum), mbm_field_to_uint64 (field->value),
                                  FLAGS);
    case MBM_FIELD_DOUBLE:
      return g_param_spec_double (field->name, NULL, NULL, field->minimum, field->maximum, field->value,
                                  FLAGS);
    default:
      g_assert_not_reached ();
    }
}

void
mbm_field_table_install (const MbmFieldTable *self, GObjectClass *object_class)
{
  for (guint i = 0; i < self->n_fields; i++)
    g_object_class_install_property (object_class, self->first_id + i,
                                     mbm_field_make_pspec (&self->fields[i]));
}

gboolean
mbm_field_table_get (const MbmFieldTable *self, gconstpointer owner, GParamSpec *pspec, GValue *value)
{
  const MbmField *field = mbm_field_table_find (self, pspec);
  gconstpointer member;

  if (field == NULL)
    return FALSE;

  member = (const char *) owner + field->offset;
  switch (field->kind)
    {
    case MBM_FIELD_BOOLEAN:
      g_value_set_boolean (value, *(const gboolean *) member);
      break;
    case MBM_FIELD_UINT:
      g_value_set_uint (value, *(const guint *) member);
      break;
    case MBM_FIELD_UINT64:
      g_value_set_uint64 (value, *(const guint64 *) member);
      break;
    case MBM_FIELD_DOUBLE:
      g_value_set_double (value, *(const double *) member);
      break;
    default:
      g_assert_not_reached ();
    }
  return TRUE;
}

static gboolean
mbm_field_update (const MbmField *field, gpointer member, const GValue *value)
{
  gboolean changed;

  switch (field->kind)
    {
    case MBM_FIELD_BOOLEAN:
      changed = *(gboolean *) member != g_value_get_boolean (value);
      *(gboolean *) member = g_value_get_boolean (value);
      return changed;
    case MBM_FIELD_UINT:
      changed = *(guint *) member != g_value_get_uint (value);
      *(guint *) member = g_value_get_uint (value);
      return changed;
    case MBM_FIELD_UINT64:
      changed = *(guint64 *) member != g_value_get_uint64 (value);
      *(guint64 *) member = g_value_get_uint64 (value);
      return changed;
    case MBM_FIELD_DOUBLE:
      changed =
        *(double *) member < g_value_get_double (value) || *(double *) member > g_value_get_double (value);
      *(double *) member = g_value_get_double (value);
      return changed;
    default:
      g_assert_not_reached ();
    }
}

gboolean
mbm_field_table_set (const MbmFieldTable *self,
                     gpointer owner,
                     GObject *object,
                     GParamSpec *pspec,
                     const GValue *value)
{
  const MbmField *field = mbm_field_table_find (self, pspec);

  if (field == NULL)
    return FALSE;

  if (mbm_field_update (field, G_STRUCT_MEMBER_P (owner, field->offset), value))
    g_object_notify_by_pspec (object, pspec);
  return TRUE;
}

gboolean
mbm_update_strv (char ***field, const GValue *value)
{
  const char *const empty[] = { NULL };
  const char *const *strings = g_value_get_boxed (value);

  if (strings == NULL)
    strings = empty;
  if (*field != NULL && g_strv_equal ((const char *const *) *field, strings))
    return FALSE;

  g_strfreev (*field);
  *field = g_strdupv ((char **) strings);
  return TRUE;
}
