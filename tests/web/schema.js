// SPDX-License-Identifier: GPL-3.0-or-later
//
// Says where files in JSON differ from a schema, one line each.
//
//   node tests/web/schema.js MODULES SCHEMA FILE...
'use strict';

const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [modules, schema, ...files] = process.argv.slice(2);
const get = createRequire(path.resolve(modules, 'package.json'));
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const Ajv = get('ajv/dist/2020');
// A union such as string or null is what the schema means.
const valid = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true })
	.compile(read(schema));

for (const file of files) {
	if (!valid(read(file))) {
		for (const error of valid.errors.slice(0, 20))
			console.log(`${file}\t${error.instancePath}\t${error.message}`);
	}
}
