/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/population.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

struct names {
	char **v;
	size_t n, cap;
};

struct population_private {
	struct names *taught_by; /* [model]: vendors of its teachers */
	struct names families, vendors;
};

static unsigned name_number(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++) {
		if (!strcmp(names->v[i], name))
			return (unsigned)i;
	}
	return POPULATION_UNKNOWN;
}

static unsigned add_name(struct names *names, const char *name)
{
	unsigned number = name_number(names, name);

	if (number != POPULATION_UNKNOWN)
		return number;
	names->v = MEM_GROW(names->v, names->n, &names->cap);
	names->v[names->n] = mem_strdup(name);
	return (unsigned)names->n++;
}

static void publish(struct population *pop)
{
	pop->family_name = pop->own->families.v;
	pop->n_families = pop->own->families.n;
	pop->vendor_name = pop->own->vendors.v;
	pop->n_vendors = pop->own->vendors.n;
}

/* A model of which nothing is known belongs to nobody but itself. */
static void set_alone(struct population *pop, size_t model)
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "(%s)", pop->names[model]);
	pop->family[model] = add_name(&pop->own->families, buf_str(&name));
	pop->vendor[model] = add_name(&pop->own->vendors, buf_str(&name));
	buf_clear(&name);
}

struct population *population_new(const char *const *names, size_t n)
{
	struct population *pop = MEM_NEW(struct population);

	pop->own = MEM_NEW(struct population_private);
	pop->n = n;
	pop->names = names;
	pop->family = MEM_ARRAY(n, unsigned);
	pop->vendor = MEM_ARRAY(n, unsigned);
	pop->known = MEM_ARRAY(n, unsigned char);
	pop->clean = MEM_ARRAY(n, unsigned char);
	pop->own->taught_by = MEM_ARRAY(n, struct names);
	for (size_t model = 0; model < n; model++)
		set_alone(pop, model);
	publish(pop);
	return pop;
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		mem_free(names->v[i]);
	mem_free(names->v);
}

void population_free(struct population *pop)
{
	if (!pop)
		return;
	for (size_t model = 0; model < pop->n; model++)
		free_names(&pop->own->taught_by[model]);
	mem_free(pop->own->taught_by);
	free_names(&pop->own->families);
	free_names(&pop->own->vendors);
	mem_free(pop->own);
	mem_free(pop->family);
	mem_free(pop->vendor);
	mem_free(pop->known);
	mem_free(pop->clean);
	mem_free(pop);
}

static bool given(const char *text)
{
	return text && *text;
}

static bool is_none(const char *text)
{
	return given(text) && (!strcmp(text, "-") || !strcmp(text, "none"));
}

/* Names of a list parted by ';' or ','. */
static void read_list(const char *list, struct names *out)
{
	static const char parts[] = "; ,";

	free_names(out);
	*out = (struct names){NULL, 0, 0};
	if (!given(list) || is_none(list))
		return;
	for (list += strspn(list, parts); *list; list += strspn(list, parts)) {
		size_t n = strcspn(list, ";,");
		char *name = mem_dup(list, n);

		(void)add_name(out, name);
		mem_free(name);
		list += n;
	}
}

void population_set(struct population *pop, size_t model, const struct model_facts *facts)
{
	bool sure = given(facts->confidence) && strcmp(facts->confidence, "low") != 0;
	bool independent =
		given(facts->relation) && !strcmp(facts->relation, "independent");
	bool untaught;

	if (given(facts->family))
		pop->family[model] = add_name(&pop->own->families, facts->family);
	if (given(facts->vendor))
		pop->vendor[model] = add_name(&pop->own->vendors, facts->vendor);
	read_list(facts->taught_by, &pop->own->taught_by[model]);
	untaught = pop->own->taught_by[model].n == 0;
	pop->known[model] = given(facts->family) || given(facts->vendor);
	/* A user who gives a vendor and says "taught by none" vouches for independence.
	 */
	if (!given(facts->relation))
		pop->clean[model] = given(facts->vendor) && is_none(facts->taught_by);
	else
		pop->clean[model] = independent && sure && untaught;
	publish(pop);
}

bool population_taught_by(const struct population *pop, size_t model, unsigned vendor)
{
	const struct names *teachers = &pop->own->taught_by[model];

	return vendor < pop->n_vendors && teachers->n &&
	       name_number(teachers, pop->vendor_name[vendor]) != POPULATION_UNKNOWN;
}

unsigned population_vendor(const struct population *pop, const char *name)
{
	return name_number(&pop->own->vendors, name);
}

unsigned population_family(const struct population *pop, const char *name)
{
	return name_number(&pop->own->families, name);
}

bool population_unrelated(const struct population *pop, size_t model, size_t suspect,
			  size_t teacher)
{
	return model != suspect && model != teacher &&
	       pop->family[model] != pop->family[suspect] &&
	       pop->family[model] != pop->family[teacher] &&
	       pop->vendor[model] != pop->vendor[teacher] &&
	       !population_taught_by(pop, model, pop->vendor[teacher]);
}

bool population_in_cohort(const struct population *pop, size_t model, size_t suspect,
			  size_t teacher)
{
	return pop->clean[model] && population_unrelated(pop, model, suspect, teacher);
}

void population_json(const struct population *pop, struct json *out)
{
	for (size_t model = 0; model < pop->n; model++) {
		const struct names *teachers = &pop->own->taught_by[model];
		struct json *entry = json_add_object(out, NULL);
		struct json *list;

		json_add_str(entry, "model", pop->names[model]);
		json_add_str(entry, "family", pop->family_name[pop->family[model]]);
		json_add_str(entry, "vendor", pop->vendor_name[pop->vendor[model]]);
		json_add_bool(entry, "known", pop->known[model]);
		json_add_bool(entry, "clean", pop->clean[model]);
		list = json_add_array(entry, "taught_by");
		for (size_t i = 0; i < teachers->n; i++)
			json_add_str(list, NULL, teachers->v[i]);
	}
}

struct population *population_read(const struct json *list, const char **names)
{
	struct population *pop;
	size_t n = 0;

	JSON_EACH(entry, list) {
		names[n] = json_str(entry, "model");
		if (!names[n++] || !json_str(entry, "family") ||
		    !json_str(entry, "vendor"))
			return NULL;
	}
	pop = population_new(names, n);
	n = 0;
	JSON_EACH(entry, list) {
		pop->family[n] = add_name(&pop->own->families, json_str(entry, "family"));
		pop->vendor[n] = add_name(&pop->own->vendors, json_str(entry, "vendor"));
		pop->known[n] = json_true(entry, "known");
		pop->clean[n] = json_true(entry, "clean");
		JSON_EACH(teacher, json_get(entry, "taught_by")) {
			if (json_text(teacher))
				(void)add_name(&pop->own->taught_by[n],
					       json_text(teacher));
		}
		n++;
	}
	publish(pop);
	return pop;
}
