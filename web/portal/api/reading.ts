// What a page reads: it is read again when the server is there again, and stays on the page meanwhile.
import { useEffect, useState } from "react";
import { useQuery, type AnyVariables, type CombinedError, type DocumentInput } from "urql";
import { useConnection } from "./connection.ts";

export interface Reading<Data> {
  data: Data | undefined;
  error: CombinedError | undefined;
  isLoading: boolean;
  again: () => void;
}

/** The result of a query: what the cache has at once, and then what the server says. */
export function useReading<Data, Variables extends AnyVariables>(
  query: DocumentInput<Data, Variables>,
  variables: Variables,
): Reading<Data> {
  const [{ data: answered, error, fetching }, read] = useQuery({
    query,
    variables,
    requestPolicy: "cache-and-network",
  });
  // What failed is null like what the reader may not see; only the latter is part of what was read.
  const hasFailed = error?.graphQLErrors.some(({ extensions }) => extensions["code"] !== "FORBIDDEN");
  const data = hasFailed ? undefined : answered;
  const connection = useConnection();
  const again = (): void => {
    read({ requestPolicy: "network-only" });
  };

  // An event makes part of it old, and the cache has nothing whole until it is read again: the page shows what it had.
  const asked = JSON.stringify(variables);
  const [kept, keep] = useState<{ asked: string; data: Data }>();
  if (data && (kept?.data !== data || kept.asked !== asked)) keep({ asked, data });

  // Made old twice in a row, the cache may leave it at that.
  const isMissing = !data && !error && !fetching;
  const isWaiting = connection === "here" && error?.networkError !== undefined;
  useEffect(() => {
    if (isMissing || isWaiting) read({ requestPolicy: "network-only" });
  }, [isMissing, isWaiting, read]);

  return { data: data ?? (kept?.asked === asked ? kept.data : undefined), error, isLoading: fetching, again };
}
