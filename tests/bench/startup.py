#!/usr/bin/python3
# startup.py - how long the window takes until it is there and answers, beside another GTK 4 program
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: startup.py [--rounds N] SIGNALBOX [OTHER-PROGRAM ARGUMENT...]     (within build-aux/with-display)
"""Starts the programs in turns, each in a home of its own that it has been started in once before.

"Drawn" is when there is more in the middle of the screen than an empty area: the first whole frame. "Usable" is when the
program has besides answered a question through its accessibility tree, which its main loop does between frames.
"""
import argparse
import ctypes
import ctypes.util
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'ui'))
from accessible import Atspi, GLib, Role  # noqa: E402

TIMEOUT = 30
# As many colours in a line of pixels: text or icons, and not the background alone.
COLOURS = 6


class Screen:
    """What is on the display, line by line."""

    def __init__(self):
        self.x11 = ctypes.CDLL(ctypes.util.find_library('X11'))
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                       ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        self.x11.XGetImage.restype = ctypes.c_void_p
        self.x11.XGetPixel.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
        self.x11.XGetPixel.restype = ctypes.c_ulong
        self.x11.XDestroyImage.argtypes = [ctypes.c_void_p]
        self.display = self.x11.XOpenDisplay(None)
        if not self.display:
            sys.exit('startup.py: there is no X11 display')
        self.root = self.x11.XDefaultRootWindow(self.display)

    def colours(self, y, width=600):
        image = self.x11.XGetImage(self.display, self.root, 0, y, width, 1, 0xffffffff, 2)
        found = {self.x11.XGetPixel(image, x, 0) for x in range(width)}
        self.x11.XDestroyImage(image)
        return len(found)

    def is_drawn(self):
        return any(self.colours(y) >= COLOURS for y in (16, 20, 24, 28, 200, 300, 400))

    def wait(self, drawn, process=None):
        deadline = time.monotonic() + TIMEOUT
        while self.is_drawn() != drawn:
            if process is not None and process.poll() is not None:
                raise RuntimeError(f'{process.args[0]} ended with {process.returncode}')
            if time.monotonic() > deadline:
                raise TimeoutError('the window did not come' if drawn else 'the window did not go')
            time.sleep(0.002)


def get_window(name):
    """The program's window, as the accessibility bus has it; None as long as there is none."""
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        try:
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_name() == name and child.get_child_count() > 0:
                return child.get_child_at_index(0)
        except GLib.Error:
            continue  # one that is going
    return None


def wait_for_answer(name):
    deadline = time.monotonic() + TIMEOUT
    while (window := get_window(name)) is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f'{name} did not answer')
        time.sleep(0.002)
    assert window.get_role() in (Role.FRAME, Role.WINDOW, Role.APPLICATION), window.get_role()


def start(screen, command, home):
    """Milliseconds until it was drawn, and until it was usable."""
    environment = dict(os.environ, XDG_CONFIG_HOME=f'{home}/config', XDG_DATA_HOME=f'{home}/data',
                       XDG_STATE_HOME=f'{home}/state')
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        screen.wait(drawn=True, process=process)
        drawn = time.monotonic()
        wait_for_answer(pathlib.Path(command[0]).name)
        usable = time.monotonic()
    finally:
        process.terminate()
        process.wait(20)
    screen.wait(drawn=False)
    return (drawn - began) * 1000, (usable - began) * 1000


def describe(name, values):
    return f'{name} {statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=10)
    parser.add_argument('program')
    parser.add_argument('other', nargs=argparse.REMAINDER)
    options = parser.parse_args()
    commands = [[options.program]]
    if options.other and shutil.which(options.other[0]):
        commands.append(options.other)

    screen = Screen()
    times = [([], []) for _ in commands]
    with tempfile.TemporaryDirectory() as home:
        for round_ in range(options.rounds + 1):
            for i, command in enumerate(commands):
                drawn, usable = start(screen, command, f'{home}/{i}')
                if round_ > 0:
                    times[i][0].append(drawn)
                    times[i][1].append(usable)

    print(f'renderer: {os.environ.get("GSK_RENDERER", "the usual one")}; milliseconds: median (least–greatest)')
    for command, (drawn, usable) in zip(commands, times):
        print(f'{pathlib.Path(command[0]).name}: {describe("drawn", drawn)}, {describe("usable", usable)}')
    if len(commands) > 1:
        ratio = statistics.median(times[0][1]) / statistics.median(times[1][1])
        print(f'usable: {ratio:.2f} × {pathlib.Path(commands[1][0]).name}')


if __name__ == '__main__':
    main()
