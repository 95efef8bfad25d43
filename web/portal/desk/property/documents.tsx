// Documents of a property or of one of its tenancies: filed, changed and removed.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { Documents } from "../../pages/property/files.tsx";
import { DOCUMENT } from "../../pages/property/rows.ts";
import { useReading } from "../../api/reading.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { documentKinds } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { partyRoles } from "../names.ts";
import { useMay } from "../navigation.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { Ticks } from "../ui/ticks.tsx";

const STAFF_DOCUMENT = graphql(
  `
    fragment StaffDocument on PropertyDocument {
      ...Document
      seenBy
      viewerCanChange
      tenancy {
        id
      }
    }
  `,
  [DOCUMENT],
);
const READ = graphql(
  `
    query DeskDocuments($where: PropertyDocumentWhere) {
      propertyDocuments(where: $where, first: 100) {
        nodes {
          ...StaffDocument
        }
      }
    }
  `,
  [STAFF_DOCUMENT],
);
const ADD = graphql(
  `
    mutation AddDocument($input: PropertyDocumentAddInput!) {
      propertyDocumentAdd(input: $input) {
        document {
          ...StaffDocument
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_DOCUMENT, FAULTS],
);
const UPDATE = graphql(
  `
    mutation UpdateDocument($input: PropertyDocumentUpdateInput!) {
      propertyDocumentUpdate(input: $input) {
        document {
          ...StaffDocument
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_DOCUMENT, FAULTS],
);
const REMOVE = graphql(
  `
    mutation RemoveDocument($input: PropertyDocumentRemoveInput!) {
      propertyDocumentRemove(input: $input) {
        removedId
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

const FIELDS = ["title", "kind", "issuedOn", "expiresOn", "seenBy", "uploadId"];

type StaffDocument = ResultOf<typeof STAFF_DOCUMENT>;

interface Of {
  siteId: string;
  /** Of this tenancy alone; otherwise those that are of none. */
  tenancyId?: string;
}

export function DeskDocuments(of: Of): ReactNode {
  const { siteId, tenancyId } = of;
  const may = useMay();
  const reading = useReading(READ, { where: tenancyId ? { tenancyId: [tenancyId] } : { siteId: [siteId] } });
  return (
    <Section title={t("Documents")}>
      <Loaded reading={reading} lines={2}>
        {({ propertyDocuments }) => {
          const documents = propertyDocuments?.nodes.filter(({ tenancy }) => tenancyId || !tenancy) ?? [];
          return documents.length > 0 ? (
            <Documents documents={documents}>{(document) => <Changes document={document} />}</Documents>
          ) : (
            <Empty title={t("No documents yet")} />
          );
        }}
      </Loaded>
      {may(["MANAGE_PROPERTIES"]) && (
        <div className="buttons">
          <Opens label={t("File a document")}>{(close) => <AddDocument of={of} close={close} />}</Opens>
        </div>
      )}
    </Section>
  );
}

function Changes({ document }: { document: StaffDocument }): ReactNode {
  const remove = useAction(REMOVE);
  const input = { id: document.id, version: document.version };
  return (
    <>
      <p className="row-more">{t("Seen by: {roles}", { roles: seenBy(document) })}</p>
      {document.viewerCanChange && (
        <div className="buttons">
          <Opens label={t("Change")}>{(close) => <EditDocument document={document} close={close} />}</Opens>
          <Do label={t("Remove")} action={remove} input={input} />
        </div>
      )}
    </>
  );
}

const seenBy = ({ seenBy }: StaffDocument): string =>
  seenBy.map((role) => partyRoles()[role]).join(", ") || t("Only staff");

const factsIn = (given: Given) => ({
  title: given.text("title"),
  kind: given.one<Enum<"DocumentKind">>("kind"),
  issuedOn: given.optional("issuedOn"),
  expiresOn: given.optional("expiresOn"),
  seenBy: given.all<Enum<"PartyRole">>("seenBy"),
});

function AddDocument({ of, close }: { of: Of; close: () => void }): ReactNode {
  const add = useAction(ADD, FIELDS);
  const uploads = useUploads();
  return (
    <Change
      title={t("File a document")}
      go={t("File it")}
      action={add}
      isReady={uploads.ids.length === 1 && uploads.areSent}
      input={(given) => ({
        ...factsIn(given),
        siteId: of.siteId,
        tenancyId: of.tenancyId ?? null,
        uploadId: uploads.ids[0] ?? "",
      })}
      close={close}
    >
      <UploadList uploads={uploads} label={t("Choose a file")} />
      <DocumentFields faults={add.faults} />
    </Change>
  );
}

function EditDocument({ document, close }: { document: StaffDocument; close: () => void }): ReactNode {
  const update = useAction(UPDATE, FIELDS);
  return (
    <Change
      title={t("Change the document")}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: document.id, version: document.version, ...factsIn(given) })}
      close={close}
    >
      <DocumentFields of={document} faults={update.faults} />
    </Change>
  );
}

function DocumentFields({ of, faults }: { of?: StaffDocument; faults: Fault[] }): ReactNode {
  return (
    <>
      <Field label={t("Title")} name="title" required defaultValue={of?.title} faults={faults} />
      <Choice label={t("Kind")} name="kind" defaultValue={of?.kind} faults={faults}>
        {Object.entries(documentKinds()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <div className="two">
        <Field
          label={t("Issued on (optional)")}
          name="issuedOn"
          type="date"
          defaultValue={of?.issuedOn ?? ""}
          faults={faults}
        />
        <Field
          label={t("Last day (optional)")}
          name="expiresOn"
          type="date"
          defaultValue={of?.expiresOn ?? ""}
          faults={faults}
        />
      </div>
      <Ticks
        label={t("Who sees it besides staff")}
        name="seenBy"
        options={Object.entries(partyRoles())}
        chosen={of?.seenBy ?? []}
        faults={faults}
      />
    </>
  );
}
