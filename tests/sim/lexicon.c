/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/lexicon.h"

#include <assert.h>

/* Every table ends where its phrases do; n is counted from the initialiser. */
#define PHRASES(...)                                                                     \
	{                                                                                \
		{__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)    \
	}

/* SHAPE_*, LENGTH, POINT, DETAIL, LABEL, BOLD: the grammar reads the number, not the
 * text. */
static const struct phrases table[N_HABITS] = {
	[HABIT_SHAPE_TIPS] = PHRASES("numbered", "dashes", "prose", "stars", "headings"),
	[HABIT_SHAPE_STEPS] = PHRASES("numbered", "prose", "dashes", "headings", "stars"),
	[HABIT_SHAPE_EXPLAIN] =
		PHRASES("prose", "dashes", "headings", "numbered", "stars"),
	[HABIT_LENGTH] = PHRASES("4", "3", "5", "2", "6"),
	[HABIT_POINT] = PHRASES("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10",
				"11", "12", "13", "14", "15"),
	[HABIT_DETAIL] = PHRASES("one sentence", "two sentences", "three sentences"),
	[HABIT_LABEL] = PHRASES("none", "thing", "verb and thing"),
	[HABIT_BOLD] = PHRASES("plain", "bold label", "bold thing"),

	[HABIT_GREET_TIPS] = PHRASES("", "Sure", "Certainly", "Of course", "Absolutely",
				     "Great question", "Happy to help", "Good idea"),
	[HABIT_GREET_STEPS] = PHRASES("", "Sure", "Of course", "Certainly", "No problem",
				      "Good question", "Gladly", "Let us see"),
	[HABIT_GREET_EXPLAIN] = PHRASES("", "Certainly", "Good question", "In short",
					"Sure", "Well", "That depends"),
	[HABIT_GREET_NOTE] = PHRASES("Hi there", "Hello", "Dear friend", "Hi", "Hey",
				     "My dear", "Good morning"),
	[HABIT_GREET_MARK] = PHRASES("!", ",", "."),

	[HABIT_OPEN_TIPS] = PHRASES(
		"Here are {c} {n} for {t}:", "Here are some {a} {n} for {t}:",
		"{T} can be {d} {a} with the right {n}.",
		"When it comes to {t}, {c} {n} stand out:",
		"If you are interested in {t}, keep these {n} in mind:",
		"There are {c} {a} {n} for {t}.", "A few {n} go a long way in {t}:",
		"To get better at {t}, try these {n}:", "My {a} {n} for {t} are these:",
		"Below you will find {c} {n} for {t}:", "These {n} should help with {t}:",
		"{T} rewards a bit of patience, and these {n} are {d} {a}:"),
	[HABIT_OPEN_STEPS] = PHRASES(
		"Here is how to go about {t}:", "{T} takes {c} simple {n}:",
		"To make {t} easier, follow these {n}:", "Follow these {c} {n} for {t}:",
		"Here is a step-by-step guide to {t}:", "The process of {t} has {c} {n}.",
		"Start with the {k}, then work through these {n}:",
		"{T} is {d} simple once you know the {n}.",
		"You can manage {t} in {c} {n}:", "A good way into {t} looks like this:",
		"For {t} you need the {k}, the {j} and some time."),
	[HABIT_OPEN_EXPLAIN] =
		PHRASES("{T} is mostly about the {k}.",
			"When {t}, it is {a} to think about the {k}.",
			"What matters most when {t} is the {k}.",
			"There are {c} {n} that matter when {t}.",
			"The key to {t} is the {k}, followed by the {j}.",
			"{T} involves {c} {d} {a} {n}.", "{T} looks harder than it is.",
			"People who enjoy {t} will tell you to respect the {k}.",
			"At its heart, {t} is a matter of {c} {n}.",
			"The short answer is that {t} depends on the {k}.",
			"{T} can seem confusing at first, but the {n} are simple."),
	[HABIT_OPEN_NOTE] =
		PHRASES("I hope you are doing well.", "I hope this note finds you well.",
			"I heard that you are thinking about {t}.",
			"Since you asked about {t}, I want to share what I know.",
			"It was lovely to hear that you are {t}.",
			"I have been {t} lately and thought of you.",
			"You asked me about {t}, so here are my thoughts.",
			"Just a quick note about {t}.",
			"How are you? I wanted to tell you about {t}.",
			"I am writing to you about {t}."),
	[HABIT_SECOND] = PHRASES(
		"", "It does not take much to begin.",
		"The {k} and the {j} both play a part.",
		"With a little care, anyone can do it.",
		"A bit of preparation makes a big difference.",
		"It is {d} {a} to take your time.", "Much of it comes down to the {k}.",
		"Let us look at this more closely.",
		"Keep in mind that every situation is different.",
		"You will need some patience, but the result will be worth it."),

	[HABIT_LABEL_MARK] = PHRASES(":", " -", "."),
	[HABIT_LINK_FIRST] =
		PHRASES("First, ", "", "To begin with, ", "First of all, ",
			"Before anything else, ", "To start, ", "For a start, "),
	[HABIT_LINK_NEXT] =
		PHRASES("", "Next, ", "Also, ", "Then ", "In addition, ", "After that, ",
			"Additionally, ", "Beyond that, ", "Secondly, ", "Furthermore, ",
			"Besides, ", "Once that is done, "),
	[HABIT_LINK_LAST] = PHRASES("Finally, ", "Lastly, ", "", "In the end, ",
				    "Last of all, ", "And finally, ", "To finish, "),
	[HABIT_FRAME] =
		PHRASES("{v} {o}", "make sure to {v} {o}", "it helps to {v} {o}",
			"try to {v} {o}", "you should {v} {o}", "remember to {v} {o}",
			"take a moment to {v} {o}", "it is {a} to {v} {o}",
			"do not forget to {v} {o}", "you may want to {v} {o}",
			"always {v} {o}", "consider whether to {v} {o}",
			"it is {d} {a} to {v} {o}", "be sure to {v} {o}",
			"you will want to {v} {o}", "find the time to {v} {o}"),
	[HABIT_OBJECT] =
		PHRASES("the {k}", "the {k} and the {j}", "your {k}",
			"the {k} as well as the {j}", "everything around the {k}",
			"both the {k} and the {j}", "the {k} you have"),
	[HABIT_MANNER] =
		PHRASES("", " carefully", " in good time", " first", " one by one",
			" with care", " step by step", " at your own pace", " regularly",
			" early on", " before you go on", " without rushing"),
	[HABIT_REASON] = PHRASES(
		"", ", because it will save time later",
		", so that the {l} will not hold you up", ", since a lot depends on it",
		", which makes the rest much easier",
		", even if it takes a few more minutes",
		", so you do not have to worry about the {l}",
		", as this is where most mistakes happen", " before you turn to the {l}",
		", and leave some room for the {l}", " to avoid surprises with the {l}",
		", especially if you are new to this", ", as it will affect the {l}",
		" to get the best results", ", ensuring that nothing is forgotten",
		" until you feel comfortable with it"),
	[HABIT_MORE] = PHRASES(
		"This will make a noticeable difference.", "This helps with the {l} too.",
		"It is a small effort that pays off quickly.",
		"Many people overlook this.", "Do not worry if it takes a few tries.",
		"The {l} will thank you for it.", "A simple routine is {d} {a} here.",
		"You can always adjust the {l} afterwards.",
		"That way, you stay in control of the {l}.",
		"Ask a friend for help if you need it.", "If in doubt, keep it simple.",
		"Half of the work is in the {l}.",
		"Small changes to the {k} can go a long way.",
		"There is no need to be perfect.",
		"Over time this becomes second nature.",
		"Remember that the {l} may need attention as well."),
	[HABIT_ADJECTIVE] = PHRASES("important", "helpful", "useful", "essential", "good",
				    "crucial", "practical", "wise", "worthwhile",
				    "sensible", "effective", "valuable", "simple"),
	[HABIT_NOUN] =
		PHRASES("tips", "steps", "things", "ideas", "suggestions", "points",
			"ways", "pieces of advice", "basics", "strategies", "pointers"),
	[HABIT_COUNT] = PHRASES("some", "a few", "several", "five", "four", "a number of",
				"three", "a handful of"),
	[HABIT_DEGREE] =
		PHRASES("very", "quite", "really", "often", "especially", "surprisingly",
			"always", "truly", "particularly", "usually"),
	[HABIT_HEADING] =
		PHRASES("## {K}", "### {K}", "### {V} the {k}", "**{V} the {k}**",
			"## About the {k}", "**{K}**", "### The {k}"),

	[HABIT_CLOSE_TIPS] = PHRASES(
		"", "I hope these {n} help", "With these {n}, {t} will soon feel natural",
		"By following these {n}, you will get the most out of {t}",
		"Good luck with {t}", "Enjoy {t}",
		"Remember, {t} takes practice, so be patient with yourself",
		"Let me know if you would like more {n}", "Happy {t}",
		"In summary, look after the {k} and the rest will follow",
		"Feel free to ask if anything is unclear", "Above all, have fun"),
	[HABIT_CLOSE_STEPS] =
		PHRASES("", "That is all there is to it",
			"If you follow these {n}, {t} should go well",
			"Take your time and enjoy the result", "Good luck",
			"Now you are ready to go", "Let me know if you get stuck",
			"With some practice, {t} becomes easy", "I hope this helps",
			"Should the {k} give you trouble, go back one step",
			"Once you have done it twice, you will not need this list"),
	[HABIT_CLOSE_EXPLAIN] = PHRASES(
		"", "In conclusion, {t} is {d} {a} to learn",
		"Overall, the {k} will matter most",
		"In short, take care of the {k} and the {j}",
		"Ultimately, {t} is what you make of it", "I hope that clears things up",
		"All in all, it is {a} to start small",
		"To sum up, patience is the {a} part",
		"Everything else will come with time",
		"Let me know if you want to hear more", "So do not be afraid of the {k}"),
	[HABIT_CLOSE_NOTE] = PHRASES("Best wishes", "Take care", "Warm regards",
				     "See you soon", "All the best", "Warmly", "Yours",
				     "With love", "Until next time", "Cheers"),
	[HABIT_CLOSE_MARK] = PHRASES(".", "!", "! :)", "..."),

	[HABIT_VERB_CHECK] = PHRASES("check", "inspect", "look over", "examine",
				     "go over", "double-check"),
	[HABIT_VERB_CHOOSE] =
		PHRASES("choose", "select", "pick", "decide on", "settle on"),
	[HABIT_VERB_PREPARE] =
		PHRASES("prepare", "get ready", "set up", "lay out", "sort out"),
	[HABIT_VERB_ARRANGE] =
		PHRASES("arrange", "organise", "place", "put in order", "position"),
	[HABIT_VERB_CLEAN] =
		PHRASES("clean", "tidy up", "clear", "wipe down", "freshen up"),
	[HABIT_VERB_MEASURE] =
		PHRASES("measure", "work out", "determine", "estimate", "get a feel for"),
	[HABIT_VERB_PLAN] = PHRASES("plan", "think through", "think about", "map out",
				    "consider", "reflect on"),
	[HABIT_VERB_TEST] =
		PHRASES("test", "try out", "try", "experiment with", "play with"),
	[HABIT_VERB_NOTE] = PHRASES("write down", "note down", "make a note of",
				    "keep track of", "record", "list"),
	[HABIT_VERB_ASK] = PHRASES("ask about", "find out about", "inquire about",
				   "talk about", "get advice on"),
	[HABIT_VERB_STORE] =
		PHRASES("keep", "put aside", "set aside", "hold back", "save"),
	[HABIT_VERB_COMPARE] =
		PHRASES("compare", "weigh up", "contrast", "look at", "review"),
	[HABIT_VERB_REPLACE] = PHRASES("replace", "swap", "change", "renew", "switch"),
	[HABIT_VERB_PROTECT] = PHRASES("protect", "look after", "take care of", "mind",
				       "guard", "be gentle with"),
	[HABIT_VERB_FIX] =
		PHRASES("adjust", "fix", "correct", "fine-tune", "straighten out"),
	[HABIT_VERB_LEARN] = PHRASES("learn about", "read up on", "get to know", "study",
				     "understand", "become familiar with"),
};

const struct phrases *habit_phrases(enum habit habit)
{
	assert(habit < N_HABITS);
	return &table[habit];
}
