// Files that are chosen, sent at once with their progress, and then belong to what is written.
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useClient } from "urql";
import { newKey } from "../api/action.ts";
import { graphql } from "../api/graphql.ts";
import { send } from "../api/upload.ts";
import { useSession } from "../session/session.tsx";
import { size } from "../words/formats.ts";
import { t } from "../words/words.ts";
import { Icon } from "./icons.tsx";

const ANNOUNCE = graphql(`
  mutation Announce($input: UploadCreateInput!) {
    uploadCreate(input: $input) {
      upload {
        id
        tusUrl
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

interface Chosen {
  key: string;
  file: File;
  picture: string | null;
  sent: number;
  id: string | null;
  problem: string;
  stop: AbortController;
}

export interface Uploads {
  chosen: Chosen[];
  /** Whether all of them have arrived. */
  areSent: boolean;
  ids: string[];
  choose: (files: Iterable<File>) => void;
  remove: (key: string) => void;
  clear: () => void;
}

export function useUploads(): Uploads {
  const client = useClient();
  const { business } = useSession();
  const [chosen, setChosen] = useState<Chosen[]>([]);
  const all = useRef<Chosen[]>([]);
  useEffect(
    () => () => {
      for (const { stop } of all.current) stop.abort();
    },
    [],
  );

  function keep(change: (before: Chosen[]) => Chosen[]): void {
    all.current = change(all.current);
    setChosen(all.current);
  }
  const change = (key: string, changes: Partial<Chosen>): void => {
    keep((before) => before.map((each) => (each.key === key ? { ...each, ...changes } : each)));
  };

  async function begin({ key, file, stop }: Chosen): Promise<void> {
    const extension = file.name.split(".").at(-1)?.toLowerCase() ?? "";
    const known = business.uploadTypes.find(({ extensions }) => extensions.includes(extension));
    const contentType = file.type || (known?.contentType ?? "application/octet-stream");
    const input = { filename: file.name, contentType, size: file.size, idempotencyKey: key };
    const { data, error } = await client.mutation(ANNOUNCE, { input }).toPromise();
    const upload = data?.uploadCreate.upload;
    const refusal = data?.uploadCreate.userErrors[0]?.message ?? error?.graphQLErrors[0]?.message;
    if (!upload) {
      change(key, { problem: refusal ?? t("The server cannot be reached at the moment. Please try again.") });
      return;
    }
    try {
      await send(
        file,
        upload.tusUrl,
        (sent) => {
          change(key, { sent });
        },
        stop.signal,
      );
      change(key, { id: upload.id, sent: file.size });
    } catch (failure) {
      if (!stop.signal.aborted) change(key, { problem: (failure as Error).message });
    }
  }

  return {
    chosen,
    areSent: chosen.every(({ id }) => id !== null),
    ids: chosen.flatMap(({ id }) => (id === null ? [] : [id])),
    choose(files) {
      const added = [...files].map((file): Chosen => {
        const picture = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
        return { key: newKey(), file, picture, sent: 0, id: null, problem: "", stop: new AbortController() };
      });
      keep((before) => [...before, ...added]);
      for (const each of added) void begin(each);
    },
    remove(key) {
      all.current.find((each) => each.key === key)?.stop.abort();
      keep((before) => before.filter((each) => each.key !== key));
    },
    clear() {
      keep(() => []);
    },
  };
}

export function UploadList({ uploads, label }: { uploads: Uploads; label: string }): ReactNode {
  const { business } = useSession();
  const id = useId();
  return (
    <div className="uploads">
      <input
        id={id}
        className="unseen"
        type="file"
        multiple
        accept={business.uploadTypes.map(({ contentType }) => contentType).join(",")}
        onChange={({ target }) => {
          uploads.choose(target.files ?? []);
          target.value = "";
        }}
      />
      <label className="button" htmlFor={id}>
        <Icon name="file" />
        {label}
      </label>
      <ul className="files">
        {uploads.chosen.map((each) => (
          <UploadItem
            key={each.key}
            of={each}
            remove={() => {
              uploads.remove(each.key);
            }}
          />
        ))}
      </ul>
    </div>
  );
}

function UploadItem({ of, remove }: { of: Chosen; remove: () => void }): ReactNode {
  const { file, picture, sent, id, problem } = of;
  return (
    <li className="upload">
      {picture ? <img src={picture} alt="" /> : <Icon name="file" />}
      <div>
        <span className="file-name">{file.name}</span>
        {problem ? (
          <p className="fault" role="alert">
            {problem}
          </p>
        ) : id === null ? (
          <progress value={sent} max={file.size} aria-label={t("Sending {name}", { name: file.name })} />
        ) : (
          <span className="file-size">{size(file.size)}</span>
        )}
      </div>
      <button type="button" className="remove" aria-label={t("Remove {name}", { name: file.name })} onClick={remove}>
        ×
      </button>
    </li>
  );
}
