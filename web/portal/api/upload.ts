// Sends a file in pieces that resume: after a broken line the server is asked how much it has, and the rest is sent.
import { language } from "../words/words.ts";

const HEADERS = { "Tus-Resumable": "1.0.0", "X-Latchkey-CSRF": "1" };
const WAITS = [0, 408, 409, 429, 503];
const LONGEST_WAIT = 15;

interface Sent {
  status: number;
  offset: number;
  message: string | undefined;
}

/** Send the whole file to its address; throws an Error with a sentence where it is refused. `onProgress` gets bytes. */
export async function send(
  file: Blob,
  tusUrl: string,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = new URL(tusUrl).pathname;
  let offset = 0;
  for (let tried = 0; offset < file.size; tried++) {
    signal.throwIfAborted();
    const sent = await sendFrom(file, offset, address, onProgress, signal);
    if (sent.status === 204) {
      offset = sent.offset;
      continue;
    }
    if (!WAITS.includes(sent.status)) throw new Error(sent.message);
    await pause(Math.min(2 ** tried, LONGEST_WAIT), signal);
    offset = (await received(address)) ?? offset;
    onProgress(offset);
  }
}

/** One request with everything from `offset` on; status 0 where the line broke. */
function sendFrom(
  file: Blob,
  offset: number,
  address: string,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  return new Promise((resolve) => {
    // fetch does not tell how much has been sent.
    const request = new XMLHttpRequest();
    request.open("PATCH", address);
    for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
    request.setRequestHeader("Accept-Language", language());
    request.setRequestHeader("Upload-Offset", String(offset));
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.upload.onprogress = ({ loaded }) => {
      onProgress(offset + loaded);
    };
    request.onloadend = () => {
      const header = Number(request.getResponseHeader("Upload-Offset"));
      resolve({ status: request.status, offset: header, message: messageIn(request.responseText) });
    };
    signal.addEventListener("abort", () => {
      request.abort();
    });
    request.send(file.slice(offset));
  });
}

function messageIn(answer: string): string | undefined {
  try {
    return (JSON.parse(answer) as { errors: { message: string }[] }).errors[0]?.message;
  } catch {
    return undefined;
  }
}

/** The number of bytes that the server has; undefined where it cannot be asked. */
async function received(address: string): Promise<number | undefined> {
  const response = await fetch(address, { method: "HEAD", headers: HEADERS }).catch(() => undefined);
  return response?.ok ? Number(response.headers.get("Upload-Offset")) : undefined;
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      removeEventListener("online", over);
      resolve();
    };
    const timer = setTimeout(over, 1000 * seconds);
    addEventListener("online", over);
    signal.addEventListener("abort", over);
  });
}
