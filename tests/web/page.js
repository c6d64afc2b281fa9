// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opens pages in a browser at the widths and in the colours that readers have, and says
// what is wrong with them, one line each; nothing for a page that is as it should be.
//
//   node tests/web/page.js MODULES CHROMIUM SHOTS PAGE...
//
// MODULES is a folder with playwright-core, axe-core and html-validate; SHOTS takes the
// pictures, of the first page in every view, of others on the desk. Sheets of paper are
// looked at where there is pdftotext. Exit status 0 once everything was looked at, 7 when
// something is missing.
'use strict';

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [modules, chromium, shots, ...pages] = process.argv.slice(2);
const get = createRequire(path.resolve(modules, 'package.json'));

// Widths in CSS pixels: a telephone, a tablet, a desk, and A4 less its margins at 96 an inch.
const views = [
	{ name: 'telephone', width: 390, media: 'screen', schemes: ['light'] },
	{ name: 'tablet', width: 768, media: 'screen', schemes: ['light'] },
	{ name: 'desk', width: 1280, media: 'screen' },
	{ name: 'print', width: 673, media: 'print', schemes: ['light'] },
];
const bothSchemes = ['light', 'dark'];

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

// Words broken within a table's cell, and texts that stand one word a line. A hash breaks
// anywhere, and so does a cell marked for a word that no column could hold.
function cramped() {
	const found = [];
	const lines = (range) => new Set([...range.getClientRects()]
		.filter((box) => box.width).map((box) => Math.round(box.top))).size;
	for (const cell of document.querySelectorAll('td:not(.hash, .long), th')) {
		const range = document.createRange();
		range.selectNodeContents(cell);
		const n = lines(range);
		if (n < 2)
			continue;
		// A place where a word may break stands between two texts.
		const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
		let count = 0;
		while (texts.nextNode()) {
			const text = texts.currentNode;
			for (const word of text.data.matchAll(/[^\s\-\u2013\u2014/]+/g)) {
				range.setStart(text, word.index);
				range.setEnd(text, word.index + word[0].length);
				if (lines(range) > 1)
					found.push(`broken: ${word[0]}`);
				count++;
			}
		}
		if (count > 3 && n >= count)
			found.push(`a word a line: ${cell.textContent}`);
	}
	return found.slice(0, 5);
}

// What stays folded away on paper, unless the caption above names the file that has it.
function folded() {
	const found = [];
	for (const fold of document.querySelectorAll('details:not([open])')) {
		const title = fold.querySelector('summary').textContent;
		const note = fold.previousElementSibling &&
			fold.previousElementSibling.querySelector('figcaption .on-paper');
		if (fold.classList.contains('data')) {
			if (!note || !note.checkVisibility() || !note.innerText.includes('data/'))
				found.push(`${title}: no file is named`);
		} else if ([...fold.children].some((node) => !node.checkVisibility())) {
			found.push(title);
		}
	}
	return found.slice(0, 5);
}

// The words of each sheet of a PDF, within the margins and at its foot; null without
// pdftotext.
function sheets(pdf) {
	const run = spawnSync('pdftotext', ['-bbox', '-', '-'], { input: pdf,
		maxBuffer: 1 << 28, encoding: 'utf8' });
	if (run.error || run.status)
		return null;
	return run.stdout.split('<page ').slice(1).map((text) => {
		const height = Number(/height="([\d.]+)"/.exec(text)[1]);
		const body = [], foot = [];
		for (const word of text.matchAll(
			/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)/g)) {
			const [x, y, right, bottom] = word.slice(1, 5).map(Number);
			if (y > height - 36)
				foot.push(word[5]);
			else if (y > 38 && right - x > (bottom - y) / 3) // not the stamp at the side
				body.push({ y, bottom, text: word[5] });
		}
		return { body, foot, height };
	});
}

const squeeze = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, '').replace(/[\s&<>"']/g, '');
const line = (body, edge) => squeeze(body.filter((word) => Math.abs(word.y - edge) < 3)
	.map((word) => word.text).join(''));

async function paper(tab, say) {
	const found = sheets(await tab.pdf({ format: 'A4', preferCSSPageSize: true }));
	if (!found)
		return say('pdftotext', 'is absent');
	const { heads, rows, whole, simulated, second } = await tab.evaluate(() => ({
		heads: [...document.querySelectorAll('h2, h3, caption, summary')]
			.map((node) => node.textContent),
		rows: [...document.querySelectorAll('thead')].map((node) => node.textContent),
		whole: [...document.querySelectorAll('.whole')].map((node) => node.textContent),
		simulated: document.body.classList.contains('simulated'),
		second: (document.querySelector('#summary + #items > h2') || {}).textContent }));
	const titles = heads.map(squeeze), alone = [...titles, ...rows.map(squeeze)];
	const options = new Set(whole.map(squeeze).filter((word) => /^--[a-z-]+$/.test(word)));
	if (simulated && !line(found[0].body, Math.min(...found[0].body.map((word) => word.y)))
		.startsWith('SIMULATION:'))
		say('silent', 'the first sheet does not begin with SIMULATION');
	found.forEach(({ body, foot, height }, i) => {
		body.slice(1).forEach((word, k) => {
			const both = squeeze(body[k].text + word.text);
			if (word.y - body[k].y > 3 && options.has(both))
				say('option', both);
		});
		const sheet = `sheet ${i + 1} of ${found.length}`;
		const last = Math.max(38, ...body.map((word) => word.y));
		const forced = i === 0 && second && found[1]
			&& line(found[1].body, Math.min(...found[1].body.map((word) => word.y)));
		const ending = line(body, last);
		if (!foot.join(' ').includes(`${i + 1} of ${found.length}`))
			say('unnumbered', sheet);
		if (i === 0 && second && (!forced || !squeeze(second).startsWith(forced)))
			say('summary', `the summary takes more than a sheet: sheet 2 begins "${forced}"`);
		if (i + 1 < found.length && !forced && last < 38 + .4 * (height - 74))
			say('sparse', `${sheet} is filled to ${Math.round(last)} of ${Math.round(height)}`);
		if (alone.includes(ending) ||
			(ending.length > 11 && titles.some((head) => head.endsWith(ending))))
			say('alone', `${sheet} ends with "${ending}"`);
	});
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
	for (const text of view.name === 'desk' ? [] : await tab.evaluate(cramped))
		say('cramped', text);
	if (view.media === 'print') {
		for (const text of await tab.evaluate(folded))
			say('folded', text);
		await paper(tab, say);
	}
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
			for (const scheme of view.schemes || bothSchemes)
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
