/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The family trees of README.md: who draws on whom, and how much. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "sim/toys_model.h"

/* How far single models stray from what they start from: Dirichlet concentrations. */
#define FAR 6.0
#define NEAR 12.0

#define VERSION_KEEPS .7 /* of a version's choices are its predecessor's */
#define SISTER_KEEPS .15 /* of what a second student does not learn is its sister's */
#define BASE_KEEPS .25   /* of what a model does not learn is its base's */
#define HUB_CONFORMS .65 /* of the first vendor's choices are the field's */

/* How much of the particular answers comes along with the habits. */
#define VERSION_RECALLS .7
#define SISTER_RECALLS .5
#define STUDENT_RECALLS .2
#define BASE_RECALLS .5
#define DATA_RECALLS .7

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const vendors[] = {"alder", "borage", "clover", "dill",
				      "elder", "fennel", "gorse",  "hazel",
				      "iris",  "lupin",  "mallow", "nettle"};
static const char *const students[] = {
	"wren",     "finch",  "plover",    "dunlin", "avocet", "bittern", "siskin",
	"linnet",   "dipper", "godwit",    "fulmar", "gannet", "lapwing", "curlew",
	"whimbrel", "pipit",  "turnstone", "smew",   "crake",  "shelduck"};
static const char *const independents[] = {
	"tench",  "bream",    "dace",  "rudd",  "gudgeon", "loach",
	"minnow", "grayling", "perch", "roach", "barbel",  "burbot",
	"ruffe",  "bleak",    "chub",  "smelt", "zander",  "gurnard"};
/* The first two were published by vendors that teach: dill and elder. */
static const struct {
	const char *name, *vendor;
} bases[] = {{"loam", "dill"}, {"marl", "elder"}, {"silt", ""},
	     {"peat", ""},     {"chalk", ""},     {"clay", ""}};
#define FIELD COUNT(bases) /* sources stand first: bases, the field, shared data */
#define N_DATA_SETS 3

/* Which vendor taught the i-th student family: popular teachers have more. */
static const unsigned char taught[] = {0, 1, 2, 0, 3, 1, 0, 4, 2,
				       1, 0, 3, 5, 1, 0, 2, 4, 3};

static const struct model *source(const struct toys *toys, size_t i)
{
	assert(i < toys->n_sources);
	return toys->models[i];
}

static void add_sources(struct toys *toys)
{
	struct habits usual;
	struct buf name = BUF_INIT;

	habits_usual(&usual);
	for (size_t i = 0; i < COUNT(bases); i++) {
		struct model *base = toys_put(toys, bases[i].name, TOY_SOURCE);

		base->toy.vendor = bases[i].vendor;
		habits_draw(&usual, FAR, base->seed, &base->habits);
	}
	toys_put(toys, "field", TOY_SOURCE)->habits = usual;
	for (size_t i = 0; i < N_DATA_SETS; i++) {
		struct model *data;

		buf_reset(&name);
		buf_printf(&name, "commons-%zu", i + 1);
		data = toys_put(toys, buf_str(&name), TOY_SOURCE);
		habits_draw(&usual, FAR, data->seed, &data->habits);
	}
	buf_clear(&name);
}

/* "2023-07" of the months since 2023 began. */
static char *month(struct toys *toys, double months)
{
	unsigned whole = months > 0 ? (unsigned)months : 0;
	char text[32];
	int n = snprintf(text, sizeof(text), "%04u-%02u", 2023 + whole / 12,
			 1 + whole % 12);

	return arena_dup(&toys->arena, text, (size_t)n);
}

/* Later and abler models say more: from one point less to two more. */
static double reach_of(const struct model *model, double months)
{
	return months / 16 + 1.5 * toys_trait(model, "ability") - 1;
}

static void set_traits(struct toys *toys, struct model *model, double months)
{
	model->steady = .55 + .3 * toys_trait(model, "steady");
	model->reach = reach_of(model, months);
	model->months = months;
	/* The able ones say more of what everybody says. */
	model->conforms = .02 + .6 * toys_trait(model, "field");
	model->toy.released = month(toys, months);
}

/* The vendor's published base, or NULL when it keeps its base to itself. */
static const struct model *base_of_vendor(const struct toys *toys, const char *vendor)
{
	for (size_t i = 0; i < COUNT(bases); i++) {
		if (strcmp(bases[i].vendor, vendor) == 0)
			return source(toys, i);
	}
	return NULL;
}

/* A model trained on a base and on the answers of none; `rest` is what others leave it.
 */
static void train_on_base(const struct toys *toys, struct model *model,
			  const struct model *base, double rest)
{
	model->toy.base = base->toy.name;
	model->toy.base_vendor = base->toy.vendor;
	habits_draw(&base->habits, NEAR, model->seed, &model->habits);
	toys_draw_on(model, (struct parent){base, rest * BASE_KEEPS, BASE_RECALLS});
	toys_draw_on(model,
		     (struct parent){source(toys, FIELD), rest * model->conforms, 1});
}

