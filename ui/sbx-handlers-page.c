/* sbx-handlers-page.c — what a hosted server answers, and what it emits by itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-handlers-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sbx-drafts-view.h"
#include "sbx-handler-editor.h"
#include "sbx-handler-offers.h"
#include "sbx-shapes.h"
#include "sbx-timer-editor.h"

/* What the trace begins with where it says what an answer or an event came from. */
#define HANDLER_PREFIX "handler: "
#define TIMER_PREFIX   "timer: "

struct _SbxHandlersPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkStack *stack;

  SbxServer *server;
  SbxDraftsView *handlers; /* children */
  SbxDraftsView *timers;
  SbxHandlerOffers *offers;
};

G_DEFINE_FINAL_TYPE (SbxHandlersPage, sbx_handlers_page, GTK_TYPE_WIDGET)

/* --- what the lists are of ------------------------------------------------------ */

static char *
summarize_handler (SbxItemConfig *item)
{
  return sbx_handler_config_dup_summary (SBX_HANDLER_CONFIG (item));
}

static char *
count_handlers (guint n)
{
  return g_strdup_printf (ngettext ("%u handler", "%u handlers", n), n);
}

static SbxItemConfig *
create_handler (SbxServer *server)
{
  SbxHandlerConfig *handler = sbx_handler_config_new ("", SBX_HANDLER_JSON);

  g_object_set (handler, "answer", "{}", NULL);
  return SBX_ITEM_CONFIG (handler);
}

static const SbxDraftsKind handlers_kind = {
  .property = "handlers",
  .unique = "request",
  .name = "request",
  .unnamed = N_ ("New Handler"),
  .list_label = N_ ("Handlers"),
  .add_label = N_ ("_Add Handler"),
  .removed = N_ ("Handler of “%s” removed"),
  .empty_icon = "sbx-handlers-symbolic",
  .empty_title = N_ ("No Handlers"),
  .empty_text =
    N_ ("A handler says how the server answers a request: with a document, a template, an error or a "
        "stream."),
  .summary = summarize_handler,
  .count = count_handlers,
  .create = create_handler,
  .create_editor = sbx_handler_editor_new,
};

static char *
summarize_timer (SbxItemConfig *item)
{
  guint interval, count;
  SbxRecipients to;
  g_autofree char *when = NULL;
  g_autofree char *often = NULL;

  g_object_get (item, "interval", &interval, "count", &count, "to", &to, NULL);
  if (interval == 0)
    when = g_strdup (C_ ("timer", "By button"));
  else
    /* Translators: %g is a number of seconds */
    when = g_strdup_printf (C_ ("timer", "Every %g s"), interval / 1000.0);
  if (count > 0 && interval > 0)
    often = g_strdup_printf (ngettext (" · %u time", " · %u times", count), count);

  return g_strdup_printf ("%s%s · %s", when, often != NULL ? often : "",
                          to == SBX_RECIPIENTS_ALL       ? C_ ("timer", "to all")
                          : to == SBX_RECIPIENTS_CLIENTS ? C_ ("timer", "to some clients")
                          : to == SBX_RECIPIENTS_TYPES   ? C_ ("timer", "to clients of a type")
                                                         : C_ ("timer", "to clients of a user"));
}

static char *
count_timers (guint n)
{
  return g_strdup_printf (ngettext ("%u event", "%u events", n), n);
}

static SbxItemConfig *
create_timer (SbxServer *server)
{
  return SBX_ITEM_CONFIG (sbx_timer_config_new (""));
}

static const SbxDraftsKind timers_kind = {
  .property = "events",
  .unique = NULL,
  .name = "event",
  .unnamed = N_ ("New Event"),
  .list_label = N_ ("Events"),
  .add_label = N_ ("_Add Event"),
  .removed = N_ ("Event “%s” removed"),
  .empty_icon = "sbx-send-symbolic",
  .empty_title = N_ ("No Events"),
  .empty_text = N_ ("The server can send events by itself: on a timer, or when you press a button."),
  .summary = summarize_timer,
  .count = count_timers,
  .create = create_timer,
  .create_editor = sbx_timer_editor_new,
};

/* --- what is offered ----------------------------------------------------------------- */

/* An answer as the request's schema wants it; NULL if there is none. (transfer full) */
static char *
make_answer (SbxHandlersPage *self, const char *request)
{
  SbxShapes *shapes = sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server));
  g_autoptr (MbmSchema) schema =
    sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, request, SBX_SHAPE_RESPONSE);
  g_autoptr (GBytes) bytes = schema != NULL ? mbm_schema_generate (schema, NULL) : NULL;

  return bytes != NULL ? mbm_json_pretty (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes))
                       : NULL;
}

static void
sbx_handlers_page_add (SbxHandlersPage *self, const char *const *requests)
{
  SbxItemDrafts *drafts = sbx_drafts_view_get_drafts (self->handlers);
  SbxItemDraft *first = NULL;

  for (guint i = 0; requests[i] != NULL; i++)
    {
      g_autoptr (SbxHandlerConfig) handler = sbx_handler_config_new (requests[i], SBX_HANDLER_JSON);
      g_autofree char *answer = make_answer (self, requests[i]);
      guint n = g_list_model_get_n_items (G_LIST_MODEL (drafts));
      SbxItemDraft *draft;

      g_object_set (handler, "answer", answer, NULL);
      draft = sbx_item_drafts_insert (drafts, n, SBX_ITEM_CONFIG (handler));
      first = first != NULL ? first : draft;
    }

  if (first != NULL)
    sbx_drafts_view_show (self->handlers, first);
}

