/* sbx-form-time.c — a button that opens a calendar and a clock
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-form-time.h"

#include "sbx-focus.h"

/**
 * SbxFormTime:
 *
 * Helps to write a date, a time or both as RFC 3339 has them. What is in the entry is where it begins, its
 * offset from UTC stays; an entry with anything else in it begins with now.
 *
 * Signal `picked` (text): what the user made.
 */
struct _SbxFormTime
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkCalendar *calendar; /* nullable, and so are the others until the popover is there */
  GtkSpinButton *hour;
  GtkSpinButton *minute;
  GtkSpinButton *second;

  SbxFormTimeParts parts;
  GtkEditable *entry; /* unowned: they stand beside each other in one control */
  GTimeZone *zone;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (SbxFormTime, sbx_form_time, GTK_TYPE_WIDGET)

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The parts as RFC 3339 has them; (transfer full). */
static char *
format_time (GDateTime *time, SbxFormTimeParts parts)
{
  g_autofree char *date = g_date_time_format (time, "%Y-%m-%d");
  gboolean utc = g_date_time_get_utc_offset (time) == 0;
  g_autofree char *clock = g_date_time_format (time, utc ? "%H:%M:%SZ" : "%H:%M:%S%:z");

  if (parts == SBX_FORM_TIME_DATE)
    return g_steal_pointer (&date);
  if (parts == SBX_FORM_TIME_CLOCK)
    return g_steal_pointer (&clock);
  return g_strdup_printf ("%sT%s", date, clock);
}

/* What @text says; NULL if it is nothing of the kind; (transfer full). */
static GDateTime *
parse_time (const char *text, SbxFormTimeParts parts)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *whole = NULL;

  if (parts == SBX_FORM_TIME_DATE)
    whole = g_strdup_printf ("%sT00:00:00Z", text);
  else if (parts == SBX_FORM_TIME_CLOCK)
    whole = g_strdup_printf ("2000-01-01T%s", text);
  return g_date_time_new_from_iso8601 (whole != NULL ? whole : text, utc);
}

static void
on_edited (SbxFormTime *self)
{
  g_autoptr (GDateTime) day = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (self->updating)
    return;

  day = self->calendar != NULL ? gtk_calendar_get_date (self->calendar) : g_date_time_new_now (self->zone);
  time = g_date_time_new (self->zone, g_date_time_get_year (day), g_date_time_get_month (day),
                          g_date_time_get_day_of_month (day),
                          self->hour != NULL ? gtk_spin_button_get_value_as_int (self->hour) : 0,
                          self->minute != NULL ? gtk_spin_button_get_value_as_int (self->minute) : 0,
                          self->second != NULL ? gtk_spin_button_get_value_as_int (self->second) : 0);
  if (time == NULL)
    return;
  text = format_time (time, self->parts);
  g_signal_emit (self, signals[PICKED], 0, text);
}

static void
show_time (SbxFormTime *self, GDateTime *time)
{
  self->updating = TRUE;
  if (self->calendar != NULL)
    gtk_calendar_select_day (self->calendar, time);
  if (self->hour != NULL)
    {
      gtk_spin_button_set_value (self->hour, g_date_time_get_hour (time));
      gtk_spin_button_set_value (self->minute, g_date_time_get_minute (time));
      gtk_spin_button_set_value (self->second, g_date_time_get_second (time));
    }
  self->updating = FALSE;
}

static void
on_now (SbxFormTime *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now (self->zone);

  show_time (self, now);
  on_edited (self);
}

static gboolean
show_two_digits (GtkSpinButton *spin)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static GtkSpinButton *
add_spin (SbxFormTime *self, GtkBox *box, int max, const char *label)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, max, 1);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (spin), GTK_ORIENTATION_VERTICAL);
  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (spin, "output", G_CALLBACK (show_two_digits), NULL);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, spin);
  return GTK_SPIN_BUTTON (spin);
}

static void
add_clock (SbxFormTime *self, GtkBox *box)
{
  GtkWidget *clock = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_halign (clock, GTK_ALIGN_CENTER);
  gtk_widget_set_direction (clock, GTK_TEXT_DIR_LTR);
  self->hour = add_spin (self, GTK_BOX (clock), 23, _ ("Hour"));
  gtk_box_append (GTK_BOX (clock), gtk_label_new (":"));
  self->minute = add_spin (self, GTK_BOX (clock), 59, _ ("Minute"));
  gtk_box_append (GTK_BOX (clock), gtk_label_new (":"));
  self->second = add_spin (self, GTK_BOX (clock), 59, _ ("Second"));
  gtk_box_append (box, clock);
}

static void
make_popover (SbxFormTime *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *now = gtk_button_new_with_mnemonic (_ ("_Now"));

  if ((self->parts & SBX_FORM_TIME_DATE) != 0)
    {
      self->calendar = GTK_CALENDAR (gtk_calendar_new ());
      g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_edited), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->calendar));
    }
  if ((self->parts & SBX_FORM_TIME_CLOCK) != 0)
    add_clock (self, GTK_BOX (box));
  else
    gtk_button_set_label (GTK_BUTTON (now), _ ("_Today"));
  g_signal_connect_object (now, "clicked", G_CALLBACK (on_now), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), now);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (self->button, popover);
}

static void
open (GtkMenuButton *button, gpointer user_data)
{
  SbxFormTime *self = user_data;
  g_autoptr (GDateTime) time = parse_time (gtk_editable_get_text (self->entry), self->parts);

  if (gtk_menu_button_get_popover (button) == NULL)
    make_popover (self);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  if (time != NULL)
    self->zone = g_time_zone_ref (g_date_time_get_timezone (time));
  else
    {
      self->zone = g_time_zone_new_utc ();
      time = g_date_time_new_now (self->zone);
    }
  show_time (self, time);
}

static gboolean
sbx_form_time_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_FORM_TIME (widget)->button));
}

static void
sbx_form_time_dispose (GObject *object)
{
  SbxFormTime *self = SBX_FORM_TIME (object);

  self->calendar = NULL;
  self->hour = self->minute = self->second = NULL;
  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (sbx_form_time_parent_class)->dispose (object);
}

static void
sbx_form_time_class_init (SbxFormTimeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_form_time_dispose;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_form_time_grab_focus;
  signals[PICKED] = g_signal_new ("picked", SBX_TYPE_FORM_TIME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_form_time_init (SbxFormTime *self)
{
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_menu_button_set_create_popup_func (self->button, open, self, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  self->zone = g_time_zone_new_utc ();
}

/**
 * sbx_form_time_new:
 * @entry: what the text is typed into
 */
GtkWidget *
sbx_form_time_new (SbxFormTimeParts parts, GtkEditable *entry)
{
  SbxFormTime *self = g_object_new (SBX_TYPE_FORM_TIME, NULL);
  const char *tooltip = parts == SBX_FORM_TIME_CLOCK ? _ ("Choose a Time") : _ ("Choose a Date");

  self->parts = parts;
  self->entry = entry;
  gtk_menu_button_set_icon_name (self->button, parts == SBX_FORM_TIME_CLOCK
                                                 ? "preferences-system-time-symbolic"
                                                 : "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  return GTK_WIDGET (self);
}
