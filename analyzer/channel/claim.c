/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/claim.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* An answer that names itself at greater length than this is no answer to who it is. */
#define MAX_TOKENS 400
/* Words beside the brand's in a sentence that is nothing but a name. */
#define BARE_WORDS 2

struct claim_rules {
	struct phrases self;       /* before the brand: the speaker speaks of itself */
	struct phrases self_after; /* behind the brand */
	struct phrases denial;     /* before the brand */
	struct phrases denial_after;
	struct phrases apart; /* before the brand: it is somebody else's */
	struct phrases turn;  /* what was denied ends here */
};

static const struct {
	size_t where; /* in struct claim_rules */
	const char *phrases;
} rule_table[] = {
#define RULE(member) offsetof(struct claim_rules, member)
	{RULE(self),
	 "I am|I'm|Im|I was|I've been|I have been|my name is|my name's|call me|"
	 "my creator|my creators|my developer|my developers|my maker|my makers|"
	 "this is"},
	{RULE(self), "je suis|j'ai été|je m'appelle|mon nom|mon créateur|mes créateurs"},
	{RULE(self), "ich bin|ich wurde|mein name|ich heiße|mein entwickler"},
	{RULE(self), "soy|fui|me llamo|mi nombre|he sido|mi creador|me creó"},
	{RULE(self), "sono|mi chiamo|il mio nome|sou|eu fui|me chamo|chamo-me|meu nome"},
	{RULE(self), "ik ben|mijn naam|jestem|mam na imię|benim adım|tôi là|saya"},
	{RULE(self),
	 "я|меня зовут|моё имя|мое имя|мой создатель|мой разработчик|мене звати"},
	{RULE(self), "我是|我叫|我的名字|我由|我的开发|我的開發|我的创造|本模型|我被"},
	{RULE(self), "私は|わたしは|僕は|私の名前|저는|나는|제 이름|제이름"},
	{RULE(self), "أنا|اسمي|मैं|मेरा नाम"},
	{RULE(self_after),
	 "created me|made me|trained me|developed me|built me|designed me|"
	 "is my name|is my creator|is my developer|is my maker|here"},
	{RULE(self_after),
	 "m'a créé|hat mich|me creó|me desarrolló|me criou|創造了我|创造了我|"
	 "开发了我|開發了我|训练了我|訓練了我|создала меня|создал меня"},
	{RULE(denial),
	 "not|no|never|neither|nor|isn't|aren't|wasn't|ain't|don't|cannot|can't|"
	 "nothing|without"},
	{RULE(denial),
	 "ne|n'ai|n'ai pas|n'a|pas|ni|nicht|kein|keine|keiner|weder|niet|geen|non|"
	 "né|não|nem|nunca|nie|не|ни|değil|không"},
	{RULE(denial), "不是|并非|並非|没有|沒有|不由|不叫|不属|不屬|لست|ليس|لا|नहीं"},
	{RULE(denial_after),
	 "ではありません|ではない|じゃない|でもありません|とは異なり|아닙니다|아니에요|"
	 "아니고|아니라|아니며|नहीं|değil|değilim|no soy|competitor|rival|"
	 "alternative|competitors|rivals"},
	{RULE(apart),
	 "like|unlike|similar|than|whether|if|as if|aware|familiar|compared|"
	 "comparable|confused|mistaken|mistake|versus|competitor|alternative|"
	 "different|compatible|affiliated|such as|think|thinks|pretend|imagine|"
	 "while|whereas|same|about|asked|excited|capable"},
	{RULE(apart),
	 "comme|contrairement|wie|anders|como|come|diferente|a diferencia|как|"
	 "в отличие|похож|похожа|像|类似|類似|如同|不同于|不同於|のような|와 같은|처럼"},
	{RULE(turn), "but|rather|instead|sondern|sino|mais|ma|mas|而是|а|아니라|なく"},
#undef RULE
};
#define N_RULES (sizeof(rule_table) / sizeof(*rule_table))

static struct phrases *rule_at(struct claim_rules *rules, size_t where)
{
	return (struct phrases *)(void *)((char *)rules + where);
}

struct claim_rules *claim_rules_new(void)
{
	struct claim_rules *rules = MEM_NEW(struct claim_rules);

	for (size_t i = 0; i < N_RULES; i++)
		phrases_add(rule_at(rules, rule_table[i].where), rule_table[i].phrases);
	return rules;
}

void claim_rules_free(struct claim_rules *rules)
{
	for (size_t i = 0; rules && i < N_RULES; i++)
		phrases_clear(rule_at(rules, rule_table[i].where));
	mem_free(rules);
}