static void
add_all_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxHandlersPage *self = SBX_HANDLERS_PAGE (widget);
  g_auto (GStrv) missing = sbx_handler_offers_dup_missing (self->offers);

  sbx_handlers_page_add (self, (const char *const *) missing);
}

static void
add_asked_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxHandlersPage *self = SBX_HANDLERS_PAGE (widget);
  g_auto (GStrv) asked = sbx_handler_offers_dup_asked (self->offers);

  sbx_handlers_page_add (self, (const char *const *) asked);
}

static void
offers_changed_cb (SbxHandlersPage *self)
{
  guint n = sbx_handler_offers_get_n_missing (self->offers);
  g_autofree char *label = g_strdup_printf (ngettext ("Answer the _Request of the Contract",
                                                      "Answer All %u _Requests of the Contract", n),
                                            n);

  sbx_drafts_view_set_empty_action (self->handlers, n > 0 ? label : NULL, "handlers.add-all");
}

/* --- life ------------------------------------------------------------------------------ */

static void
sbx_handlers_page_dispose (GObject *object)
{
  SbxHandlersPage *self = SBX_HANDLERS_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_handlers_page_parent_class)->dispose (object);
}

static void
sbx_handlers_page_class_init (SbxHandlersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_handlers_page_dispose;

  gtk_widget_class_install_action (widget_class, "handlers.add-all", NULL, add_all_action);
  gtk_widget_class_install_action (widget_class, "handlers.add-asked", NULL, add_asked_action);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-handlers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxHandlersPage, box);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlersPage, stack);
}

static void
sbx_handlers_page_init (SbxHandlersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_handlers_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  SbxHandlersPage *self;
  GtkWidget *handlers, *timers, *offers;

  g_return_val_if_fail (SBX_IS_SERVER (endpoint), NULL);

  self = g_object_new (SBX_TYPE_HANDLERS_PAGE, NULL);
  self->server = g_object_ref (SBX_SERVER (endpoint));

  handlers = sbx_drafts_view_new (self->server, &handlers_kind);
  self->handlers = SBX_DRAFTS_VIEW (handlers);
  offers = sbx_handler_offers_new (self->server, sbx_drafts_view_get_drafts (self->handlers));
  self->offers = SBX_HANDLER_OFFERS (offers);
  sbx_drafts_view_add_below (self->handlers, offers);
  g_signal_connect_object (offers, "notify::n-missing", G_CALLBACK (offers_changed_cb), self,
                           G_CONNECT_SWAPPED);
  offers_changed_cb (self);
  gtk_stack_add_titled (self->stack, handlers, "requests", C_ ("handlers", "Requests"));

  timers = sbx_drafts_view_new (self->server, &timers_kind);
  self->timers = SBX_DRAFTS_VIEW (timers);
  gtk_stack_add_titled (self->stack, timers, "events", C_ ("handlers", "Events"));

  return GTK_WIDGET (self);
}

/* Whether @origin is about @name: names may contain what stands between the parts. */
static gboolean
is_about (const char *origin, const char *name)
{
  gsize length = strlen (name);

  return length > 0 && strncmp (origin, name, length) == 0 &&
         (origin[length] == '\0' || g_str_has_prefix (origin + length, " · "));
}

/* The item with the longest name that it is about, one that is in use if there are several; (nullable)
 * (transfer none): the list holds it */
static SbxItemDraft *
find_origin (SbxDraftsView *view, const char *property, const char *origin)
{
  GListModel *drafts = G_LIST_MODEL (sbx_drafts_view_get_drafts (view));
  SbxItemDraft *found = NULL;
  gsize found_length = 0;
  gboolean found_enabled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (drafts); i++)
    {
      g_autoptr (SbxItemDraft) draft = g_list_model_get_item (drafts, i);
      g_autofree char *name = NULL;
      gboolean enabled;
      gsize length;

      g_object_get (sbx_item_draft_get_item (draft), property, &name, "enabled", &enabled, NULL);
      length = strlen (name);
      if (!is_about (origin, name) || length < found_length ||
          (length == found_length && (found_enabled || !enabled)))
        continue;

      found = draft;
      found_length = length;
      found_enabled = enabled;
    }

  return found;
}

gboolean
sbx_handlers_page_show_origin (SbxHandlersPage *self, const char *origin)
{
  gboolean is_timer;
  SbxDraftsView *view;
  SbxItemDraft *found;

  g_return_val_if_fail (SBX_IS_HANDLERS_PAGE (self), FALSE);
  g_return_val_if_fail (origin != NULL, FALSE);

  is_timer = g_str_has_prefix (origin, TIMER_PREFIX);
  if (!is_timer && !g_str_has_prefix (origin, HANDLER_PREFIX))
    return FALSE;

  view = is_timer ? self->timers : self->handlers;
  if (is_timer)
    found = find_origin (view, "event", origin + strlen (TIMER_PREFIX));
  else
    found = find_origin (view, "request", origin + strlen (HANDLER_PREFIX));
  if (found == NULL && !is_timer)
    found = find_origin (view, "request", SBX_HANDLER_ANY);
  if (found == NULL)
    return FALSE;

  gtk_stack_set_visible_child_name (self->stack, is_timer ? "events" : "requests");
  sbx_drafts_view_show (view, found);
  return TRUE;
}
