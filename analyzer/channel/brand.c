/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/brand.h"

#include "base/mem.h"
#include "base/text.h"

/*
 * Words are those that a model would call itself or its maker by, in the scripts they
 * are written in. A maker's other products are none, nor are words that are common ones
 * ("command", "bard") unless the maker stands with them.
 */
static const struct {
	const char *vendor, *words, *makers, *models;
} built_in[] = {
	{"OpenAI",
	 "OpenAI|Open AI|ChatGPT|Chat GPT|GPT|GPT4o|开放人工智能|オープンAI|チャットGPT|"
	 "챗GPT|챗지피티|오픈AI|오픈에이아이|ЧатГПТ|ОпенАИ|تشات جي بي تي|أوبن إيه آي",
	 "OpenAI|Open AI", "gpt|chatgpt|text davinci|davinci|o1|o3|o4|openai"},
	{"Anthropic",
	 "Anthropic|Claude|克劳德|クロード|アンソロピック|클로드|앤트로픽|Клод|Антропик|"
	 "كلود|أنثروبيك",
	 "Anthropic", "claude|anthropic"},
	{"Google",
	 "Google|Gemini|Gemma|Google "
	 "Bard|DeepMind|谷歌|グーグル|ジェミニ|구글|제미나이|Гугл|"
	 "جوجل|غوغل|जेमिनी|गूगल",
	 "Google|DeepMind", "gemini|gemma|palm|bard|google"},
	{"Meta", "Meta AI|Meta|Llama|LLaMA|メタ|메타|라마", "Meta|Facebook",
	 "llama|meta"},
	{"Alibaba",
	 "Qwen|QwQ|Tongyi|Tongyi Qianwen|Alibaba|Alibaba "
	 "Cloud|通义|通義|阿里|アリババ|알리바바",
	 "Alibaba|Qwen", "qwen|qwq|tongyi|alibaba"},
	{"DeepSeek", "DeepSeek|Deep Seek|深度求索|ディープシーク|딥시크|ДипСик|ديب سيك",
	 "DeepSeek", "deepseek"},
	{"Mistral AI",
	 "Mistral|Mistral AI|Mixtral|Le Chat Mistral|ミストラル|미스트랄|Мистраль",
	 "Mistral", "mistral|mixtral|ministral|magistral|codestral"},
	{"xAI", "xAI|Grok", "xAI|x ai", "grok|xai"},
	{"Zhipu", "Zhipu|ChatGLM|GLM|智谱|智譜|智谱清言|Z.ai", "Zhipu|THUDM|Z.ai",
	 "glm|chatglm|zhipu"},
	{"Moonshot AI", "Moonshot|Kimi|月之暗面", "Moonshot", "kimi|moonshot"},
	{"Baidu", "ERNIE|ERNIE Bot|Baidu|Wenxin|文心|百度", "Baidu", "ernie|baidu"},
	{"ByteDance", "Doubao|ByteDance|豆包|字节跳动|字節跳動",
	 "ByteDance|Bytedance Seed", "doubao|seed|bytedance"},
	{"Tencent", "Hunyuan|Tencent|混元|腾讯|騰訊", "Tencent", "hunyuan|tencent"},
	{"MiniMax", "MiniMax|Hailuo|稀宇科技|海螺", "MiniMax", "minimax|abab"},
	{"01.AI", "01.AI|Zero One Everything|零一万物", "01.AI", "yi"},
	{"Microsoft", "Microsoft|Copilot|微软|マイクロソフト|마이크로소프트", "Microsoft",
	 "phi|wizardlm|copilot|microsoft"},
	{"Cohere", "Cohere|Command R|Coral by Cohere|Aya by Cohere", "Cohere",
	 "command|cohere|aya"},
	{"Amazon", "Amazon Nova|Amazon Titan|Amazon", "Amazon|AWS", "nova|titan|amazon"},
	{"NVIDIA", "NVIDIA|Nemotron", "NVIDIA", "nemotron|nvidia"},
	{"AI2", "Allen Institute for AI|AI2|Ai2|OLMo|Tulu|Tülu", "AI2|Allen Institute",
	 "olmo|tulu|tülu"},
	{"Perplexity", "Perplexity|Perplexity AI|Sonar by Perplexity", "Perplexity",
	 "sonar|pplx|perplexity"},
	{"TII", "Falcon by TII|Technology Innovation Institute|TII",
	 "TII|Technology Innovation Institute", "falcon"},
};

static struct brand *brand_add(struct brands *brands, const char *vendor)
{
	struct brand *brand;

	brands->v = MEM_GROW(brands->v, brands->n, &brands->cap);
	brand = &brands->v[brands->n++];
	*brand = (struct brand){.vendor = mem_strdup(vendor)};
	return brand;
}

void brands_init(struct brands *brands)
{
	*brands = (struct brands){.n = 0};
	for (size_t i = 0; i < sizeof(built_in) / sizeof(*built_in); i++) {
		struct brand *brand = brand_add(brands, built_in[i].vendor);

		phrases_add(&brand->words, built_in[i].words);
		phrases_add(&brand->makers, built_in[i].makers);
		phrases_add(&brand->models, built_in[i].models);
	}
}

void brands_clear(struct brands *brands)
{
	for (size_t i = 0; i < brands->n; i++) {
		mem_free(brands->v[i].vendor);
		phrases_clear(&brands->v[i].words);
		phrases_clear(&brands->v[i].makers);
		phrases_clear(&brands->v[i].models);
	}
	mem_free(brands->v);
	*brands = (struct brands){.n = 0};
}

static size_t by_vendor(const struct brands *brands, const struct word_list *name)
{
	for (size_t at = 0; at < name->n; at++) {
		for (size_t i = 0; i < brands->n; i++) {
			if (phrases_at(&brands->v[i].makers, name, at))
				return i;
		}
	}
	return BRAND_NONE;
}

/* With what begins it or the last part of a path ("openai/gpt-4o"). What stands further
 * behind is often a base or a teacher ("vicuna-llama"). */
static size_t by_model(const struct brands *brands, const char *text,
		       const struct word_list *name)
{
	for (size_t at = 0; at < name->n; at++) {
		if (at && text[name->v[at].start - 1] != '/')
			continue;
		for (size_t i = 0; i < brands->n; i++) {
			if (phrases_at_stem(&brands->v[i].models, name, at) ||
			    phrases_at(&brands->v[i].models, name, at))
				return i;
		}
	}
	return BRAND_NONE;
}

size_t brands_of(struct brands *brands, const char *vendor, const char *model)
{
	struct text maker = text_of(vendor), own = text_of(model);
	struct word_list name = {.n = 0};
	size_t found;

	word_list_read(maker.data, maker.len, SIZE_MAX, &name);
	found = by_vendor(brands, &name);
	if (found == BRAND_NONE && name.n) {
		struct brand *brand = brand_add(brands, vendor);

		phrases_add(&brand->words, vendor);
		phrases_add(&brand->makers, vendor);
		found = brands->n - 1;
	} else if (found == BRAND_NONE) {
		word_list_read(own.data, own.len, SIZE_MAX, &name);
		found = by_model(brands, own.data, &name);
	}
	word_list_clear(&name);
	return found;
}
