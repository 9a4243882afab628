/* sbx-handler-offers.c — the requests that a hosted server could answer and does not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-handler-offers.h"

#include <glib/gi18n.h>

#include "sbx-demo-contract.h"
#include "sbx-format.h"
#include "sbx-shapes.h"

/* Between two looks at what was seen, which traffic may ask for at any rate. */
#define UPDATE_AFTER_MS 200

struct _SbxHandlerOffers
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *missing_bar;
  GtkLabel *missing_label;
  GtkWidget *asked_bar;
  GtkLabel *asked_label;

  SbxServer *server;
  SbxItemDrafts *drafts;
  char **missing; /* never NULL, like the other */
  char **asked;
  guint update_id;
};

enum
{
  PROP_0,
  PROP_N_MISSING,
  PROP_N_ASKED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxHandlerOffers, sbx_handler_offers, GTK_TYPE_WIDGET)

static gboolean
serves_demo (SbxHandlerOffers *self)
{
  gboolean demo;

  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (self->server)), "demo", &demo, NULL);
  return demo;
}

/* What is answered, or has a handler that is turned off. NULL if everything is. */
static GHashTable *
list_answered (SbxHandlerOffers *self)
{
  GListModel *drafts = G_LIST_MODEL (self->drafts);
  g_autoptr (GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (drafts); i++)
    {
      g_autoptr (SbxItemDraft) draft = g_list_model_get_item (drafts, i);
      SbxHandlerConfig *handler = SBX_HANDLER_CONFIG (sbx_item_draft_get_item (draft));
      const char *request = sbx_handler_config_get_request (handler);

      if (g_str_equal (request, SBX_HANDLER_ANY) && sbx_handler_config_get_enabled (handler))
        return NULL;
      g_hash_table_add (answered, g_strdup (request));
    }

  if (serves_demo (self))
    {
      const char *const *names = mbm_contract_get_requests (sbx_demo_contract_get ());

      for (guint i = 0; names[i] != NULL; i++)
        g_hash_table_add (answered, g_strdup (names[i]));
    }

  return g_steal_pointer (&answered);
}

static void
find_missing (SbxHandlerOffers *self, GHashTable *answered, GStrvBuilder *missing)
{
  MbmContract *contract = sbx_shapes_get_contract (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)));
  const char *const *names = contract != NULL ? mbm_contract_get_requests (contract) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (names[i][0] != '$' && g_hash_table_add (answered, g_strdup (names[i])))
      g_strv_builder_add (missing, names[i]);
}

/* After those of the contract, which come first and are among the answered by then. */
static void
find_asked (SbxHandlerOffers *self, GHashTable *answered, GStrvBuilder *asked)
{
  g_auto (GStrv) names =
    sbx_shapes_dup_names (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)), SBX_SHAPE_REQUEST);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (names[i][0] != '$' && !g_hash_table_contains (answered, names[i]))
      g_strv_builder_add (asked, names[i]);
}

static void
sbx_handler_offers_show (SbxHandlerOffers *self)
{
  guint n_missing = g_strv_length (self->missing);
  guint n_asked = g_strv_length (self->asked);
  g_autofree char *missing =
    g_strdup_printf (ngettext ("%u request of the contract is not answered",
                               "%u requests of the contract are not answered", n_missing),
                     n_missing);
  g_autofree char *names = sbx_format_list ((const char *const *) self->asked);
  g_autofree char *asked =
    g_strdup_printf (ngettext ("%u request was asked for and has no handler: %s",
                               "%u requests were asked for and have no handlers: %s", n_asked),
                     n_asked, names);
  gboolean some;

  gtk_label_set_text (self->missing_label, missing);
  gtk_label_set_text (self->asked_label, asked);
  /* Where there is nothing yet, the page itself offers them. */
  some = g_list_model_get_n_items (G_LIST_MODEL (self->drafts)) > 0;
  gtk_widget_set_visible (self->missing_bar, n_missing > 0 && some);
  gtk_widget_set_visible (self->asked_bar, n_asked > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), (n_missing > 0 && some) || n_asked > 0);
}

