#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Three of the runs of `make check-chaos`.
exec tests/chaos/run -t 3
