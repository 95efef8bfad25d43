// What a page reads: it is read again when the server is there again, and stays on the page meanwhile.
import { useEffect } from "react";
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
  const [{ data, error, fetching }, read] = useQuery({ query, variables, requestPolicy: "cache-and-network" });
  const connection = useConnection();
  const again = (): void => {
    read({ requestPolicy: "network-only" });
  };
  const hasFailed = error?.networkError !== undefined;

  useEffect(() => {
    if (connection === "here" && hasFailed) read({ requestPolicy: "network-only" });
  }, [connection, hasFailed, read]);

  return { data, error, isLoading: fetching, again };
}
