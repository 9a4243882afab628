# notifications.py - a desktop that takes notifications, for an end-to-end test
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns org.freedesktop.Notifications on the session bus, and remembers what is shown."""
import threading

from gi.repository import Gio, GLib

INTERFACE = """
<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>
"""
PATH = '/org/freedesktop/Notifications'
NAME = 'org.freedesktop.Notifications'


class Desktop:
    """`shown`: what is on screen, by number: (summary, body); `sent`: how many ever were."""

    def __init__(self):
        self.shown = {}
        self.sent = 0
        self.loop = None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        assert self.ready.wait(10), 'nobody could own the name of the notifications'

    def _run(self):
        context = GLib.MainContext.new()
        context.push_thread_default()
        self.loop = GLib.MainLoop.new(context, False)
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.connection.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], self._call,
                                        None, None)
        Gio.bus_own_name_on_connection(self.connection, NAME, Gio.BusNameOwnerFlags.NONE,
                                       lambda *_: self.ready.set(), None)
        self.loop.run()

    def _call(self, connection, sender, path, interface, method, parameters, invocation):
        if method == 'Notify':
            _, replaces, _, summary, body, *_ = parameters.unpack()
            self.sent += 1
            number = replaces or self.sent
            self.shown[number] = (summary, body)
            invocation.return_value(GLib.Variant('(u)', (number,)))
        elif method == 'CloseNotification':
            self.shown.pop(parameters.unpack()[0], None)
            invocation.return_value(None)
        elif method == 'GetCapabilities':
            invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
        else:
            invocation.return_value(GLib.Variant('(ssss)', ('test', 'Signalbox', '1', '1.2')))

    def activate(self, number):
        """As a click on the notification does, which ends it."""
        self.shown.pop(number)
        self.connection.emit_signal(None, PATH, NAME, 'ActionInvoked', GLib.Variant('(us)', (number, 'default')))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.loop.quit()
        self.thread.join(10)
