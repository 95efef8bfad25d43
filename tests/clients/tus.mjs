// tus-js-client: node tus.mjs UPLOAD_URL TOKEN FILE sends a file to an upload that exists, and goes on after faults
import { readFileSync } from 'node:fs';
import { Upload } from 'tus-js-client';

const [, , uploadUrl, token, file] = process.argv;
const requests = [];
const upload = new Upload(readFileSync(file), {
  uploadUrl,
  headers: { Authorization: `Bearer ${token}` },
  retryDelays: [0, 100, 200, 400, 800, 1600],
  onBeforeRequest: (request) => void requests.push(request.getMethod()),
  onError: (error) => {
    console.error(error);
    process.exit(1);
  },
  onSuccess: () => console.log(JSON.stringify({ requests })),
});
upload.start();
