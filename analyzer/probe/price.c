/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/price.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

#define SCHEMA "assay.prices.v1"

struct row {
	const char *api, *model; /* of the document */
	double input_per_mtok, output_per_mtok;
};

struct prices {
	char *file;
	struct json *doc;
	struct row *rows;
	size_t n;
};

static int read_row(struct prices *p, const struct json *from, struct err *err)
{
	struct row row = {json_str(from, "api"), json_str(from, "model"),
			  json_num(from, "input_per_mtok", -1),
			  json_num(from, "output_per_mtok", -1)};

	if (!row.api || !row.model || row.input_per_mtok < 0 || row.output_per_mtok < 0)
		return err_set(err, ERR_USAGE,
			       "%s: prices[%zu]: write {\"api\": \"openai\", \"model\": "
			       "\"gpt-4o-mini*\", \"input_per_mtok\": USD, "
			       "\"output_per_mtok\": USD}",
			       p->file, p->n);
	p->rows[p->n++] = row;
	return 0;
}

static int read_rows(struct prices *p, struct err *err)
{
	const struct json *rows = json_get(p->doc, "prices");
	const char *schema = json_str(p->doc, "schema");
	const char *currency = json_str(p->doc, "currency");

	if (!schema || strcmp(schema, SCHEMA) != 0)
		return err_set(err, ERR_USAGE, "%s: it is no \"" SCHEMA "\" table",
			       p->file);
	if (currency && strcmp(currency, "usd") != 0)
		return err_set(err, ERR_USAGE, "%s: prices must be in \"usd\"", p->file);
	if (!json_is_array(rows))
		return err_set(err, ERR_USAGE, "%s: \"prices\" is no list", p->file);
	p->rows = mem_alloc(json_count(rows), sizeof(*p->rows));
	JSON_EACH(from, rows) {
		if (read_row(p, from, err))
			return -1;
	}
	return 0;
}

struct prices *prices_open(const char *path, struct err *err)
{
	struct prices *p = MEM_NEW(struct prices);
	char *dir = path ? NULL : file_shipped("corpora", err);
	int rc = -1;

	if (path)
		p->file = mem_strdup(path);
	else if (dir)
		p->file = file_join(dir, "prices.json");
	if (p->file)
		p->doc = json_read_file(p->file, err);
	if (p->doc)
		rc = read_rows(p, err);
	mem_free(dir);
	if (!rc)
		return p;
	prices_free(p);
	return NULL;
}

void prices_free(struct prices *prices)
{
	if (!prices)
		return;
	mem_free(prices->file);
	json_free(prices->doc);
	mem_free(prices->rows);
	mem_free(prices);
}

const char *prices_file(const struct prices *prices)
{
	return prices->file;
}

const char *prices_dated(const struct prices *prices)
{
	const char *dated = json_str(prices->doc, "dated");

	return dated ? dated : "an unknown date";
}

/* How many letters of the pattern stand before its "*" and fit; an exact fit counts one
 * more. 0: it does not fit. */
static size_t fit(const char *pattern, const char *model)
{
	size_t n = strlen(pattern);

	if (n && pattern[n - 1] == '*')
		return strncmp(pattern, model, n - 1) ? 0 : n;
	return strcmp(pattern, model) ? 0 : n + 1;
}

static bool is_loopback(const char *url)
{
	static const char *const hosts[] = {"localhost", "127.", "[::1]"};
	const char *host = strstr(url, "://");

	for (size_t i = 0; host && i < sizeof(hosts) / sizeof(*hosts); i++) {
		size_t n = strlen(hosts[i]);

		/* "localhost.example" is somebody else's. */
		if (!strncmp(host + 3, hosts[i], n) &&
		    (i == 1 || strchr(":/", host[3 + n])))
			return true;
	}
	return false;
}

struct price price_find(const struct prices *prices, const char *api,
			const char *base_url, const char *model)
{
	const struct row *best = NULL;
	size_t best_fit = 0;

	for (size_t i = 0; i < prices->n; i++) {
		size_t letters = strcmp(prices->rows[i].api, api)
					 ? 0
					 : fit(prices->rows[i].model, model);

		if (letters > best_fit) {
			best_fit = letters;
			best = &prices->rows[i];
		}
	}
	if (best)
		return (struct price){best->input_per_mtok / 1e6,
				      best->output_per_mtok / 1e6};
	if (is_loopback(base_url) || (!strcmp(api, "ollama") && !*base_url))
		return (struct price){0, 0};
	return (struct price){NAN, NAN};
}