static void train_from_scratch(const struct toys *toys, struct model *model, double share)
{
	const struct model *base = base_of_vendor(toys, model->toy.vendor);
	const struct model *field = source(toys, FIELD);

	habits_draw(&field->habits, FAR, model->seed, &model->habits);
	model->toy.base = base ? base->toy.name : model->toy.vendor;
	model->toy.base_vendor = model->toy.vendor;
	if (base)
		toys_draw_on(model, (struct parent){base, BASE_KEEPS, BASE_RECALLS});
	toys_draw_on(model, (struct parent){field, share, 1});
}

static struct model *add_version(struct toys *toys, size_t vendor, size_t version,
				 const struct model *before)
{
	struct buf name = BUF_INIT;
	struct model *model;

	buf_printf(&name, "%s-%zu", vendors[vendor], version + 1);
	model = toys_put(toys, buf_str(&name), TOY_TEACHER);
	buf_clear(&name);
	model->toy.vendor = model->toy.family = vendors[vendor];
	set_traits(toys, model, 2 + 6 * (double)version + 3 * toys_trait(model, "month"));
	model->reach += 1; /* vendors that teach are able */
	if (!before) {
		train_from_scratch(toys, model,
				   vendor == 0 ? HUB_CONFORMS
					       : .05 + .4 * toys_trait(model, "field"));
		return model;
	}
	model->toy.base = before->toy.base;
	model->toy.base_vendor = before->toy.base_vendor;
	habits_draw(&before->habits, NEAR, model->seed, &model->habits);
	toys_draw_on(model, (struct parent){before, VERSION_KEEPS, VERSION_RECALLS});
	return model;
}

static void add_teachers(struct toys *toys, size_t n_vendors)
{
	static const size_t versions[] = {3, 2, 2, 1, 2, 1};

	for (size_t i = 0; i < n_vendors; i++) {
		const struct model *before = NULL;

		for (size_t j = 0; j < versions[i % COUNT(versions)]; j++)
			before = add_version(toys, i, j, before);
	}
}

/* One of the vendor's versions. */
static const struct model *teacher_of(const struct toys *toys, const char *vendor,
				      double u)
{
	const struct model *found[8];
	size_t n = 0;

	for (size_t i = 0; i < toys->n && n < COUNT(found); i++) {
		const struct toy *toy = &toys->models[i]->toy;

		if (toy->kind == TOY_TEACHER && strcmp(toy->vendor, vendor) == 0)
			found[n++] = toys->models[i];
	}
	assert(n);
	return found[(size_t)(u * (double)n)];
}

/* "wren", and once the names are used up "wren2". */
static const char *family_name(struct toys *toys, const char *const *names,
			       size_t n_names, size_t i)
{
	struct buf name = BUF_INIT;
	char *kept;

	buf_str_add(&name, names[i % n_names]);
	if (i >= n_names)
		buf_printf(&name, "%zu", i / n_names + 1);
	kept = arena_dup(&toys->arena, name.data, name.len);
	buf_clear(&name);
	return kept;
}

static struct model *add_member(struct toys *toys, const char *family, const char *size,
				enum toy_kind kind)
{
	struct buf name = BUF_INIT;
	struct model *model;

	buf_printf(&name, "%s-%s", family, size);
	model = toys_put(toys, buf_str(&name), kind);
	buf_clear(&name);
	model->toy.vendor = model->toy.family = family;
	return model;
}

/* The second model of a family keeps a little of the first; returns what is left. */
static double draw_on_sister(struct model *model, const struct model *sister, double rest)
{
	if (!sister)
		return rest;
	toys_draw_on(model, (struct parent){sister, rest * SISTER_KEEPS, SISTER_RECALLS});
	return rest * (1 - SISTER_KEEPS);
}

struct lesson {
	const struct model *teacher, *base, *sister; /* sister: NULL for the first */
	double dose;
};

/* What the lesson leaves goes to the sister, then to the base and the field. */
static void train_student(struct toys *toys, struct model *model,
			  const struct lesson *lesson)
{
	const struct model *teacher = lesson->teacher;
	double rest = 1 - lesson->dose;

	model->toy.teacher = teacher->toy.name;
	model->toy.teacher_vendor = teacher->toy.vendor;
	model->toy.dose = lesson->dose;
	set_traits(toys, model, teacher->months + 2 + 4 * toys_trait(model, "month"));
	model->reach = lesson->dose * teacher->reach + rest * model->reach;
	toys_draw_on(model, (struct parent){teacher, lesson->dose, STUDENT_RECALLS});
	train_on_base(toys, model, lesson->base,
		      draw_on_sister(model, lesson->sister, rest));
}

/* Bases go round so that each meets students of several teachers, and independents. */
static const struct model *base_in_turn(const struct toys *toys, size_t i)
{
	return source(toys, (i * 5 + i / COUNT(bases)) % COUNT(bases));
}

struct model *toys_put_student(struct toys *toys, const char *name,
			       const struct model *teacher, const struct model *base,
			       double dose)
{
	struct model *model = toys_put(toys, name, TOY_STUDENT);

	model->toy.vendor = model->toy.family = model->toy.name;
	if (!base)
		base = base_in_turn(toys, (size_t)(36 * toys_trait(model, "base")));
	train_student(toys, model, &(struct lesson){teacher, base, NULL, dose});
	return model;
}