/* A sentence, and the words that name the brand in it. */
struct naming {
	const struct word_list *words;
	const struct phrases *own;
	size_t at, n;
	bool may_be_bare; /* the answer begins here, and with no list */
};

enum reading { SAYS_NOTHING, CLAIMS, DENIES };

static bool is_own(const struct naming *naming, size_t at)
{
	return naming->own && phrases_at_stem(naming->own, naming->words, at);
}

static enum reading read_before(const struct claim_rules *rules,
				const struct naming *naming)
{
	const struct word_list *words = naming->words;
	bool of_self = false, turned = false;

	for (size_t j = naming->at; j-- > 0;) {
		if (!of_self && !turned &&
		    (phrases_at(&rules->apart, words, j) || is_own(naming, j)))
			return DENIES;
		if (!turned && phrases_at(&rules->denial, words, j))
			return DENIES;
		turned = turned || phrases_at(&rules->turn, words, j);
		of_self = of_self || phrases_at(&rules->self, words, j);
		if (of_self && words->v[j].opens_clause)
			break;
	}
	return of_self ? CLAIMS : SAYS_NOTHING;
}

static enum reading read_behind(const struct claim_rules *rules,
				const struct naming *naming)
{
	const struct word_list *words = naming->words;
	enum reading reading = SAYS_NOTHING;

	for (size_t j = naming->at + naming->n; j < words->n; j++) {
		if (words->v[j].opens_clause)
			break;
		if (phrases_at(&rules->denial_after, words, j))
			return DENIES;
		if (phrases_at(&rules->self_after, words, j))
			reading = CLAIMS;
	}
	return reading;
}

static bool is_bare(const struct naming *naming)
{
	if (!naming->may_be_bare)
		return false;
	for (size_t j = 0; j < naming->words->n; j++) {
		if (is_own(naming, j))
			return false;
	}
	return naming->words->n <= naming->n + BARE_WORDS;
}

static bool is_claim(const struct claim_rules *rules, const struct naming *naming)
{
	enum reading before = read_before(rules, naming);
	enum reading behind = read_behind(rules, naming);

	if (before == DENIES || behind == DENIES)
		return false;
	return before == CLAIMS || behind == CLAIMS || is_bare(naming);
}

/* "[ChatGPT]: Sure." and "ChatGPT: Sure." tell who speaks in a play. */
static bool is_label(const char *text, size_t len, const struct naming *naming)
{
	const struct word *first = &naming->words->v[naming->at];
	const struct word *last = &naming->words->v[naming->at + naming->n - 1];
	size_t end = last->start + last->len;

	if (first->start && text[first->start - 1] == '[')
		return true;
	while (end < len && text[end] == '*')
		end++;
	return naming->at == 0 && end + 1 < len && text[end] == ':';
}

static bool is_question(const char *text, size_t len)
{
	static const char wide[] = "\xEF\xBC\x9F"; /* U+FF1F */

	while (len && strchr("*_\"') ", text[len - 1]))
		len--;
	return len && (text[len - 1] == '?' ||
		       (len >= 3 && memcmp(text + len - 3, wide, 3) == 0));
}

/* "- Google" is one of several things, not who speaks. */
static bool opens_list(const char *text, size_t len)
{
	size_t n_digits = 0;

	while (n_digits < len && text[n_digits] >= '0' && text[n_digits] <= '9')
		n_digits++;
	return (n_digits && n_digits < len && strchr(".)", text[n_digits])) ||
	       (len > 1 && strchr("-*+", text[0]) && text[1] == ' ');
}

static bool sentence_claims(const struct claim_rules *rules, const struct phrases *brand,
			    const struct phrases *own, struct text sentence,
			    bool is_first, struct word_list *words)
{
	const char *text = sentence.data;
	size_t len = sentence.len;
	bool may_be_bare = is_first && !opens_list(text, len);

	if (is_question(text, len))
		return false;
	word_list_read(text, len, MAX_TOKENS, words);
	for (size_t at = 0; at < words->n; at++) {
		struct naming naming = {words, own, at, phrases_at_stem(brand, words, at),
					may_be_bare};

		if (naming.n && !is_label(text, len, &naming) && is_claim(rules, &naming))
			return true;
	}
	return false;
}

bool claim_find(const struct claim_rules *rules, const struct phrases *brand,
		const struct phrases *own, const char *text, size_t len,
		struct word_list *scratch, struct sentence *out)
{
	size_t at = len ? text_answer_start(text, len) : 0;
	bool is_first = true;

	while (at < len && sentence_next(text, len, &at, out)) {
		if (sentence_claims(rules, brand, own,
				    (struct text){text + out->start, out->len}, is_first,
				    scratch))
			return true;
		is_first = false;
	}
	return false;
}
