/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect_param.h: a plan's parameters in the words of a dialect. Knows what
 * is written, not what it means.
 */
#ifndef TRANSPORT_DIALECT_PARAM_H
#define TRANSPORT_DIALECT_PARAM_H

#include "transport/dialect.h"

/*
 * Write the parameters that the request names and the endpoint takes, by the dialect's
 * rows; those marked outside into `top`. What `top` or `inner` holds already is never
 * replaced, and what makes the request itself (model, messages, n, stream) is no
 * parameter. `inner` may be `top`.
 */
void param_write(const struct dialect *dialect, const struct chat_request *request,
		 const struct chat_quirks *quirks, struct json *top, struct json *inner);

/* May it be sent to this endpoint? Not when the dialect has none or the endpoint was
 * found to refuse it. Names are ours. */
bool param_is_known(const struct dialect *dialect, const struct chat_quirks *quirks,
		    const char *name);

/* Is more than one answer to be asked for in one exchange? */
bool param_wants_n(const struct dialect *dialect, const struct chat_request *request,
		   const struct chat_quirks *quirks);

#endif
