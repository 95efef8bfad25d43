// Files of an order: small pictures, and names that download. An address works for minutes, so it is asked for when needed.
import { useState, type ReactNode } from "react";
import { useClient } from "urql";
import { graphql } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { Icon } from "../../ui/icons.tsx";
import { size } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import type { File } from "./entry.ts";

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
        <li key={file.id}>
          {file.removal ? <span className="removed">{t("A file was removed.")}</span> : <One file={file} />}
        </li>
      ))}
    </ul>
  );
}

function One({ file }: { file: File }): ReactNode {
  const client = useClient();
  const [problem, setProblem] = useState("");
  const [isWithoutPicture, setWithoutPicture] = useState(false);
  const picture = isWithoutPicture ? null : file.thumbnail;

  async function download(): Promise<void> {
    const { data, error } = await client
      .query(DOWNLOAD, { id: file.id }, { requestPolicy: "network-only" })
      .toPromise();
    const url = data?.node?.__typename === "Attachment" ? data.node.download?.url : undefined;
    if (url) location.assign(url);
    else setProblem(error?.graphQLErrors[0]?.message ?? t("The file cannot be loaded at the moment."));
  }

  return (
    <>
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
    </>
  );
}
