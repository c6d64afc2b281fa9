/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/pair.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "report/gnuplot.h"
#include "report/page.h"
#include "report/pair_parts.h"

static const char *const sides[2] = {"first", "second"};

const struct json *pair_channel(const struct pair *pair, int side, const char *name)
{
	JSON_EACH(channel, json_get(pair->side[side].result, "channels")) {
		if (!strcmp(view_str(channel, "name"), name))
			return channel;
	}
	return NULL;
}

static void add_difference(struct json *out, const char *key, const struct json *first,
			   const struct json *second)
{
	json_add_num(out, key, view_num(first, key) - view_num(second, key));
}

/* First less second, of what both have. */
static void add_differences(const struct pair *pair, struct json *out)
{
	const struct json *first = pair->side[0].result, *second = pair->side[1].result;
	struct json *list;

	add_difference(out, "llr10", first, second);
	add_difference(out, "llr10_unbounded", first, second);
	add_difference(out, "n_prompts", first, second);
	list = json_add_array(out, "channels");
	JSON_EACH(channel, json_get(first, "channels")) {
		const char *name = view_str(channel, "name");
		const struct json *other = pair_channel(pair, 1, name);
		struct json *entry;

		if (!other)
			continue;
		entry = json_add_object(list, NULL);
		json_add_str(entry, "name", name);
		add_difference(entry, "score", channel, other);
		add_difference(entry, "llr10", channel, other);
	}
}

static void pair_close(struct pair *pair)
{
	for (int i = 0; i < 2; i++)
		if (pair->side[i].labels)
			view_close(&pair->side[i]);
	json_free(pair->root);
}

static int pair_open(struct pair *pair, const struct json *first,
		     const struct json *second, struct err *err)
{
	pair->root = json_new_object();
	json_add_str(pair->root, "schema", "assay.pair.v1");
	json_add(pair->root, sides[0], json_copy(first));
	json_add(pair->root, sides[1], json_copy(second));
	for (int i = 0; i < 2; i++)
		if (view_open(&pair->side[i], json_get(pair->root, sides[i]), err)) {
			err_prefix(err, "the %s of the two", sides[i]);
			return -1;
		}
	add_differences(pair, json_add_object(pair->root, "difference"));
	return 0;
}

static int write_page(const struct pair *pair, const struct doc *doc,
		      const struct theme *theme, const char *dir, struct err *err)
{
	const struct view *a = &pair->side[0], *b = &pair->side[1];
	struct buf title = BUF_INIT, from = BUF_INIT;
	struct page page = {
		.heading = "Two findings side by side",
		.version = view_str(a->result, "assay_version"),
		.simulation = a->simulation ? a->simulation : b->simulation,
	};
	int rc;

	buf_printf(&title, "%s and %s", a->suspect, b->suspect);
	buf_printf(&from, "A: %s, B: %s", view_str(json_get(a->result, "case"), "name"),
		   view_str(json_get(b->result, "case"), "name"));
	page.title = buf_str(&title);
	page.source = buf_str(&from);
	rc = page_write(&page, doc, theme, dir, err);
	if (!rc)
		rc = page_write_markdown(&page, doc, dir, "pair.md", err);
	if (!rc)
		rc = page_write_json(pair->root, dir, "pair.json", err);
	buf_clear(&title);
	buf_clear(&from);
	return rc;
}

static int write_all(const struct pair *pair, const char *dir, const struct theme *theme,
		     struct buf *warning, struct err *err)
{
	struct figure figure = {.name = "pair",
				.title = "LLR10 of both, channel by channel"};
	struct doc doc = {.html = BUF_INIT, .markdown = BUF_INIT, .contents = BUF_INIT};
	struct paths *paths = paths_new(pair->root);
	struct buf undrawn = BUF_INIT;
	const char *simulation = pair->side[0].simulation ? pair->side[0].simulation
							  : pair->side[1].simulation;
	int rc;

	pair_figure(pair, &figure);
	rc = gnuplot_draw(&figure, 1, dir, buf_str(&theme->prologue), simulation,
			  &undrawn, err);
	if (!rc) {
		buf_printf(warning, "%s", buf_str(&undrawn));
		doc.no_picture = undrawn.len ? buf_str(&undrawn) : NULL;
		doc.paths = paths;
		pair_sections(&doc, pair, &figure);
		rc = write_page(pair, &doc, theme, dir, err);
	}
	doc_clear(&doc);
	paths_free(paths);
	buf_clear(&undrawn);
	figures_clear(&figure, 1);
	return rc;
}

int pair_write(const struct json *first, const struct json *second, const char *dir,
	       const char *theme_dir, struct buf *warning, struct err *err)
{
	struct theme theme = {.page = BUF_INIT, .style = BUF_INIT, .prologue = BUF_INIT};
	struct pair pair = {0};
	int rc = -1;

	if (!pair_open(&pair, first, second, err) &&
	    !theme_read(&theme, theme_dir, err) && !file_mkdirs(dir, err))
		rc = write_all(&pair, dir, &theme, warning, err);
	theme_clear(&theme);
	pair_close(&pair);
	return rc;
}
