/* sbx-shapes.c — which requests and events an endpoint knows, and what they look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-connection.h"
#include "sbx-contract-text.h"
#include "sbx-demo-contract.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-server.h"
#include "sbx-shapes-private.h"

#define MAX_NAMES 500

struct _SbxShapes
{
  GObject parent_instance;

  SbxEndpoint *endpoint; /* (nullable): gone */
  SbxStore *store;
  SbxLearner *learner;
  char *directory;       /* (nullable) */
  SbxContractFile *file; /* (nullable) */
  MbmContract *contract; /* (nullable): told last */
};

enum
{
  PROP_0,
  PROP_CONTRACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxShapes, sbx_shapes, G_TYPE_OBJECT)

static gboolean
serves_demo (SbxShapes *self)
{
  g_auto (GStrv) capabilities = NULL;

  if (SBX_IS_SERVER (self->endpoint))
    return sbx_endpoint_config_get_boolean (sbx_endpoint_get_config (self->endpoint), "demo");

  g_object_get (self->endpoint, "server-capabilities", &capabilities, NULL);
  return capabilities != NULL && g_strv_contains ((const char *const *) capabilities, SBX_DEMO_CAPABILITY);
}

static MbmContract *
find_contract (SbxShapes *self)
{
  if (self->endpoint == NULL)
    return NULL;
  if (self->file != NULL)
    return sbx_contract_file_get_contract (self->file);
  return serves_demo (self) ? sbx_demo_contract_get () : NULL;
}

static void
update_contract (SbxShapes *self)
{
  MbmContract *contract = find_contract (self);

  if (contract != self->contract)
    {
      g_clear_pointer (&self->contract, mbm_contract_unref);
      self->contract = contract != NULL ? mbm_contract_ref (contract) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTRACT]);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_same_file (SbxContractFile *file, GFile *other)
{
  if (file == NULL || other == NULL)
    return file == NULL && other == NULL;
  return g_file_equal (sbx_contract_file_get_file (file), other);
}

static void
update_file (SbxShapes *self)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (self->endpoint);
  const char *path = sbx_endpoint_config_get_string (config, "contract");
  g_autofree char *whole = NULL;
  g_autoptr (GFile) file = NULL;

  /* Until it is known where the workspace is, nobody knows where a relative path leads. */
  if (*path != '\0' && (self->directory != NULL || g_path_is_absolute (path)))
    {
      whole = sbx_contract_path_resolve (path, self->directory);
      file = g_file_new_for_path (whole);
    }
  if (!is_same_file (self->file, file))
    {
      if (self->file != NULL)
        g_signal_handlers_disconnect_by_data (self->file, self);
      g_clear_object (&self->file);
      if (file != NULL)
        {
          self->file = sbx_contract_file_new (file);
          g_signal_connect_object (self->file, "changed", G_CALLBACK (update_contract), self,
                                   G_CONNECT_SWAPPED);
        }
    }
  update_contract (self);
}

