# accessible.py - drives a GTK program as a screen reader sees it
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds, reads and works the controls of a program through AT-SPI.

Controls are matched by role and by a part of their name: mnemonics keep their underscore in some versions
of GTK. Everything waits for what it wants, up to a deadline; nothing waits for a fixed time.
"""
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

Role = Atspi.Role
TIMEOUT = 60

# Large, or the same again: looked into only when one asks for what is in them.
CLOSED = {Role.TREE_TABLE, Role.PAGE_TAB, Role.SCROLL_BAR}


# What has a text that is not its name.
SAYING = {Role.LABEL, Role.TEXT, Role.ENTRY, Role.PASSWORD_TEXT, Role.SPIN_BUTTON}


# What GTK calls a group, by version.
GROUPS = (Role.PANEL, Role.GROUPING)


class NotFound(AssertionError):
    """What was waited for did not come."""


def wait_for(what, condition, timeout=None):
    """Returns the first true value of condition(), asked again and again; tells in words what did not come."""
    timeout = TIMEOUT if timeout is None else timeout
    deadline = time.monotonic() + timeout
    while True:
        try:
            value = condition()
        except GLib.Error:
            value = None  # the control went away while it was looked at
        if value:
            return value
        if time.monotonic() > deadline:
            raise NotFound(f'{what} did not come within {timeout} s')
        time.sleep(0.05)


class Node:
    """A control."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def role(self):
        return self.accessible.get_role()

    @property
    def name(self):
        return self.accessible.get_name() or ''

    @property
    def text(self):
        """What it says: its text, or its name."""
        if self.role in SAYING and 'Text' in self.accessible.get_interfaces():
            return Atspi.Text.get_text(self.accessible, 0, Atspi.Text.get_character_count(self.accessible))
        return self.name

    def has(self, state):
        return self.accessible.get_state_set().contains(state)

    def children(self):
        for i in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(i)
            if child is not None:
                yield Node(child)

    def walk(self, deep=False):
        yield self
        if self.role in CLOSED and not deep:
            return
        for child in self.children():
            try:
                yield from child.walk(deep)
            except GLib.Error:
                continue  # gone meanwhile

    def search(self, role=None, name='', deep=False, enabled=False, exact=False):
        roles = role if isinstance(role, (set, tuple)) else {role}
        for node in self.walk(deep):
            if role is not None and node.role not in roles:
                continue
            if name.lower() not in node.name.replace('_', '').lower():
                continue
            if exact and node.name != name:
                continue
            if enabled and not node.has(Atspi.StateType.SENSITIVE):
                continue
            return node
        return None

    def find(self, role=None, name='', deep=False, enabled=False, exact=False, timeout=None):
        what = f'{role.value_nick if role is not None and not isinstance(role, (set, tuple)) else "control"} “{name}”'
        return wait_for(what, lambda: self.search(role, name, deep, enabled, exact), timeout)

    def search_text(self, text, deep=False):
        for node in self.walk(deep):
            if text in node.text:
                return node
        return None

    def find_text(self, text, deep=False, timeout=None):
        """The control that says `text`, as a part of its text."""
        return wait_for(f'the text “{text}”', lambda: self.search_text(text, deep), timeout)

    def click(self, timeout=None):
        wait_for(f'“{self.name}” to be sensitive', lambda: self.has(Atspi.StateType.SENSITIVE), timeout)
        if not Atspi.Action.do_action(self.accessible, 0):
            raise NotFound(f'“{self.name}” has no action')

    def write(self, text):
        if not Atspi.EditableText.set_text_contents(self.accessible, text):
            raise NotFound(f'“{self.name}” takes no text')
        wait_for(f'“{self.name}” to hold the text', lambda: self.text == text)

    def tab_to(self, control):
        """Goes to a control of the window by keyboard, the only way that GTK 4.8 knows."""
        for _ in range(100):
            if control.has(Atspi.StateType.FOCUSED):
                return
            before = self.focused()
            press(KEY_TAB)
            try:
                wait_for('the focus', lambda: self.focused() != before, 2)
            except NotFound:
                continue  # where it is, is not said
        raise NotFound(f'“{control.name}” is not reached by Tab')

    def focused(self):
        """What has the focus, as an accessible."""
        return next((node.accessible for node in self.walk() if node.has(Atspi.StateType.FOCUSED)), None)

    def select_child(self, index):
        if not Atspi.Selection.select_child(self.accessible, index):
            raise NotFound(f'“{self.name}” does not let its child {index} be selected')

    def dump(self, depth=0, limit=40):
        """The tree in words, for the log of a test that failed."""
        lines = [f'{"  " * depth}{self.role.value_nick}: {self.name!r} {self.text if self.text != self.name else ""}']
        if depth < limit:
            for child in self.children():
                try:
                    lines.append(child.dump(depth + 1, limit))
                except GLib.Error:
                    continue
        return '\n'.join(lines)


def application(name, timeout=None):
    """The program of that name, once it has a window."""
    def look():
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_name() == name and child.get_child_count() > 0:
                # Names and children change while nobody listens; what a control is does not.
                child.set_cache_mask(Atspi.Cache.ROLE | Atspi.Cache.INTERFACES)
                return Node(child)
        return None
    return wait_for(f'the window of {name}', look, timeout)


KEY_TAB = 0xff09
KEY_RETURN = 0xff0d
KEY_DOWN = 0xff54
CONTROL_L = 37  # the hardware's number of the key, as X11 has it


def press(keysym):
    """A key, where a control has no action. The window must have the focus, which without a window manager it has."""
    Atspi.generate_keyboard_event(keysym, None, Atspi.KeySynthType.SYM)


def press_control(letter):
    """Ctrl and a letter."""
    Atspi.generate_keyboard_event(CONTROL_L, None, Atspi.KeySynthType.PRESS)
    try:
        press(ord(letter))
    finally:
        Atspi.generate_keyboard_event(CONTROL_L, None, Atspi.KeySynthType.RELEASE)
