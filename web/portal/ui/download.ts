// A file's address works for minutes, so it is asked for when the reader wants the file.
import { useState } from "react";
import { useClient, type AnyVariables, type TypedDocumentNode } from "urql";
import { t } from "../words/words.ts";

interface Download {
  download: () => Promise<void>;
  problem: string;
}

/** Asks for an address by `query`, in whose result `urlOf` finds it, and goes there. */
export function useDownload<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  urlOf: (data: Data) => string | undefined,
): Download {
  const client = useClient();
  const [problem, setProblem] = useState("");

  async function download(): Promise<void> {
    const { data, error } = await client.query(query, variables, { requestPolicy: "network-only" }).toPromise();
    const url = data && urlOf(data);
    if (url) location.assign(url);
    else setProblem(error?.graphQLErrors[0]?.message ?? t("The file cannot be loaded at the moment."));
  }
  return { download, problem };
}
