// Files of an order: small pictures, and names that download.
import { useState, type ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { useDownload } from "../../ui/download.ts";
import { Icon } from "../../ui/icons.tsx";
import { size } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import type { File } from "./entry.ts";
import { RemoveFile } from "./remove.tsx";

const DOWNLOAD = graphql(`
  query FileDownload($id: ID!) {
    node(id: $id) {
      id
      ... on Attachment {
        download {
          url
        }
      }
    }
  }
`);

export function Files({ files }: { files: File[] }): ReactNode {
  if (files.length === 0) return null;
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id} className={file.viewerCanRemove ? "file-with" : undefined}>
          {file.removal ? <span className="removed">{t("A file was removed.")}</span> : <One file={file} />}
          {file.viewerCanRemove && <RemoveFile file={file} />}
        </li>
      ))}
    </ul>
  );
}

function One({ file }: { file: File }): ReactNode {
  const { download, problem } = useDownload(DOWNLOAD, { id: file.id }, ({ node }) =>
    node?.__typename === "Attachment" ? node.download?.url : undefined,
  );
  const [isWithoutPicture, setWithoutPicture] = useState(false);
  const picture = isWithoutPicture ? null : file.thumbnail;

  return (
    <div>
      <button type="button" className="file" onClick={download}>
        {picture ? (
          <img
            src={picture.url}
            alt=""
            loading="lazy"
            onError={() => {
              setWithoutPicture(true);
            }}
          />
        ) : (
          <Icon name="file" />
        )}
        <span className="file-name">{file.filename}</span>
        <span className="file-size">{size(file.size)}</span>
      </button>
      <Problem>{problem}</Problem>
    </div>
  );
}
