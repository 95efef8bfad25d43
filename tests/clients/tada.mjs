// What `gql.tada generate-output` writes for a schema: node tada.mjs SCHEMA OUTPUT. That command needs an older TypeScript.
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';

const [, , file, output] = process.argv;
const introspection = introspectionFromSchema(buildSchema(readFileSync(file, 'utf8')), { descriptions: false });
const options = { fileType: '.d.ts', shouldPreprocess: true };
writeFileSync(output, outputIntrospectionFile(minifyIntrospection(introspection), options));