static void
sbx_handler_offers_take (SbxHandlerOffers *self, char ***list, char **found, guint prop)
{
  if (g_strv_equal ((const char *const *) *list, (const char *const *) found))
    {
      g_strfreev (found);
      return;
    }

  g_strfreev (*list);
  *list = found;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
sbx_handler_offers_update (SbxHandlerOffers *self)
{
  g_autoptr (GHashTable) answered = list_answered (self);
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) asked = g_strv_builder_new ();

  if (answered != NULL)
    {
      find_missing (self, answered, missing);
      find_asked (self, answered, asked);
    }

  sbx_handler_offers_take (self, &self->missing, g_strv_builder_end (missing), PROP_N_MISSING);
  sbx_handler_offers_take (self, &self->asked, g_strv_builder_end (asked), PROP_N_ASKED);
  sbx_handler_offers_show (self);
}

static gboolean
update_cb (gpointer user_data)
{
  SbxHandlerOffers *self = user_data;

  self->update_id = 0;
  sbx_handler_offers_update (self);

  return G_SOURCE_REMOVE;
}

static void
sbx_handler_offers_update_soon (SbxHandlerOffers *self)
{
  if (self->update_id == 0)
    self->update_id = g_timeout_add (UPDATE_AFTER_MS, update_cb, self);
}

/* Once a second while it runs: somebody may have asked for something. */
static void
stats_cb (SbxHandlerOffers *self)
{
  if (gtk_widget_get_mapped (gtk_widget_get_parent (GTK_WIDGET (self))))
    sbx_handler_offers_update_soon (self);
}

static void
sbx_handler_offers_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxHandlerOffers *self = SBX_HANDLER_OFFERS (object);

  switch (prop_id)
    {
    case PROP_N_MISSING:
      g_value_set_uint (value, g_strv_length (self->missing));
      break;
    case PROP_N_ASKED:
      g_value_set_uint (value, g_strv_length (self->asked));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_handler_offers_dispose (GObject *object)
{
  SbxHandlerOffers *self = SBX_HANDLER_OFFERS (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->drafts);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_handler_offers_parent_class)->dispose (object);
}

static void
sbx_handler_offers_finalize (GObject *object)
{
  SbxHandlerOffers *self = SBX_HANDLER_OFFERS (object);

  g_strfreev (self->missing);
  g_strfreev (self->asked);

  G_OBJECT_CLASS (sbx_handler_offers_parent_class)->finalize (object);
}

static void
sbx_handler_offers_class_init (SbxHandlerOffersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_handler_offers_get_property;
  object_class->dispose = sbx_handler_offers_dispose;
  object_class->finalize = sbx_handler_offers_finalize;

  properties[PROP_N_MISSING] = g_param_spec_uint ("n-missing", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_ASKED] = g_param_spec_uint ("n-asked", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-handler-offers.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerOffers, box);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerOffers, missing_bar);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerOffers, missing_label);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerOffers, asked_bar);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerOffers, asked_label);
}

static void
sbx_handler_offers_init (SbxHandlerOffers *self)
{
  self->missing = g_new0 (char *, 1);
  self->asked = g_new0 (char *, 1);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_handler_offers_new (SbxServer *server, SbxItemDrafts *drafts)
{
  SbxHandlerOffers *self;

  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);
  g_return_val_if_fail (SBX_IS_ITEM_DRAFTS (drafts), NULL);

  self = g_object_new (SBX_TYPE_HANDLER_OFFERS, NULL);
  self->server = g_object_ref (server);
  self->drafts = g_object_ref (drafts);
  g_signal_connect_object (sbx_endpoint_get_shapes (SBX_ENDPOINT (server)), "changed",
                           G_CALLBACK (sbx_handler_offers_update_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::config", G_CALLBACK (sbx_handler_offers_update_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::stats", G_CALLBACK (stats_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drafts, "items-changed", G_CALLBACK (sbx_handler_offers_update_soon), self,
                           G_CONNECT_SWAPPED);
  sbx_handler_offers_update (self);

  return GTK_WIDGET (self);
}

guint
sbx_handler_offers_get_n_missing (SbxHandlerOffers *self)
{
  g_return_val_if_fail (SBX_IS_HANDLER_OFFERS (self), 0);

  return g_strv_length (self->missing);
}

char **
sbx_handler_offers_dup_missing (SbxHandlerOffers *self)
{
  g_return_val_if_fail (SBX_IS_HANDLER_OFFERS (self), NULL);

  return g_strdupv (self->missing);
}

char **
sbx_handler_offers_dup_asked (SbxHandlerOffers *self)
{
  g_return_val_if_fail (SBX_IS_HANDLER_OFFERS (self), NULL);

  return g_strdupv (self->asked);
}
