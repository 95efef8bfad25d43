import { Client, fetchExchange, gql, subscriptionExchange, type TypedDocumentNode } from "urql";
import { beforeEach, expect, test, vi } from "vitest";
import { cache } from "../portal/api/cache.ts";

const ORDERS = gql`
  query Orders {
    orders(first: 5) {
      nodes {
        id
        status
      }
    }
  }
`;
const INVOICES = gql`
  query Invoices {
    invoices(first: 5) {
      nodes {
        id
      }
    }
  }
`;
const TIMELINE = gql`
  query Timeline {
    order(by: { id: "o1" }) {
      id
      timeline(first: 5) {
        nodes {
          id
        }
      }
    }
  }
`;
const OVERVIEW = gql`
  query Overview {
    viewer {
      id
      overview {
        id
        unreadNotificationCount
      }
    }
  }
`;
const VIEWINGS = gql`
  query Viewings {
    viewings(first: 5) {
      nodes {
        id
        status
      }
    }
  }
`;
const LISTING = gql`
  query Listing {
    listing(by: { id: "l1" }) {
      id
      headline
    }
  }
`;
const ASSETS = gql`
  query Assets {
    assets(first: 5) {
      nodes {
        id
        name
      }
    }
  }
`;
const BELL = gql`
  query Bell {
    notifications(first: 5) {
      nodes {
        id
        readAt
      }
    }
  }
`;
const EVENTS = gql`
  subscription Live {
    events {
      cursor
      ... on OrderEvent {
        order {
          id
          status
        }
      }
    }
  }
`;
const NOTE = gql`
  mutation Note($input: NoteAddInput!) {
    noteAdd(input: $input) {
      order {
        id
      }
      userErrors {
        code
      }
    }
  }
`;
const READ = gql`
  mutation Read($input: NotificationsMarkReadInput!) {
    notificationsMarkRead(input: $input) {
      unreadCount
      userErrors {
        code
      }
    }
  }
`;

const list = (__typename: string, nodes: object[]): object => ({ __typename, nodes });
const order = { __typename: "Order", id: "o1", status: "SUBMITTED" };
const ANSWERS: Record<string, object> = {
  Orders: { orders: list("OrderConnection", [order]) },
  Invoices: { invoices: list("InvoiceConnection", []) },
  Timeline: { order: { ...order, timeline: list("TimelineConnection", []) } },
  Overview: {
    viewer: {
      __typename: "Viewer",
      id: "v1",
      overview: { __typename: "Overview", id: "w1", unreadNotificationCount: 1 },
    },
  },
  Assets: { assets: list("AssetConnection", [{ __typename: "Asset", id: "a1", name: "Oven" }]) },
  Viewings: { viewings: list("ViewingConnection", [{ __typename: "Viewing", id: "v1", status: "REQUESTED" }]) },
  Listing: { listing: { __typename: "Listing", id: "l1", headline: "By the quay" } },
  Bell: { notifications: list("NotificationConnection", [{ __typename: "Notification", id: "n1", readAt: null }]) },
  Note: { noteAdd: { __typename: "NoteAddPayload", order, userErrors: [] } },
};

let asked: string[];
let client: Client;
let tell: (event: object) => void;

beforeEach(() => {
  asked = [];
  const answer = (_: unknown, init?: RequestInit): Promise<Response> => {
    const { operationName } = JSON.parse(init!.body as string) as { operationName: string };
    asked.push(operationName);
    const data = ANSWERS[operationName];
    // An unknown operation waits for ever.
    return data ? Promise.resolve(Response.json({ data })) : new Promise(() => undefined);
  };
  const forwardSubscription = () => ({
    subscribe(sink: { next: (result: { data: object }) => void }) {
      tell = (event) => {
        sink.next({ data: { events: event } });
      };
      return { unsubscribe: () => undefined };
    },
  });
  client = new Client({
    url: "https://portal.test/graphql",
    fetch: answer,
    preferGetMethod: false,
    exchanges: [cache(), fetchExchange, subscriptionExchange({ forwardSubscription })],
  });
  client.subscription(EVENTS, {}).subscribe(() => undefined);
});

/** A page that shows these, until the end of the test; gives what the last one shows. */
async function shown<Data>(...queries: TypedDocumentNode<Data>[]): Promise<() => Data | undefined> {
  let last: Data | undefined;
  for (const query of queries) {
    client.query(query, {}).subscribe(({ data }) => {
      last = data;
    });
  }
  await vi.waitFor(() => {
    expect(asked).toHaveLength(queries.length);
    expect(last).toBeDefined();
  });
  asked = [];
  return () => last;
}

test("an event about an order is shown in lists, and makes old what else it changes", async () => {
  await shown(INVOICES, TIMELINE, OVERVIEW, ORDERS);
  tell({ __typename: "OrderUpdated", cursor: "c1", order: { ...order, status: "COMPLETED" } });
  await vi.waitFor(() => {
    expect(asked.sort()).toEqual(["Orders", "Overview", "Timeline"]);
  });
});

test("an event about something else has its lists read again, and no others", async () => {
  await shown(ORDERS, ASSETS);
  tell({ __typename: "AssetEvent", cursor: "c1", order: null });
  await vi.waitFor(() => {
    expect(asked).toEqual(["Assets"]);
  });
});

test("an event about a property has its lists and the overview read again, and the rows that it names", async () => {
  await shown(ORDERS, OVERVIEW, VIEWINGS, LISTING);
  tell({
    __typename: "ViewingEvent",
    cursor: "c1",
    order: null,
    viewing: null,
    listing: { __typename: "Listing", id: "l1" },
  });
  await vi.waitFor(() => {
    expect(asked.sort()).toEqual(["Listing", "Overview", "Viewings"]);
  });
});

test("a note has the timeline of its order read again", async () => {
  await shown(INVOICES, TIMELINE);
  await client.mutation(NOTE, { input: { orderId: "o1", body: "?" } }).toPromise();
  await vi.waitFor(() => {
    expect(asked).toEqual(["Note", "Timeline"]);
  });
});

test("a notification is read at once, before the server has said so", async () => {
  const data = await shown<{ notifications: { nodes: { readAt: string | null }[] } }>(BELL);
  client.mutation(READ, { input: { ids: ["n1"] } }).subscribe(() => undefined);
  await vi.waitFor(() => {
    expect(data()?.notifications.nodes[0]?.readAt).not.toBeNull();
  });
  expect(asked).toEqual(["Read"]);
});
