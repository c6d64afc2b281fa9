/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz/fuzz_reader_openai_chat.c: see fuzz_reader.h. */
#include "fuzz/fuzz_reader.h"

FUZZ_READER("openai_chat")
