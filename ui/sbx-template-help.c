/* sbx-template-help.c — what can stand in a template, and what becomes of one
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-template-help.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-copy-button.h"
#include "sbx-json-editor.h"
#include "sbx-mock.h"
#include "sbx-shapes.h"
#include "sbx-template.h"

/* How many members of a request are listed; more are counted. */
#define MAX_MEMBERS 60

struct _SbxTemplateHelp
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *words;
  SbxJsonEditor *preview;
  GtkListBox *list;

  SbxServer *server; /* nullable */
  char *request;     /* NULL: it is an event */
  char *payload;     /* made up: JSON text */
  char *text;        /* nullable */
};

G_DEFINE_FINAL_TYPE (SbxTemplateHelp, sbx_template_help, GTK_TYPE_WIDGET)

/* --- a request ----------------------------------------------------------------- */

static SbxShapes *
get_shapes (SbxTemplateHelp *self)
{
  return self->server != NULL ? sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)) : NULL;
}

/* A payload that the request could have; (transfer full) */
static char *
make_payload (SbxTemplateHelp *self)
{
  SbxShapes *shapes = get_shapes (self);
  g_autoptr (MbmSchema) schema = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (shapes != NULL && self->request != NULL)
    schema = sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, self->request, SBX_SHAPE_PAYLOAD);
  if (schema != NULL)
    bytes = mbm_schema_generate (schema, NULL);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                       : g_strdup ("{}");
}

/* --- what is listed -------------------------------------------------------------- */

static void
add_row (SbxTemplateHelp *self, const char *name, const char *description)
{
  g_autofree char *placeholder = g_strdup_printf ("{{%s}}", name);
  g_autofree char *title = g_markup_escape_text (placeholder, -1);
  g_autofree char *subtitle = g_markup_escape_text (description, -1);
  GtkWidget *row =
    g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", subtitle, "subtitle-lines", 1, NULL);
  GtkWidget *copy = g_object_new (SBX_TYPE_COPY_BUTTON, "text", placeholder, "what", _ ("Copy Placeholder"),
                                  "valign", GTK_ALIGN_CENTER, NULL);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  gtk_list_box_append (self->list, row);
}

typedef struct
{
  SbxTemplateHelp *self;
  guint n_listed;
  guint n_more;
} Listing;

static void list_value (Listing *listing, const char *path, MbmJsonValue value);

static void
list_members (Listing *listing, const char *path, MbmJsonValue value)
{
  MbmJsonIter iter;
  MbmJsonValue key, member;
  gboolean is_array = mbm_json_value_get_type (value) == MBM_JSON_ARRAY;

  if (!mbm_json_iter_init (&iter, value))
    return;

  while (mbm_json_iter_next (&iter, &key, &member))
    {
      g_autofree char *name = is_array ? NULL : mbm_json_value_dup_string (key);
      g_autofree char *below =
        is_array ? g_strdup_printf ("%s[0]", path) : g_strdup_printf ("%s.%s", path, name);

      if (sbx_template_is_name (below))
        list_value (listing, below, member);
      if (is_array)
        break; /* the others are like the first */
    }
}

static void
list_value (Listing *listing, const char *path, MbmJsonValue value)
{
  g_autofree char *text = g_strndup (value.text, value.length);

  if (listing->n_listed >= MAX_MEMBERS)
    {
      listing->n_more++;
      return;
    }

  listing->n_listed++;
  add_row (listing->self, path, text);
  list_members (listing, path, value);
}

static void
list_builtins (SbxTemplateHelp *self)
{
  guint n;
  g_autofree SbxTemplateBuiltin *builtins = sbx_template_list_builtins (&n);

  for (guint i = 0; i < n; i++)
    add_row (self, builtins[i].example, builtins[i].description);
}

