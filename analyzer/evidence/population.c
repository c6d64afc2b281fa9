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
	char **taught_by; /* [model] ";openai;meta;", "" for nobody */
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
	pop->own->taught_by = MEM_ARRAY(n, char *);
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
		mem_free(pop->own->taught_by[model]);
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

/* ";a;b;" so that a whole name can be looked for. */
static char *fence_list(const char *list)
{
	struct buf out = BUF_INIT;

	if (!given(list) || is_none(list))
		return mem_strdup("");
	buf_char_add(&out, ';');
	for (const char *p = list; *p; p++) {
		if (*p != ' ')
			buf_char_add(&out, *p == ',' ? ';' : *p);
	}
	buf_char_add(&out, ';');
	return buf_take(&out, NULL);
}

void population_set(struct population *pop, size_t model, const struct model_facts *facts)
{
	bool sure = given(facts->confidence) && strcmp(facts->confidence, "low") != 0;
	bool independent = given(facts->relation) && !strcmp(facts->relation, "independent");
	bool untaught;

	if (given(facts->family))
		pop->family[model] = add_name(&pop->own->families, facts->family);
	if (given(facts->vendor))
		pop->vendor[model] = add_name(&pop->own->vendors, facts->vendor);
	mem_free(pop->own->taught_by[model]);
	pop->own->taught_by[model] = fence_list(facts->taught_by);
	untaught = !*pop->own->taught_by[model];
	pop->known[model] = given(facts->family) || given(facts->vendor);
	/* A user who gives a vendor and says "taught by none" vouches for independence. */
	if (!given(facts->relation))
		pop->clean[model] = given(facts->vendor) && is_none(facts->taught_by);
	else
		pop->clean[model] = independent && sure && untaught;
	publish(pop);
}

bool population_taught_by(const struct population *pop, size_t model, unsigned vendor)
{
	const char *list = pop->own->taught_by[model];
	struct buf name = BUF_INIT;
	bool found;

	if (!list || !*list || vendor >= pop->n_vendors)
		return false;
	buf_printf(&name, ";%s;", pop->vendor_name[vendor]);
	found = strstr(list, buf_str(&name)) != NULL;
	buf_clear(&name);
	return found;
}

unsigned population_vendor(const struct population *pop, const char *name)
{
	return name_number(&pop->own->vendors, name);
}

unsigned population_family(const struct population *pop, const char *name)
{
	return name_number(&pop->own->families, name);
}

bool population_in_cohort(const struct population *pop, size_t model, size_t suspect,
			  size_t teacher)
{
	return pop->clean[model] && model != suspect && model != teacher &&
	       pop->family[model] != pop->family[suspect] &&
	       pop->family[model] != pop->family[teacher] &&
	       pop->vendor[model] != pop->vendor[teacher] &&
	       !population_taught_by(pop, model, pop->vendor[teacher]);
}
