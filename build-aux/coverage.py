#!/usr/bin/python3
# coverage.py - says how many lines of libmbm the tests have run, in all and in the worst files
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: coverage.py SOURCE_ROOT BUILD_DIRECTORY PERCENT
# Exit status 1 if fewer than PERCENT of the lines were run, or if gcovr cannot tell.
import json
import os
import subprocess
import sys

N_WORST = 15
FOLDER = 'core/messaging/'


def summarise(root, build):
    command = ['gcovr', '--root', root, '--filter', os.path.join(root, FOLDER), '--json-summary', '-',
               '--object-directory', build,
               '-j', str(os.cpu_count() or 1), build]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=600, check=True)
    return json.loads(done.stdout)


def main(root, build, wanted):
    try:
        summary = summarise(root, build)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        print(f'coverage: {error}')
        return 1

    # A header's inline functions count with the files that use them.
    files = [entry for entry in summary['files'] if entry['filename'].endswith('.c')]
    total = sum(entry['line_total'] for entry in files)
    covered = sum(entry['line_covered'] for entry in files)
    percent = 100 * covered / total if total else 0

    worst = sorted((entry for entry in files if entry['line_total']),
                   key=lambda entry: entry['line_covered'] / entry['line_total'])[:N_WORST]
    print(f'Line coverage of {FOLDER}: the {len(worst)} worst of {len(files)} files')
    for entry in worst:
        share = 100 * entry['line_covered'] / entry['line_total']
        print(f'{share:7.1f} %  {entry["line_covered"]:5d} of {entry["line_total"]:5d}  {entry["filename"]}')
    print(f'{percent:7.1f} %  {covered:5d} of {total:5d}  in all; {wanted} % are wanted')
    return 0 if percent >= float(wanted) else 1


sys.exit(main(*sys.argv[1:]))
