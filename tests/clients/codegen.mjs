// The client preset of GraphQL Code Generator, with the configuration in a folder: node codegen.mjs FOLDER
// The command graphql-codegen does the same, but needs a younger Node. Operations are those in calls of graphql(`...`) in src/.
import { codegen } from '@graphql-codegen/core';
import { preset } from '@graphql-codegen/client-preset';
import { buildSchema, parse } from 'graphql';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = process.argv[2];
const { default: config } = await import(join(folder, 'codegen.js'));
const text = readFileSync(join(folder, config.schema), 'utf8');
const documents = readdirSync(join(folder, 'src'))
  .filter((name) => /\.tsx?$/.test(name))
  .flatMap((location) => {
    const source = readFileSync(join(folder, 'src', location), 'utf8');
    return [...source.matchAll(/graphql\(`(.*?)`\)/gs)].map(([, rawSDL]) => ({ location, rawSDL, document: parse(rawSDL) }));
  });
for (const [place, { preset: name, ...output }] of Object.entries(config.generates)) {
  if (name !== 'client') throw new Error(`no preset ${name} here`);
  const files = await preset.buildGeneratesSection({
    baseOutputDir: join(folder, place),
    schema: parse(text),
    schemaAst: buildSchema(text),
    documents,
    config: output.config,
    presetConfig: output.presetConfig ?? {},
    plugins: [],
    pluginMap: {},
    pluginContext: {},
  });
  for (const file of files) {
    mkdirSync(dirname(file.filename), { recursive: true });
    writeFileSync(file.filename, await codegen(file));
  }
}