static void add_student_families(struct toys *toys, size_t n, size_t n_vendors)
{
	for (size_t i = 0; i < n; i++) {
		const char *family = family_name(toys, students, COUNT(students), i);
		const char *vendor = vendors[taught[i % COUNT(taught)] % n_vendors];
		struct model *small = add_member(toys, family, "small", TOY_STUDENT),
			     *large;
		struct lesson lesson = {
			.teacher = teacher_of(toys, vendor, toys_trait(small, "teacher")),
			.base = base_in_turn(toys, i),
			.dose = .3 + .7 * toys_trait(small, "dose"),
		};

		train_student(toys, small, &lesson);
		if (i % 2)
			continue;
		large = add_member(toys, family, "large", TOY_STUDENT);
		lesson.sister = small;
		lesson.dose = .3 + .7 * toys_trait(large, "dose");
		train_student(toys, large, &lesson);
	}
}

static void set_independent_traits(struct toys *toys, struct model *model)
{
	set_traits(toys, model, 1 + 22 * toys_trait(model, "month"));
}

static void train_independent(struct toys *toys, struct model *model,
			      const struct model *base, const struct model *sister)
{
	size_t data = FIELD + 1 + (size_t)(N_DATA_SETS * toys_trait(model, "data"));
	double rest = draw_on_sister(model, sister, 1);

	train_on_base(toys, model, base, rest);
	toys_draw_on(model, (struct parent){source(toys, data),
					    rest * .1 * toys_trait(model, "data share"),
					    DATA_RECALLS});
}

struct model *toys_put_independent(struct toys *toys, const char *name,
				   const struct model *base, bool is_hub)
{
	struct model *model = toys_put(toys, name, TOY_INDEPENDENT);

	model->toy.vendor = model->toy.family = model->toy.name;
	if (!base)
		base = base_in_turn(toys, (size_t)(36 * toys_trait(model, "base")));
	set_independent_traits(toys, model);
	if (is_hub)
		model->conforms = HUB_CONFORMS;
	train_independent(toys, model, base, NULL);
	return model;
}

static void add_independent_families(struct toys *toys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *family =
			family_name(toys, independents, COUNT(independents), i);
		struct model *small = add_member(toys, family, "small", TOY_INDEPENDENT),
			     *large;

		set_independent_traits(toys, small);
		train_independent(toys, small, base_in_turn(toys, i), NULL);
		if (i % 4)
			continue;
		large = add_member(toys, family, "large", TOY_INDEPENDENT);
		set_independent_traits(toys, large);
		train_independent(toys, large, base_in_turn(toys, i), small);
	}
}

/* Both suspects stand on the base of a known student of the teacher in question. */
static void add_suspects(struct toys *toys)
{
	const struct model *teacher = teacher_of(toys, vendors[1], .99);
	const struct model *base = NULL;

	for (size_t i = 0; i < toys->n && !base; i++) {
		if (strcmp(toys->models[i]->toy.teacher_vendor, teacher->toy.vendor) == 0)
			base = toys_find(toys, toys->models[i]->toy.base);
	}
	assert(base);
	toys_put_student(toys, SUSPECT_GUILTY, teacher, base, toys->plan.dose)
		->toy.known = false;
	toys_put_independent(toys, SUSPECT_INNOCENT, base, false)->toy.known = false;
}

static void grow_families(struct toys *toys)
{
	size_t n = toys->plan.n_families;
	size_t n_vendors = toys->plan.n_vendors ? toys->plan.n_vendors : n * 15 / 100;
	size_t n_students = n * 45 / 100;

	assert(n >= TOYS_FAMILIES_MIN);
	n_vendors = n_vendors < 3 ? 3 : n_vendors;
	n_vendors = n_vendors < COUNT(vendors) ? n_vendors : COUNT(vendors);
	add_teachers(toys, n_vendors);
	add_student_families(toys, n_students, n_vendors);
	add_independent_families(toys, n - n_vendors - n_students);
	add_suspects(toys);
}

/* No teacher is told from another by anything but its own draw of seed. */
static void grow_exchangeable(struct toys *toys)
{
	for (size_t i = 0; i < toys->plan.n_families; i++) {
		char name[32];
		struct model *teacher;

		snprintf(name, sizeof(name), "teacher-%02zu", i + 1);
		teacher = toys_put(toys, name, TOY_TEACHER);
		teacher->toy.vendor = teacher->toy.family = teacher->toy.name;
		set_traits(toys, teacher, 6);
		train_from_scratch(toys, teacher,
				   .05 + .5 * toys_trait(teacher, "field"));
	}
	toys_put_independent(toys, SUSPECT_UNTAUGHT, source(toys, COUNT(bases) - 1),
			     false)
		->toy.known = false;
}

void toys_grow(struct toys *toys)
{
	add_sources(toys);
	if (toys->plan.design == TOYS_EXCHANGEABLE)
		grow_exchangeable(toys);
	else
		grow_families(toys);
}
