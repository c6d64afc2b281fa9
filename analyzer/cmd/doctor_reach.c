/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/doctor_reach.h"

#include <string.h>

#include "base/mem.h"
#include "cmd/keys.h"
#include "cmd/wording.h"
#include "transport/http.h"

enum { WAIT_MS = 200, MAX_HEADERS = 8 };

struct reach {
	const struct plan *plan;
	const struct reach_options *options;
	struct json *checks;
	struct http *http;
};

static char *named(const char *what, const struct plan_model *model)
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "%s of %s", what, model->name);
	return buf_take(&name, NULL);
}

static bool is_said(const char *text)
{
	return text && *text;
}

/* Whether there is a key, and where from: never what it is (I6). A command is not run,
 * for it may ask its owner for something. */
static void key_check(struct reach *r, const struct plan_model *model,
		      const struct dialect *dialect)
{
	char *name = named("key", model);
	bool optional = !dialect->auth_header || dialect->key_optional;
	struct buf found = BUF_INIT;
	struct err why = ERR_INIT;
	const char *origin;
	char *key = NULL;

	if (is_said(model->key_cmd)) {
		doctor_add(r->checks, DOCTOR_OK, name, "by a command, not run now", NULL);
	} else if (keys_read(model, optional ? NULL : dialect->key_env, &key, &origin,
			     &why)) {
		doctor_add(r->checks, DOCTOR_MISSING, name, "none that can be used",
			   why.text);
	} else if (!key) {
		doctor_add(r->checks, DOCTOR_OK, name, "none is sent", NULL);
	} else {
		buf_printf(&found, "there, from: %s", origin);
		doctor_add(r->checks, DOCTOR_OK, name, buf_str(&found), NULL);
	}
	keys_free(key);
	buf_clear(&found);
	mem_free(name);
}

static int ask(struct reach *r, const struct plan_model *model,
	       const struct dialect *dialect, struct err *err)
{
	static const char nothing[] = "{}";
	const struct chat_request request = {.model = model->model, .n = 1};
	const char *headers[MAX_HEADERS] = {"content-type: application/json"};
	struct buf base = BUF_INIT;
	struct buf url = BUF_INIT;
	size_t n = 1;
	int rc;

	for (size_t i = 0; i < 4 && dialect->fixed_headers[i]; i++)
		headers[n++] = dialect->fixed_headers[i];
	buf_str_add(&base, *model->base_url ? model->base_url : dialect->base_url);
	while (base.len && base.data[base.len - 1] == '/')
		base.data[--base.len] = '\0';
	rc = http_url_check(buf_str(&base), r->options->insecure_http, err);
	if (!rc) {
		dialect->url(buf_str(&base), &request, &url);
		rc = http_start(r->http, buf_str(&url), headers, n, text_of(nothing),
				(void *)(uintptr_t)model, err);
	}
	buf_clear(&base);
	buf_clear(&url);
	return rc;
}

static const char *remedy_of_trouble(enum http_trouble trouble)
{
	switch (trouble) {
	case HTTP_DNS:
		return "check the host in base_url, and this machine's name service";
	case HTTP_TLS:
		return "check base_url; --cacert FILE names a certificate of your own";
	case HTTP_TIMEOUT:
	case HTTP_CONNECT:
		return "check base_url, network, firewall and proxy (--proxy URL), and "
		       "that the server runs";
	default:
		return "check base_url, and what stands between here and there";
	}
}

/* A refusal is a good answer: nothing was asked. */
static void tell(struct reach *r, const struct http_result *result)
{
	const struct plan_model *model = result->tag;
	char *name = named("endpoint", model);
	struct buf found = BUF_INIT;

	if (result->trouble != HTTP_FINE) {
		doctor_add(r->checks, DOCTOR_MISSING, name, result->why,
			   remedy_of_trouble(result->trouble));
		mem_free(name);
		return;
	}
	buf_printf(&found, "reachable: HTTP %ld in %ld ms%s%s", result->status,
		   result->took_ms, *result->tls ? ", " : "", result->tls);
	if (result->status >= 500)
		doctor_add(r->checks, DOCTOR_ADVICE, name, buf_str(&found),
			   "it has troubles of its own: wait, or ask who runs it");
	else if (result->status == 404 || (result->status >= 300 && result->status < 400))
		doctor_add(r->checks, DOCTOR_ADVICE, name, buf_str(&found),
			   "nothing may stand at that path: check base_url");
	else
		doctor_add(r->checks, DOCTOR_OK, name, buf_str(&found), NULL);
	buf_clear(&found);
	mem_free(name);
}

static int wait_for_all(struct reach *r, struct err *err)
{
	struct http_result *result;

	while (http_n_in_flight(r->http)) {
		if (http_wait(r->http, WAIT_MS, err))
			return -1;
		while ((result = http_done(r->http))) {
			tell(r, result);
			http_release(r->http, result);
		}
	}
	return 0;
}

static void start_all(struct reach *r)
{
	for (size_t i = 0; i < r->plan->n_models; i++) {
		const struct plan_model *model = &r->plan->models[i];
		const struct dialect *dialect;
		struct err why = ERR_INIT;
		char *name = named("endpoint", model);

		if (*model->api) {
			dialect = wording_dialect(r->plan, model, &why);
			if (dialect)
				key_check(r, model, dialect);
			if (!dialect || ask(r, model, dialect, &why))
				doctor_add(r->checks, DOCTOR_MISSING, name,
					   "cannot be asked", why.text);
		}
		mem_free(name);
	}
}

int doctor_reach(const char *plan_path, const struct reach_options *options,
		 struct json *checks, struct err *err)
{
	struct http_options http = HTTP_OPTIONS_INIT;
	struct plan *plan = plan_open(plan_path, NULL, err);
	struct reach r = {plan, options, checks, NULL};
	int rc = -1;

	http.timeout_ms = http.connect_timeout_ms = options->timeout_ms;
	http.cacert = options->cacert;
	http.proxy = options->proxy;
	http.insecure_http = options->insecure_http;
	http.max_body = (size_t)1 << 20;
	r.http = plan ? http_new(&http, err) : NULL;
	if (r.http) {
		start_all(&r);
		rc = wait_for_all(&r, err);
	}
	http_free(r.http);
	plan_free(plan);
	return rc;
}
