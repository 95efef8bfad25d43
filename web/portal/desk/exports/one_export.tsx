// An export: how far it is, and once it is written its files.
import { useEffect, type ReactNode } from "react";
import { graphql, type Enum } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Chip, Problem } from "../../ui/bits.tsx";
import { useDownload } from "../../ui/download.ts";
import { Icon } from "../../ui/icons.tsx";
import { ago, moment } from "../../words/formats.ts";
import { plural, t } from "../../words/words.ts";
import { EXPORT_TONES, exportContents, exportStatuses } from "../names.ts";
import { EXPORT, type Export } from "./export.ts";

const READ = graphql(
  `
    query OneExport($id: ID!) {
      bulkExport(id: $id) {
        ...Export
      }
    }
  `,
  [EXPORT],
);
const DOWNLOAD = graphql(`
  query ExportDownload($id: ID!) {
    bulkExport(id: $id) {
      id
      files {
        content
        download {
          url
        }
      }
    }
  }
`);
const PAUSE = 1000;

export function OneExport({ of }: { of: Export }): ReactNode {
  const names = exportContents();
  const contents = of.contents.map((content) => names[content] ?? content).join(", ");
  return (
    <article className="card" aria-label={contents}>
      <div className="card-head">
        <h2>{contents}</h2>
        <Chip tone={EXPORT_TONES[of.status] ?? "calm"}>{exportStatuses()[of.status]}</Chip>
      </div>
      <p className="row-more">
        {[
          of.form === "CSV" ? "CSV" : "JSON",
          of.customer?.name,
          ago(of.createdAt),
          of.expiresAt && t("kept until {moment}", { moment: moment(of.expiresAt) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {(of.status === "WAITING" || of.status === "RUNNING") && <Progress of={of} />}
      {of.status === "FAILED" && (
        <p>{t("It could not be written, as you see something else by now. Please ask again.")}</p>
      )}
      {of.files.length > 0 && (
        <ul className="files">
          {of.files.map(({ content, rowCount }) => (
            <li key={content}>
              <File of={of} content={content} rowCount={rowCount} />
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

/** Exports have no events: the server is asked again as long as it writes. */
function Progress({ of }: { of: Export }): ReactNode {
  const { isLoading, again } = useReading(READ, { id: of.id });
  useEffect(() => {
    if (isLoading) return undefined;
    const pause = setTimeout(again, PAUSE);
    return () => {
      clearTimeout(pause);
    };
  });
  return (
    <progress
      aria-label={t("Progress")}
      {...(of.totalRowCount !== null && { value: of.rowCount, max: Math.max(of.totalRowCount, 1) })}
    />
  );
}

interface FileProps {
  of: Export;
  content: Enum<"BulkExportContent">;
  rowCount: number;
}

function File({ of, content, rowCount }: FileProps): ReactNode {
  const { download, problem } = useDownload(
    DOWNLOAD,
    { id: of.id },
    ({ bulkExport }) => bulkExport?.files.find((file) => file.content === content)?.download.url,
  );
  return (
    <>
      <button type="button" className="file" onClick={download}>
        <Icon name="file" />
        <span className="file-name">{exportContents()[content]}</span>
        <span className="file-size">{plural("one row", "{n} rows", rowCount)}</span>
      </button>
      <Problem>{problem}</Problem>
    </>
  );
}
