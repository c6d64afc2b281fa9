// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opens pages in a browser at the widths and in the colours that readers have, and says
// what is wrong with them, one line each; nothing for a page that is as it should be.
//
//   node tests/web/page.js MODULES CHROMIUM SHOTS PAGE...
//
// MODULES is a folder with playwright-core, axe-core and html-validate; SHOTS takes the
// pictures, of the first page in every view, of others on the desk. Exit status 0 once everything was looked at, 7 when something is missing.
'use strict';

const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [modules, chromium, shots, ...pages] = process.argv.slice(2);
const get = createRequire(path.resolve(modules, 'package.json'));

// Widths in CSS pixels: a telephone, a desk, and A4 less its margins at 96 an inch.
const views = [
	{ name: 'telephone', width: 390, media: 'screen' },
	{ name: 'desk', width: 1280, media: 'screen' },
	{ name: 'print', width: 673, media: 'print' },
];
const schemes = ['light', 'dark'];

// What sticks out of the page to the right, unless a box of its own scrolls or hides it.
function overflow() {
	const room = document.documentElement.clientWidth;
	const held = (node) => {
		for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) {
			if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX))
				return true;
		}
		return false;
	};
	const found = [];
	if (document.documentElement.scrollWidth > room)
		found.push(`the page is ${document.documentElement.scrollWidth} wide`);
	for (const node of document.querySelectorAll('main *, header *, nav *, footer *')) {
		const box = node.getBoundingClientRect();
		if (box.width && box.right > room + 1 && !held(node))
			found.push(`${node.tagName.toLowerCase()}.${node.className} ends at ` +
				`${Math.round(box.right)} of ${room}`);
	}
	return found.slice(0, 5);
}

async function axe(tab, say) {
	const result = await tab.evaluate(async () => window.axe.run(document,
		{ resultTypes: ['violations'] }));
	for (const one of result.violations) {
		if (one.impact !== 'serious' && one.impact !== 'critical')
			continue;
		say('axe', `${one.impact} ${one.id}: ${one.help}: ` +
			one.nodes.slice(0, 3).map((node) => `${node.target} ${
				(node.any[0] || {}).message || ''}`).join(' | '));
	}
}

async function look(browser, page, view, scheme, complaints) {
	const label = `${path.basename(path.dirname(page))}-${view.name}-${scheme}`;
	const say = (kind, text) => complaints.push(`${kind}\t${label}\t${text}`);
	const tab = await browser.newPage({
		viewport: { width: view.width, height: 900 }, colorScheme: scheme });
	tab.setDefaultTimeout(120000); // other tests may keep the machine busy
	tab.on('console', (message) => say('console', message.text()));
	tab.on('pageerror', (error) => say('console', String(error)));
	tab.on('request', (request) => {
		const url = request.url();
		if (!url.startsWith('data:') && url !== `file://${page}`)
			say('request', url);
	});
	await tab.emulateMedia({ media: view.media, colorScheme: scheme });
	await tab.goto(`file://${page}`);
	for (const text of await tab.evaluate(overflow))
		say('overflow', text);
	if (view.name === 'desk' || page === path.resolve(pages[0]))
		await tab.screenshot({ path: path.join(shots, `${label}.png`), fullPage: true });
	await tab.evaluate(() => {
		for (const fold of document.querySelectorAll('details'))
			fold.open = true;
	});
	for (const text of await tab.evaluate(overflow))
		say('overflow', `unfolded: ${text}`);
	if (view.media === 'screen') {
		await tab.evaluate(fs.readFileSync(get.resolve('axe-core/axe.min.js'), 'utf8'));
		await axe(tab, say);
	}
	await tab.close();
}

async function validate(page, complaints) {
	const { HtmlValidate } = get('html-validate');
	// Style, not faults: where a widget gets its width, how markup is laid out.
	const checker = new HtmlValidate({ extends: ['html-validate:recommended'],
		rules: { 'no-inline-style': 'off', 'long-title': 'off',
			'no-trailing-whitespace': 'off' } });
	const report = await checker.validateFile(page);
	for (const file of report.results) {
		for (const message of file.messages) {
			if (message.severity > 1)
				complaints.push(`html\t${path.basename(path.dirname(page))}\t` +
					`${message.line}: ${message.ruleId}: ${message.message}`);
		}
	}
}

async function main() {
	const complaints = [];
	const browser = await get('playwright-core').chromium.launch({
		executablePath: chromium, args: ['--no-sandbox', '--disable-gpu',
			'--host-resolver-rules=MAP * ~NOTFOUND'] });
	fs.mkdirSync(shots, { recursive: true });
	for (const page of pages) {
		for (const view of views) {
			for (const scheme of view.media === 'print' ? ['light'] : schemes)
				await look(browser, path.resolve(page), view, scheme, complaints);
		}
		await validate(path.resolve(page), complaints);
	}
	await browser.close();
	for (const line of complaints)
		console.log(line);
}

main().catch((error) => {
	console.error(String(error));
	process.exit(7);
});
