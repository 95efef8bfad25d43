// Photos, plans and documents of a property.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Chip, Problem } from "../../ui/bits.tsx";
import { useDownload } from "../../ui/download.ts";
import { Icon } from "../../ui/icons.tsx";
import { day, size } from "../../words/formats.ts";
import { documentKinds } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import type { Document } from "./rows.ts";

const DOWNLOAD = graphql(`
  query PropertyFile($id: ID!) {
    node(id: $id) {
      id
      ... on ListingFile {
        download {
          url
        }
      }
      ... on PropertyDocument {
        download {
          url
        }
      }
    }
  }
`);

const useFile = (id: string): ReturnType<typeof useDownload> =>
  useDownload(DOWNLOAD, { id }, ({ node }) => (node && "download" in node ? node.download.url : undefined));

interface Photo {
  id: string;
  caption: string | null;
  thumbnail: { url: string } | null;
}

export function Photos({ photos }: { photos: Photo[] }): ReactNode {
  return (
    <ul className="photos">
      {photos.map((photo, index) => (
        <li key={photo.id}>
          <OnePhoto photo={photo} name={t("Photo {n}", { n: index + 1 })} />
        </li>
      ))}
    </ul>
  );
}

function OnePhoto({ photo, name }: { photo: Photo; name: string }): ReactNode {
  const { download, problem } = useFile(photo.id);
  return (
    <>
      <button type="button" className="photo" onClick={download}>
        {photo.thumbnail ? <img src={photo.thumbnail.url} alt={name} loading="lazy" /> : <span>{name}</span>}
        {photo.caption && <span>{photo.caption}</span>}
      </button>
      <Problem>{problem}</Problem>
    </>
  );
}

/** A name that downloads its file, with a fact about it below. */
export function FileButton({ id, name, more }: { id: string; name: string; more: string }): ReactNode {
  const { download, problem } = useFile(id);
  return (
    <div>
      <button type="button" className="file" onClick={download}>
        <Icon name="file" />
        <span className="file-name">{name}</span>
        <span className="file-size">{more}</span>
      </button>
      <Problem>{problem}</Problem>
    </div>
  );
}

/** Documents with their last days. */
export function Documents<Shown extends Document>({
  documents,
  children,
}: {
  documents: Shown[];
  /** What can be done with one. */
  children?: (document: Shown) => ReactNode;
}): ReactNode {
  return (
    <ul className="files">
      {documents.map((document) => (
        <li key={document.id}>
          <FileButton id={document.id} name={document.title} more={aboutDocument(document)} />
          {document.isExpired && <Chip tone="bad">{t("Expired")}</Chip>}
          {children?.(document)}
        </li>
      ))}
    </ul>
  );
}

const aboutDocument = ({ kind, expiresOn, size: bytes }: Document): string =>
  [documentKinds()[kind], expiresOn ? t("valid until {day}", { day: day(expiresOn) }) : size(bytes)]
    .filter(Boolean)
    .join(" · ");
