// What the portal asks of the contract: every document is valid, and between them people can make every change.
import { readFileSync } from "node:fs";
import {
  buildSchema,
  Kind,
  OperationTypeNode,
  validate,
  type DocumentNode,
  type OperationDefinitionNode,
} from "graphql";
import { expect, test, vi } from "vitest";

const documents = vi.hoisted((): DocumentNode[] => []);
vi.mock(import("../portal/api/graphql.ts"), async (original) => {
  const { graphql } = await original();
  const collected = new Proxy(graphql, {
    apply(target, self, given) {
      const document = Reflect.apply(target, self, given) as DocumentNode;
      documents.push(document);
      return document;
    },
  });
  return { graphql: collected };
});
import.meta.glob(["../portal/**/*.ts", "../portal/**/*.tsx", "!../portal/main.tsx", "!**/*.d.ts"], { eager: true });

const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const pagesOfLinks = Object.values(
  import.meta.glob<string>("../src/pages/*.ts", { eager: true, query: "?raw", import: "default" }),
).join("\n");

interface Operation {
  name: string;
  operation: OperationDefinitionNode;
  document: DocumentNode;
}

const operations = documents.flatMap((document) =>
  document.definitions.flatMap((operation): Operation[] =>
    operation.kind === Kind.OPERATION_DEFINITION ? [{ name: operation.name!.value, operation, document }] : [],
  ),
);

test.each(operations)("$name is valid", ({ document }) => {
  expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
});

/** Changes for which the portal has no page, and why. */
const OF_PROGRAMS = {
  ordersUpsert: "staff open and change orders one by one",
  invoicesUpsert: "staff draft and change invoices one by one",
  externalReferenceSet: "only programs may; staff write ids of other systems with the details of a row",
};

test("people can make every change", () => {
  const made = operations.flatMap(({ operation }) =>
    operation.operation === OperationTypeNode.MUTATION
      ? operation.selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? field.name.value : ""))
      : [],
  );
  const changes = Object.keys(schema.getMutationType()!.getFields());
  const left = changes.filter((name) => !made.includes(name) && !new RegExp(`\\b${name}\\b`).test(pagesOfLinks));
  expect(left.filter((name) => !(name in OF_PROGRAMS))).toEqual([]);
});
