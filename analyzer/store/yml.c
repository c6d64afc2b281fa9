/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/yml.h"

#include <string.h>
#include <yaml.h>

#include "base/mem.h"

struct yml {
	yaml_document_t document;
};

struct yml *yml_parse(const char *data, size_t n, struct err *err)
{
	struct yml *doc = MEM_NEW(struct yml);
	yaml_parser_t parser;

	if (!yaml_parser_initialize(&parser)) {
		err_set(err, ERR_ENV, "libyaml has no memory");
		mem_free(doc);
		return NULL;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)data, n);
	if (!yaml_parser_load(&parser, &doc->document)) {
		err_set(err, ERR_FAIL, "line %zu: it is not YAML: %.200s",
			parser.problem_mark.line + 1,
			parser.problem ? parser.problem : "it cannot be read");
		mem_free(doc);
		doc = NULL;
	}
	yaml_parser_delete(&parser);
	return doc;
}

void yml_free(struct yml *doc)
{
	if (!doc)
		return;
	yaml_document_delete(&doc->document);
	mem_free(doc);
}

int yml_root(struct yml *doc)
{
	return yaml_document_get_root_node(&doc->document) ? 1 : 0;
}

static const yaml_node_t *node_of(struct yml *doc, int node)
{
	return node ? yaml_document_get_node(&doc->document, node) : NULL;
}

enum yml_kind yml_kind(struct yml *doc, int node)
{
	const yaml_node_t *at = node_of(doc, node);

	switch (at ? at->type : YAML_NO_NODE) {
	case YAML_SCALAR_NODE:
		return YML_TEXT;
	case YAML_SEQUENCE_NODE:
		return YML_LIST;
	case YAML_MAPPING_NODE:
		return YML_MAP;
	default:
		return YML_NONE;
	}
}

size_t yml_line(struct yml *doc, int node)
{
	const yaml_node_t *at = node_of(doc, node);

	return at ? at->start_mark.line + 1 : 0;
}

struct text yml_text(struct yml *doc, int node)
{
	const yaml_node_t *at = node_of(doc, node);

	if (!at || at->type != YAML_SCALAR_NODE)
		return (struct text){NULL, 0};
	return (struct text){(const char *)at->data.scalar.value, at->data.scalar.length};
}

size_t yml_count(struct yml *doc, int node)
{
	const yaml_node_t *at = node_of(doc, node);

	if (at && at->type == YAML_SEQUENCE_NODE)
		return (size_t)(at->data.sequence.items.top -
				at->data.sequence.items.start);
	if (at && at->type == YAML_MAPPING_NODE)
		return (size_t)(at->data.mapping.pairs.top -
				at->data.mapping.pairs.start);
	return 0;
}

int yml_at(struct yml *doc, int node, size_t i)
{
	const yaml_node_t *at = node_of(doc, node);

	if (i >= yml_count(doc, node))
		return 0;
	return at->type == YAML_SEQUENCE_NODE ? at->data.sequence.items.start[i]
					      : at->data.mapping.pairs.start[i].value;
}

int yml_key(struct yml *doc, int map, size_t i)
{
	const yaml_node_t *at = node_of(doc, map);

	if (yml_kind(doc, map) != YML_MAP || i >= yml_count(doc, map))
		return 0;
	return at->data.mapping.pairs.start[i].key;
}

int yml_get(struct yml *doc, int map, const char *key)
{
	size_t n = yml_kind(doc, map) == YML_MAP ? yml_count(doc, map) : 0;

	for (size_t i = 0; i < n; i++) {
		struct text name = yml_text(doc, yml_key(doc, map, i));

		if (name.data && name.len == strlen(key) &&
		    !memcmp(name.data, key, name.len))
			return yml_at(doc, map, i);
	}
	return 0;
}
