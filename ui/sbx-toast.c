/* sbx-toast.c — a toast whose words are all there
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-toast.h"

#include "sbx-format.h"

#define MAX_LINES 6
#define MIN_WIDTH 120

/* What a toast has beside its words: margins and a button to close it; and what it may have, a button that
 * says "Undo". In pixels. */
#define WIDTH_BESIDE    130
#define WIDTH_OF_BUTTON 60

/*
 * The words of a toast. The overlay asks for the height of a toast without telling how wide it will be: these
 * are as wide as they want, or as there is room in the window for, and know how high they are then.
 */
#define SBX_TYPE_TOAST_WORDS (sbx_toast_words_get_type ())
G_DECLARE_FINAL_TYPE (SbxToastWords, sbx_toast_words, SBX, TOAST_WORDS, GtkWidget)

struct _SbxToastWords
{
  GtkWidget parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (SbxToastWords, sbx_toast_words, GTK_TYPE_WIDGET)

static int
get_width (SbxToastWords *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int natural, room;

  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  if (root == NULL)
    return natural;

  room = gtk_widget_get_width (GTK_WIDGET (root)) - WIDTH_BESIDE - sbx_scale_to_text (WIDTH_OF_BUTTON);
  return MIN (natural, MAX (room, MIN_WIDTH));
}

static void
sbx_toast_words_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  SbxToastWords *self = SBX_TOAST_WORDS (widget);
  const int width = get_width (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = width;
  else
    gtk_widget_measure (self->label, orientation, width, minimum, natural, NULL, NULL);
}

static void
sbx_toast_words_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (SBX_TOAST_WORDS (widget)->label, width, height, baseline, NULL);
}

static void
sbx_toast_words_dispose (GObject *object)
{
  SbxToastWords *self = SBX_TOAST_WORDS (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (sbx_toast_words_parent_class)->dispose (object);
}

static void
sbx_toast_words_class_init (SbxToastWordsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_toast_words_dispose;
  widget_class->measure = sbx_toast_words_measure;
  widget_class->size_allocate = sbx_toast_words_size_allocate;
}

static void
sbx_toast_words_init (SbxToastWords *self)
{
  self->label = gtk_label_new (NULL);
  g_object_set (self->label, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "natural-wrap-mode",
                GTK_NATURAL_WRAP_NONE, "ellipsize", PANGO_ELLIPSIZE_END, "lines", MAX_LINES, "xalign", 0.0,
                NULL);
  gtk_widget_add_css_class (self->label, "heading");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

AdwToast *
sbx_toast_new (const char *text)
{
  AdwToast *toast;
  SbxToastWords *words;

  g_return_val_if_fail (text != NULL, NULL);

  toast = adw_toast_new ("");
  words = g_object_new (SBX_TYPE_TOAST_WORDS, NULL);
  gtk_label_set_text (GTK_LABEL (words->label), text);
  adw_toast_set_custom_title (toast, GTK_WIDGET (words));

  return toast;
}
