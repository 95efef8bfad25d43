// Photos, plans and brochures of a listing: added and removed.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { FileButton } from "../../pages/property/files.tsx";
import { Empty, Section } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { size } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { listingFileKinds } from "../names.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { STAFF_LISTING, type StaffListing } from "./listing.ts";

const ADD = graphql(
  `
    mutation AddListingFiles($input: ListingFilesAddInput!) {
      listingFilesAdd(input: $input) {
        listing {
          ...StaffListing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_LISTING, FAULTS],
);
const REMOVE = graphql(
  `
    mutation RemoveListingFile($input: ListingFileRemoveInput!) {
      listingFileRemove(input: $input) {
        listing {
          ...StaffListing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_LISTING, FAULTS],
);

export function ListingFiles({ listing }: { listing: StaffListing }): ReactNode {
  const remove = useAction(REMOVE);
  const files = [...listing.photos, ...listing.floorPlans, ...listing.brochures];
  return (
    <Section title={t("Photos, plans and brochures")}>
      {files.length === 0 && <Empty title={t("There are no pictures yet")} />}
      <ul className="files">
        {files.map((file) => (
          <li key={file.id}>
            <FileButton
              id={file.id}
              name={file.caption ?? file.filename}
              more={[listingFileKinds()[file.kind], size(file.size)].join(" · ")}
            />
            {listing.viewerCanUpdate && <Do label={t("Remove")} action={remove} input={{ id: file.id }} />}
          </li>
        ))}
      </ul>
      {listing.viewerCanUpdate && (
        <div className="buttons">
          <Opens label={t("Add files")}>{(close) => <AddFiles listing={listing} close={close} />}</Opens>
        </div>
      )}
    </Section>
  );
}

function AddFiles({ listing, close }: { listing: StaffListing; close: () => void }): ReactNode {
  const add = useAction(ADD, ["kind", "caption"]);
  const uploads = useUploads();
  return (
    <Change
      title={t("Add files")}
      go={t("Add")}
      action={add}
      isReady={uploads.ids.length > 0 && uploads.areSent}
      input={(given) => ({
        listingId: listing.id,
        kind: given.one<Enum<"ListingFileKind">>("kind"),
        caption: given.optional("caption"),
        uploadIds: uploads.ids,
      })}
      close={close}
    >
      <Choice label={t("Kind")} name="kind" defaultValue="PHOTO" faults={add.faults}>
        {Object.entries(listingFileKinds()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <UploadList uploads={uploads} label={t("Choose files")} />
      <Field label={t("Caption (optional)")} name="caption" faults={add.faults} />
    </Change>
  );
}
