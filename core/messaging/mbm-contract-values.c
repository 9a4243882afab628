/* mbm-contract-values.c — values of a contract, or what is wrong with them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-contract-private.h"

static const MbmJsonOutline *
get_outline (MbmContractLoader *self)
{
  return &self->document->outline;
}

void
mbm_contract_fail (MbmContractLoader *self, guint32 index, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mbm_faults_add (self->compiler.faults, FALSE, get_outline (self), index, "%s", message);
}

void
mbm_contract_warn (MbmContractLoader *self, guint32 index, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mbm_faults_add (self->compiler.faults, TRUE, get_outline (self), index, "%s", message);
}

gboolean
mbm_contract_is_object (MbmContractLoader *self, guint32 index)
{
  if (mbm_json_outline_type (get_outline (self), index) == MBM_JSON_OBJECT)
    return TRUE;
  mbm_contract_fail (self, index, _ ("must be an object"));
  return FALSE;
}

/* The name of a member; NULL if it is none that can be used. */
char *
mbm_contract_read_name (MbmContractLoader *self, guint32 index)
{
  char *name = mbm_json_value_dup_string (mbm_json_outline_name (get_outline (self), index));

  if (name == NULL)
    mbm_contract_fail (self, index, _ ("has a name that contains U+0000"));
  else if (name[0] == '\0')
    mbm_contract_fail (self, index, _ ("must have a name"));
  else
    return name;
  g_free (name);
  return NULL;
}

char *
mbm_contract_read_string (MbmContractLoader *self, guint32 object, const char *name, gboolean required)
{
  guint32 index = mbm_json_outline_member (get_outline (self), object, name);
  g_autofree char *text = NULL;

  if (index == 0)
    {
      if (required)
        mbm_contract_fail (self, object, _ ("must have the member “%s”"), name);
      return NULL;
    }

  text = mbm_json_value_dup_string (mbm_json_outline_value (get_outline (self), index));
  if (text == NULL)
    mbm_contract_fail (self, index, _ ("must be a string"));
  else if (required && text[0] == '\0')
    mbm_contract_fail (self, index, _ ("must not be empty"));
  else
    return g_steal_pointer (&text);
  return NULL;
}

/* NULL if it is not there. */
char **
mbm_contract_read_strv (MbmContractLoader *self, guint32 object, const char *name)
{
  const MbmJsonOutline *outline = get_outline (self);
  guint32 index = mbm_json_outline_member (outline, object, name);
  g_autoptr (GStrvBuilder) builder = NULL;

  if (index == 0)
    return NULL;
  if (mbm_json_outline_type (outline, index) != MBM_JSON_ARRAY)
    {
      mbm_contract_fail (self, index, _ ("must be an array of strings"));
      return NULL;
    }

  builder = g_strv_builder_new ();
  MBM_JSON_OUTLINE_FOREACH (outline, index, child)
  {
    g_autofree char *text = mbm_json_value_dup_string (mbm_json_outline_value (outline, child));

    if (text == NULL || text[0] == '\0')
      mbm_contract_fail (self, child, _ ("must be a string that is not empty"));
    else
      g_strv_builder_add (builder, text);
  }
  return g_strv_builder_end (builder);
}

gboolean
mbm_contract_read_boolean (MbmContractLoader *self, guint32 object, const char *name)
{
  guint32 index = mbm_json_outline_member (get_outline (self), object, name);
  MbmJsonType type = index != 0 ? mbm_json_outline_type (get_outline (self), index) : MBM_JSON_FALSE;

  if (type != MBM_JSON_TRUE && type != MBM_JSON_FALSE)
    mbm_contract_fail (self, index, _ ("must be true or false"));
  return type == MBM_JSON_TRUE;
}

/* 0 if it is not there. */
gint64
mbm_contract_read_status (MbmContractLoader *self, guint32 object, const char *name)
{
  guint32 index = mbm_json_outline_member (get_outline (self), object, name);
  gint64 status;

  if (index == 0)
    return 0;
  if (mbm_json_value_get_int (mbm_json_outline_value (get_outline (self), index), &status) && status >= 100 &&
      status <= 599)
    return status;

  mbm_contract_fail (self, index, _ ("must be a status of HTTP, from 100 to 599"));
  return 0;
}

/* 0 if it is not there, or no object. */
guint32
mbm_contract_read_object (MbmContractLoader *self, guint32 object, const char *name)
{
  guint32 index = mbm_json_outline_member (get_outline (self), object, name);

  return index != 0 && mbm_contract_is_object (self, index) ? index : 0;
}

/* Members that mean nothing may be slips of the pen. */
void
mbm_contract_warn_unknown (MbmContractLoader *self, guint32 object, const char *const *known)
{
  MBM_JSON_OUTLINE_FOREACH (get_outline (self), object, child)
  {
    g_autofree char *name = mbm_json_value_dup_string (mbm_json_outline_name (get_outline (self), child));

    if (name == NULL || !g_strv_contains (known, name))
      mbm_contract_warn (self, child, _ ("is not known here, and means nothing"));
  }
}
