/* mbm-actor.c — who does something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-actor.h"
#include "mbm-json-members-private.h"
#include "mbm-server-events-private.h"

/**
 * MbmActor:
 *
 * Who does something: what the context of a message calls `auth.actor`. An id, a type such as `user` or
 * `service`, roles, permissions of its own, and metadata.
 *
 * A server never takes an actor from a message for granted: who asks is the user of the login. An actor is
 * for asking an [class@Mbm.AccessControl], and for programs that pass one on.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */
struct _MbmActor
{
  char *id;
  char *type;
  char **roles;
  char **permissions;
  GBytes *metadata;
};

G_DEFINE_BOXED_TYPE (MbmActor, mbm_actor, mbm_actor_ref, mbm_actor_unref)

static char **
mbm_actor_copy_strv (const char *const *strv)
{
  return strv != NULL ? g_strdupv ((char **) strv) : g_new0 (char *, 1);
}

static gboolean
mbm_actor_check_metadata (GBytes *metadata, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gsize length;
  const char *text = g_bytes_get_data (metadata, &length);

  if (mbm_json_check (text, (gssize) length, &cause) &&
      mbm_json_value_get_type (mbm_json_value (text, (gssize) length)) == MBM_JSON_OBJECT)
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The metadata is no JSON object%s%s"),
               cause != NULL ? ". " : "", cause != NULL ? cause->message : "");
  return FALSE;
}

/**
 * mbm_actor_new:
 * @id: what tells the actor from every other
 * @type: (nullable): what it is, such as `user`, which %NULL stands for
 * @roles: (nullable) (array zero-terminated=1): names of its roles
 * @permissions: (nullable) (array zero-terminated=1): what it may do beside that, such as `orders:cancel`
 * @metadata: (nullable): the text of a JSON object
 * @error: (nullable): return location
 *
 * Describes an actor.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if @metadata is no JSON object.
 *
 * Returns: (transfer full): a new actor
 *
 * Since: 0.1
 */
MbmActor *
mbm_actor_new (const char *id,
               const char *type,
               const char *const *roles,
               const char *const *permissions,
               GBytes *metadata,
               GError **error)
{
  MbmActor *self;

  g_return_val_if_fail (id != NULL, NULL);

  if (metadata != NULL && !mbm_actor_check_metadata (metadata, error))
    return NULL;

  self = g_atomic_rc_box_new0 (MbmActor);
  self->id = g_strdup (id);
  self->type = g_strdup (type != NULL ? type : "user");
  self->roles = mbm_actor_copy_strv (roles);
  self->permissions = mbm_actor_copy_strv (permissions);
  self->metadata = metadata != NULL ? g_bytes_ref (metadata) : NULL;

  return self;
}

/**
 * mbm_actor_new_for_user:
 * @user: a user
 *
 * Describes a user as an actor of the type `user`, with the user's roles.
 *
 * Returns: (transfer full): a new actor
 *
 * Since: 0.1
 */
MbmActor *
mbm_actor_new_for_user (MbmUser *user)
{
  g_return_val_if_fail (user != NULL, NULL);

  return mbm_actor_new (mbm_user_get_id (user), "user", mbm_user_get_roles (user), NULL, NULL, NULL);
}

/**
 * mbm_actor_new_from_json:
 * @json: an object `{id, type, roles?, permissions?, metadata?}`
 * @error: (nullable): return location
 *
 * Reads an actor, as contexts have them. Members of a wrong type count as missing, but for `id`.
 *
 * Errors: [error@Mbm.Error.INVALID_JSON] and its kin; [error@Mbm.Error.INVALID_ARGUMENT] for something that
 * has no `id`.
 *
 * Returns: (transfer full): a new actor
 *
 * Since: 0.1
 */
MbmActor *
mbm_actor_new_from_json (GBytes *json, GError **error)
{
  gsize length;
  const char *text;
  MbmJsonValue value, metadata;
  g_autofree char *id = NULL;
  g_autofree char *type = NULL;
  g_auto (GStrv) roles = NULL;
  g_auto (GStrv) permissions = NULL;
  g_autoptr (GBytes) kept = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  text = g_bytes_get_data (json, &length);
  if (!mbm_json_check (text, (gssize) length, error))
    return NULL;

  value = mbm_json_value (text, (gssize) length);
  id = mbm_json_dup_string_member (value, "id");
  if (id == NULL)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("An actor needs an id"));
      return NULL;
    }

  type = mbm_json_dup_string_member (value, "type");
  roles = mbm_json_dup_strv_member (value, "roles");
  permissions = mbm_json_dup_strv_member (value, "permissions");
  if (mbm_json_value_get_member (value, "metadata", &metadata) && mbm_json_is_object (metadata))
    kept = g_bytes_new (metadata.text, metadata.length);

  return mbm_actor_new (id, type, (const char *const *) roles, (const char *const *) permissions, kept,
                        error);
}

/**
 * mbm_actor_ref:
 * @self: an actor
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmActor *
mbm_actor_ref (MbmActor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_actor_clear (MbmActor *self)
{
  g_free (self->id);
  g_free (self->type);
  g_strfreev (self->roles);
  g_strfreev (self->permissions);
  g_clear_pointer (&self->metadata, g_bytes_unref);
}

/**
 * mbm_actor_unref:
 * @self: (transfer full): an actor
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_actor_unref (MbmActor *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_actor_clear);
}

/**
 * mbm_actor_get_id:
 * @self: an actor
 *
 * What tells the actor from every other.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
mbm_actor_get_id (MbmActor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * mbm_actor_get_actor_type:
 * @self: an actor
 *
 * What the actor is.
 *
 * Returns: (transfer none): such as `user` or `service`
 *
 * Since: 0.1
 */
const char *
mbm_actor_get_actor_type (MbmActor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->type;
}

/**
 * mbm_actor_get_roles:
 * @self: an actor
 *
 * The actor's roles, without those that they extend.
 *
 * Returns: (transfer none) (array zero-terminated=1): names; empty if there are none
 *
 * Since: 0.1
 */
const char *const *
mbm_actor_get_roles (MbmActor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->roles;
}

/**
 * mbm_actor_get_permissions:
 * @self: an actor
 *
 * What the actor may do beside what its roles allow.
 *
 * Returns: (transfer none) (array zero-terminated=1): permissions; empty if there are none
 *
 * Since: 0.1
 */
const char *const *
mbm_actor_get_permissions (MbmActor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->permissions;
}

/**
 * mbm_actor_get_metadata:
 * @self: an actor
 *
 * What else is known of the actor.
 *
 * Returns: (transfer none) (nullable): the text of a JSON object
 *
 * Since: 0.1
 */
GBytes *
mbm_actor_get_metadata (MbmActor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->metadata;
}

/**
 * mbm_actor_to_json:
 * @self: an actor
 *
 * Writes an actor as contexts have them.
 *
 * Returns: (transfer full): the text of a JSON object
 *
 * Since: 0.1
 */
GBytes *
mbm_actor_to_json (MbmActor *self)
{
  GString *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = g_string_sized_new (128);
  mbm_server_json_add_string (object, "id", self->id);
  mbm_server_json_add_string (object, "type", self->type);
  if (self->roles[0] != NULL)
    mbm_server_json_add_strv (object, "roles", (const char *const *) self->roles);
  if (self->permissions[0] != NULL)
    mbm_server_json_add_strv (object, "permissions", (const char *const *) self->permissions);
  if (self->metadata != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (self->metadata, &length);

      mbm_server_json_add_text (object, "metadata", text, (gssize) length);
    }

  return mbm_server_json_end (object);
}
