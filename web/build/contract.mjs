// Writes what the portal needs of the contract into portal/generated/: the types of the contract for the type checker,
// for the cache the object types of each interface, and for the desk the kinds of events.
import { minifyIntrospection, outputIntrospectionFile } from "@gql.tada/internal";
import { buildSchema, introspectionFromSchema, isAbstractType } from "graphql";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../portal/generated/", import.meta.url);
const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const introspection = minifyIntrospection(introspectionFromSchema(schema, { descriptions: false }));
const possibleTypes = Object.fromEntries(
    Object.values(schema.getTypeMap())
        .filter(isAbstractType)
        .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
);
const withoutId = Object.values(schema.getTypeMap())
    .filter((type) => "getFields" in type && !type.name.startsWith("__") && !("id" in type.getFields()))
    .filter((type) => type.astNode?.kind === "ObjectTypeDefinition")
    .map(({ name }) => name);

mkdirSync(folder, { recursive: true });
const options = { fileType: ".d.ts", shouldPreprocess: true };
writeFileSync(new URL("contract.d.ts", folder), outputIntrospectionFile(introspection, options));
writeFileSync(new URL("types.json", folder), JSON.stringify({ possibleTypes, withoutId }));
const kinds = schema.getType("EventKind").getValues();
writeFileSync(new URL("event_kinds.json", folder), JSON.stringify(kinds.map(({ name }) => name)));
