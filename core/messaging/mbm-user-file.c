/* mbm-user-file.c — users as a file lists them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "mbm-json.h"
#include "mbm-password-private.h"
#include "mbm-user-file-private.h"

static void
mbm_user_file_entry_free (MbmUserFileEntry *entry)
{
  g_free (entry->username);
  g_free (entry->hash);
  g_strfreev (entry->roles);
  g_free (entry);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmUserFileEntry, mbm_user_file_entry_free)

/* Says where in the document something is wrong. */
static gboolean
mbm_user_file_fail (const char *path, const char *what, GError **error)
{
  /* Translators: a place in a JSON document, such as $.users[0].roles, and what is wrong there */
  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("%s: %s"), path, what);
  return FALSE;
}

/* A string that is there and not empty. */
static gboolean
mbm_user_file_read_string (MbmJsonValue value, const char *path, char **result, GError **error)
{
  g_autofree char *text = mbm_json_value_dup_string (value);

  if (text == NULL)
    return mbm_user_file_fail (path, _ ("must be a string"), error);
  if (text[0] == '\0')
    return mbm_user_file_fail (path, _ ("must not be empty"), error);

  g_free (*result);
  *result = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
mbm_user_file_read_roles (MbmJsonValue value, const char *path, char ***result, GError **error)
{
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();
  MbmJsonIter iter;
  MbmJsonValue name, element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY || !mbm_json_iter_init (&iter, value))
    return mbm_user_file_fail (path, _ ("must be an array of strings"), error);

  for (guint i = 0; mbm_json_iter_next (&iter, &name, &element); i++)
    {
      g_autofree char *element_path = g_strdup_printf ("%s[%u]", path, i);
      g_autofree char *role = NULL;

      if (!mbm_user_file_read_string (element, element_path, &role, error))
        return FALSE;
      g_strv_builder_add (roles, role);
    }

  g_strfreev (*result);
  *result = g_strv_builder_end (roles);
  return TRUE;
}

static gboolean
mbm_user_file_read_members (MbmUserFileEntry *entry,
                            char **password,
                            MbmJsonValue value,
                            const char *path,
                            GError **error)
{
  MbmJsonIter iter;
  MbmJsonValue name, member;

  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT || !mbm_json_iter_init (&iter, value))
    return mbm_user_file_fail (path, _ ("must be an object"), error);

  while (mbm_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *key = mbm_json_value_dup_string (name);
      g_autofree char *member_path = g_strdup_printf ("%s.%s", path, key != NULL ? key : "?");
      gboolean read;

      if (g_strcmp0 (key, "username") == 0)
        read = mbm_user_file_read_string (member, member_path, &entry->username, error);
      else if (g_strcmp0 (key, "password") == 0)
        read = mbm_user_file_read_string (member, member_path, password, error);
      else if (g_strcmp0 (key, "roles") == 0)
        read = mbm_user_file_read_roles (member, member_path, &entry->roles, error);
      else
        read = mbm_user_file_fail (member_path, _ ("is not a member of a user"), error);

      if (!read)
        return FALSE;
    }

  return TRUE;
}

static MbmUserFileEntry *
mbm_user_file_read_user (MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (MbmUserFileEntry) entry = g_new0 (MbmUserFileEntry, 1);
  g_autoptr (GError) hash_error = NULL;
  g_autofree char *member_path = NULL;
  char *password = NULL;

  if (mbm_user_file_read_members (entry, &password, value, path, error))
    {
      if (entry->username == NULL || password == NULL)
        {
          member_path = g_strdup_printf ("%s.%s", path, entry->username == NULL ? "username" : "password");
          mbm_user_file_fail (member_path, _ ("is missing"), error);
        }
      else
        {
          entry->hash = mbm_password_hash (password, &hash_error);
          if (entry->hash == NULL)
            {
              member_path = g_strdup_printf ("%s.password", path);
              mbm_user_file_fail (member_path, hash_error->message, error);
            }
        }
    }

  mbm_password_free (password);
  return entry->hash != NULL ? g_steal_pointer (&entry) : NULL;
}

static gboolean
mbm_user_file_has (GPtrArray *users, const char *username)
{
  for (guint i = 0; i < users->len; i++)
    {
      MbmUserFileEntry *entry = g_ptr_array_index (users, i);

      if (strcmp (entry->username, username) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
mbm_user_file_read_users (GPtrArray *users, MbmJsonValue list, GError **error)
{
  MbmJsonIter iter;
  MbmJsonValue name, element;

  if (mbm_json_value_get_type (list) != MBM_JSON_ARRAY || !mbm_json_iter_init (&iter, list))
    return mbm_user_file_fail ("$.users", _ ("must be an array"), error);

  for (guint i = 0; mbm_json_iter_next (&iter, &name, &element); i++)
    {
      g_autofree char *path = g_strdup_printf ("$.users[%u]", i);
      g_autoptr (MbmUserFileEntry) entry = mbm_user_file_read_user (element, path, error);

      if (entry == NULL)
        return FALSE;

      if (mbm_user_file_has (users, entry->username))
        {
          g_autofree char *member_path = g_strdup_printf ("%s.username", path);

          return mbm_user_file_fail (member_path, _ ("names a user who is in the list already"), error);
        }

      g_ptr_array_add (users, g_steal_pointer (&entry));
    }

  return TRUE;
}

static gboolean
mbm_user_file_read_document (GPtrArray *users, const char *text, gsize length, GError **error)
{
  MbmJsonValue document, list;

  if (!mbm_json_check (text, (gssize) length, error))
    return FALSE;

  document = mbm_json_value (text, (gssize) length);
  if (mbm_json_value_get_type (document) != MBM_JSON_OBJECT)
    return mbm_user_file_fail ("$", _ ("must be an object"), error);
  if (!mbm_json_value_get_member (document, "users", &list))
    return mbm_user_file_fail ("$.users", _ ("is missing"), error);

  return mbm_user_file_read_users (users, list, error);
}

/* The users of a file: all of them hashed, or an error with the name of the file and the place in it. */
GPtrArray *
mbm_user_file_load (GFile *file, GError **error)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_user_file_entry_free);
  gsize length;
  gboolean read;
  char *text;

  if (!g_file_load_contents (file, NULL, &text, &length, NULL, error))
    return NULL;

  read = mbm_user_file_read_document (users, text, length, error);
  explicit_bzero (text, length);
  g_free (text);

  if (!read)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_prefix_error (error, "%s: ", name);
      return NULL;
    }

  return g_steal_pointer (&users);
}