/* What else the server knows, of who asks and of itself. */
static void
list_names (SbxTemplateHelp *self)
{
  guint n;
  g_autofree SbxMockName *names = sbx_mock_list_names (&n);

  for (guint i = 0; i < n; i++)
    {
      gboolean about_request =
        g_str_has_prefix (names[i].name, "payload") || g_str_has_prefix (names[i].name, "request.");

      /* The payload is listed with its members. */
      if (!g_str_equal (names[i].name, "payload") && (self->request != NULL || !about_request))
        add_row (self, names[i].name, names[i].description);
    }
}

static void
list_payload (SbxTemplateHelp *self)
{
  Listing listing = { self, 0, 0 };

  list_value (&listing, "payload", mbm_json_value (self->payload, -1));
  if (listing.n_more > 0)
    {
      g_autofree char *words =
        g_strdup_printf (ngettext ("%u more member", "%u more members", listing.n_more), listing.n_more);

      gtk_list_box_append (self->list, g_object_new (ADW_TYPE_ACTION_ROW, "title", words, NULL));
    }
}

static void
list_all (SbxTemplateHelp *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);

  if (self->request != NULL)
    list_payload (self);
  list_names (self);
  list_builtins (self);
}

/* --- the preview ------------------------------------------------------------------- */

static void
update_preview (SbxTemplateHelp *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *pretty = NULL;
  g_autofree char *sample = NULL;

  if (self->text != NULL)
    text = sbx_template_help_expand (self, self->text, &error);

  if (text != NULL)
    {
      pretty = mbm_json_pretty (text, -1);
      sample = mbm_json_compact (self->payload, -1);
    }
  sbx_json_editor_set_text (self->preview, pretty != NULL ? pretty : "");
  gtk_widget_set_visible (GTK_WIDGET (self->preview), pretty != NULL);

  if (error != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->words), "error");
      gtk_label_set_text (self->words, error->message);
    }
  else
    {
      /* Translators: %s is a JSON document */
      g_autofree char *words = g_strdup_printf (_ ("For a request with %s"), sample != NULL ? sample : "{}");

      gtk_widget_remove_css_class (GTK_WIDGET (self->words), "error");
      gtk_label_set_text (self->words, words);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->words), error != NULL || self->request != NULL);
}

static void
sbx_template_help_dispose (GObject *object)
{
  SbxTemplateHelp *self = SBX_TEMPLATE_HELP (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_template_help_parent_class)->dispose (object);
}

static void
sbx_template_help_finalize (GObject *object)
{
  SbxTemplateHelp *self = SBX_TEMPLATE_HELP (object);

  g_free (self->request);
  g_free (self->payload);
  g_free (self->text);

  G_OBJECT_CLASS (sbx_template_help_parent_class)->finalize (object);
}

static void
sbx_template_help_class_init (SbxTemplateHelpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_template_help_dispose;
  object_class->finalize = sbx_template_help_finalize;

  g_type_ensure (SBX_TYPE_JSON_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-template-help.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxTemplateHelp, box);
  gtk_widget_class_bind_template_child (widget_class, SbxTemplateHelp, words);
  gtk_widget_class_bind_template_child (widget_class, SbxTemplateHelp, preview);
  gtk_widget_class_bind_template_child (widget_class, SbxTemplateHelp, list);
}

static void
sbx_template_help_init (SbxTemplateHelp *self)
{
  self->payload = g_strdup ("{}");
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sbx_template_help_set_about (SbxTemplateHelp *self, SbxServer *server, const char *request)
{
  g_return_if_fail (SBX_IS_TEMPLATE_HELP (self));

  g_set_object (&self->server, server);
  g_free (self->request);
  self->request = g_strdup (request);
  g_free (self->payload);
  self->payload = make_payload (self);

  list_all (self);
  update_preview (self);
}

void
sbx_template_help_set_text (SbxTemplateHelp *self, const char *text)
{
  g_return_if_fail (SBX_IS_TEMPLATE_HELP (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  update_preview (self);
}

char *
sbx_template_help_expand (SbxTemplateHelp *self, const char *text, GError **error)
{
  g_return_val_if_fail (SBX_IS_TEMPLATE_HELP (self), NULL);

  return sbx_mock_preview (text, self->request, self->payload, error);
}
