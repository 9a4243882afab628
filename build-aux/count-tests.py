#!/usr/bin/python3
# count-tests.py - says in one line how the tests of `meson test` went
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: count-tests.py meson-logs/testlog.json [NAME=OK|NAME=FAIL...]
# Each NAME is something else that was tested, and counts as one more.
# Exit status 1 if a test failed or was skipped, also a case within one, if a toolkit warned of something in its log, or
# if there was none.
import json
import pathlib
import re
import sys

SKIPPED_CASE = re.compile(r'^\s*ok\b.*#\s*SKIP', re.MULTILINE | re.IGNORECASE)

# Also where they are not fatal, as in what drives the program from outside.
TOOLKIT_WARNING = re.compile(r'\b(?:Gtk|GtkSourceView|Adwaita|Gdk|Gsk|Pango|GLib-GObject)-(?:WARNING|CRITICAL)\b.*')


def fault_of(test):
    if test['result'] != 'OK':
        return test['result'].lower()
    if SKIPPED_CASE.search(test.get('stdout') or ''):
        return 'a case was skipped'
    for stream in 'stdout', 'stderr':
        if warning := TOOLKIT_WARNING.search(test.get(stream) or ''):
            return warning[0]
    return None


def main(path, *others):
    log = pathlib.Path(path)
    lines = log.read_text(encoding='utf-8', errors='replace').splitlines() if log.exists() else []
    faults = [(test['name'], fault_of(test)) for test in map(json.loads, lines)]
    if faults:
        for name, _, result in (other.partition('=') for other in others):
            faults.append((name, None if result == 'OK' else result.lower() or 'fail'))
    failed = [(name, fault) for name, fault in faults if fault]
    for name, fault in failed:
        print(f'{name}: {fault}')
    print(f'{len(faults) - len(failed)} passed, {len(failed)} failed', flush=True)
    return 1 if failed or not faults else 0


sys.exit(main(*sys.argv[1:]))