static void
sbx_shapes_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CONTRACT:
      g_value_set_boxed (value, sbx_shapes_get_contract (SBX_SHAPES (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_shapes_dispose (GObject *object)
{
  SbxShapes *self = SBX_SHAPES (object);

  sbx_shapes_detach (self);
  g_clear_object (&self->file);
  g_clear_object (&self->learner);
  g_clear_object (&self->store);
  g_clear_pointer (&self->contract, mbm_contract_unref);
  g_clear_pointer (&self->directory, g_free);

  G_OBJECT_CLASS (sbx_shapes_parent_class)->dispose (object);
}

static void
sbx_shapes_class_init (SbxShapesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_shapes_get_property;
  object_class->dispose = sbx_shapes_dispose;

  properties[PROP_CONTRACT] =
    g_param_spec_boxed ("contract", NULL, NULL, MBM_TYPE_CONTRACT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_SHAPES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_shapes_init (SbxShapes *self)
{
}

static void
on_learnt (SbxShapes *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

SbxShapes *
sbx_shapes_new (SbxEndpoint *endpoint, const char *endpoint_id, SbxStore *store)
{
  SbxShapes *self = g_object_new (SBX_TYPE_SHAPES, NULL);

  self->endpoint = endpoint;
  self->store = g_object_ref (store);
  self->learner = sbx_learner_new (store, endpoint_id);
  g_signal_connect_object (self->learner, "learnt", G_CALLBACK (on_learnt), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (endpoint, "notify::config", G_CALLBACK (update_file), self, G_CONNECT_SWAPPED);
  if (SBX_IS_CONNECTION (endpoint))
    g_signal_connect_object (endpoint, "notify::server-capabilities", G_CALLBACK (update_contract), self,
                             G_CONNECT_SWAPPED);
  return self;
}

void
sbx_shapes_detach (SbxShapes *self)
{
  if (self->endpoint != NULL)
    g_signal_handlers_disconnect_by_data (self->endpoint, self);
  self->endpoint = NULL;
}

SbxEndpoint *
sbx_shapes_get_endpoint (SbxShapes *self)
{
  return self->endpoint;
}

SbxLearner *
sbx_shapes_get_learner (SbxShapes *self)
{
  return self->learner;
}

void
sbx_shapes_set_directory (SbxShapes *self, const char *directory)
{
  if (g_strcmp0 (self->directory, directory) == 0)
    return;

  g_free (self->directory);
  self->directory = g_strdup (directory);
  update_file (self);
}

void
sbx_shapes_move (SbxShapes *self, const char *directory)
{
  g_free (self->directory);
  self->directory = g_strdup (directory);
}

/**
 * sbx_shapes_get_directory:
 *
 * Returns: (nullable): where the workspace is, from where the contract's path starts
 */
const char *
sbx_shapes_get_directory (SbxShapes *self)
{
  g_return_val_if_fail (SBX_IS_SHAPES (self), NULL);

  return self->directory;
}

static void
add_names (GStrvBuilder *builder, GHashTable *seen, const char *const *names)
{
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (g_hash_table_add (seen, g_strdup (names[i])))
        g_strv_builder_add (builder, names[i]);
    }
}

/**
 * sbx_shapes_dup_names:
 *
 * Returns: (transfer full) (array zero-terminated=1): names for completion: those of the contract in its
 *   order, those that were seen, most recent first, and those of the system contract
 */
char **
sbx_shapes_dup_names (SbxShapes *self, SbxShapeKind kind)
{
  static const char *const system_requests[] = { "$serverInfo",  "$ping",       "$subscribe",
                                                 "$unsubscribe", "$login",      "$logout",
                                                 "$register",    "$unregister", NULL };
  static const char *const system_events[] = { "$connected", "$disconnected", "$heartbeat",
                                               "$broadcast", "$error",        NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean events = kind == SBX_SHAPE_EVENT;
  g_auto (GStrv) stored = NULL;

  g_return_val_if_fail (SBX_IS_SHAPES (self), NULL);

  if (self->contract != NULL)
    add_names (builder, seen,
               events ? mbm_contract_get_events (self->contract)
                      : mbm_contract_get_requests (self->contract));
  if (self->endpoint != NULL)
    stored = sbx_store_list_names (self->store, sbx_endpoint_get_id (self->endpoint),
                                   events ? SBX_TRACE_KIND_EVENT : SBX_TRACE_KIND_REQUEST, MAX_NAMES);
  add_names (builder, seen, (const char *const *) stored);
  add_names (builder, seen, events ? system_events : system_requests);

  return g_strv_builder_end (builder);
}

static MbmContractEntry *
find_entry (SbxShapes *self, SbxShapeKind kind, const char *name)
{
  if (self->contract == NULL)
    return NULL;
  return kind == SBX_SHAPE_EVENT ? mbm_contract_lookup_event (self->contract, name)
                                 : mbm_contract_lookup_request (self->contract, name);
}

static SbxLearntBook *
get_book (SbxShapes *self)
{
  sbx_learner_want (self->learner);
  return sbx_learner_get_book (self->learner);
}

/**
 * sbx_shapes_dup_schema:
 * @kind: what @name names
 * @name: a name, known or not
 * @part: payload, or what a request is answered with
 *
 * Returns: (transfer full) (nullable): what it looks like; %NULL if nothing is known of it (yet: `changed`
 *   tells of news)
 */
MbmSchema *
sbx_shapes_dup_schema (SbxShapes *self, SbxShapeKind kind, const char *name, SbxShapePart part)
{
  MbmContractEntry *entry;
  MbmSchema *schema = NULL;

  g_return_val_if_fail (SBX_IS_SHAPES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  entry = find_entry (self, kind, name);
  if (entry != NULL)
    schema = part == SBX_SHAPE_RESPONSE ? mbm_contract_entry_get_response_schema (entry)
                                        : mbm_contract_entry_get_payload_schema (entry);
  if (schema == NULL)
    schema = sbx_learnt_book_get_schema (get_book (self), kind, part, name);
  return schema != NULL ? mbm_schema_ref (schema) : NULL;
}

/**
 * sbx_shapes_get_origin:
 * @kind: what @name names
 * @name: a name, known or not
 *
 * Returns: where the payload's schema comes from
 */
SbxShapeOrigin
sbx_shapes_get_origin (SbxShapes *self, SbxShapeKind kind, const char *name)
{
  g_return_val_if_fail (SBX_IS_SHAPES (self), SBX_SHAPE_ORIGIN_NONE);
  g_return_val_if_fail (name != NULL, SBX_SHAPE_ORIGIN_NONE);

  if (find_entry (self, kind, name) != NULL)
    return SBX_SHAPE_ORIGIN_CONTRACT;
  return sbx_shapes_get_n_learnt (self, kind, name) > 0 ? SBX_SHAPE_ORIGIN_LEARNT : SBX_SHAPE_ORIGIN_NONE;
}

/**
 * sbx_shapes_dup_description:
 * @kind: what @name names
 * @name: a name, known or not
 *
 * Returns: (transfer full) (nullable): what the contract says that it is for
 */
char *
sbx_shapes_dup_description (SbxShapes *self, SbxShapeKind kind, const char *name)
{
  MbmContractEntry *entry;
  const char *description;

  g_return_val_if_fail (SBX_IS_SHAPES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  entry = find_entry (self, kind, name);
  description = entry != NULL ? mbm_contract_entry_get_description (entry) : NULL;
  if (description != NULL && self->contract == sbx_demo_contract_get ())
    description = sbx_demo_contract_translate (description);
  return g_strdup (description);
}

/**
 * sbx_shapes_dup_values:
 * @kind: what @name names
 * @name: a name, known or not
 * @pointer: a JSON Pointer into a payload; elements of an array count as one, whatever their index
 *
 * Returns: (transfer full) (array zero-terminated=1): JSON texts of the values that were seen there, most
 *   frequent first: strings, numbers, booleans and nulls
 */
char **
sbx_shapes_dup_values (SbxShapes *self, SbxShapeKind kind, const char *name, const char *pointer)
{
  g_return_val_if_fail (SBX_IS_SHAPES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (pointer != NULL, NULL);

  return sbx_learnt_book_list_values (get_book (self), kind, name, pointer);
}

/**
 * sbx_shapes_get_n_learnt:
 * @kind: what @name names
 * @name: a name, known or not
 *
 * Returns: how many messages of that name were looked at to learn what it looks like
 */
guint
sbx_shapes_get_n_learnt (SbxShapes *self, SbxShapeKind kind, const char *name)
{
  g_return_val_if_fail (SBX_IS_SHAPES (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  return sbx_learnt_book_get_n_seen (get_book (self), kind, SBX_SHAPE_PAYLOAD, name);
}

/**
 * sbx_shapes_get_n_skipped:
 *
 * Returns: how many records nobody looked at to learn, since there were too many at once
 */
guint64
sbx_shapes_get_n_skipped (SbxShapes *self)
{
  g_return_val_if_fail (SBX_IS_SHAPES (self), 0);

  return sbx_learnt_book_get_n_skipped (get_book (self));
}

/**
 * sbx_shapes_get_contract:
 *
 * Returns: (transfer none) (nullable): what the endpoint's contract file says, as it could be read last; or
 *   without one, and if it is the demo, the demo's contract
 */
MbmContract *
sbx_shapes_get_contract (SbxShapes *self)
{
  g_return_val_if_fail (SBX_IS_SHAPES (self), NULL);

  return self->contract;
}

/**
 * sbx_shapes_get_contract_file:
 *
 * Returns: (transfer none) (nullable): the file that the endpoint's config names, and its faults
 */
SbxContractFile *
sbx_shapes_get_contract_file (SbxShapes *self)
{
  g_return_val_if_fail (SBX_IS_SHAPES (self), NULL);

  return self->file;
}
