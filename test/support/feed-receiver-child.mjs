// A receiver of webhooks that honours the key, to be killed at any instant: effect and key are one line of a file, on the
// disk before it answers. Some events it refuses, and some answers it loses. Says `listening` when it does.
import { createHmac, randomInt } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  truncateSync,
} from 'node:fs';
import { createServer } from 'node:http';

const [, , port, file, secretHex] = process.argv;
const key = Buffer.from(secretHex, 'hex');
const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
// A line that a kill cut off had no effect.
const whole = text.slice(0, text.lastIndexOf('\n') + 1);
if (whole !== text) {
  truncateSync(file, Buffer.byteLength(whole));
}
const known = new Set(
  whole
    .split('\n')
    .filter((line) => line.startsWith('effect '))
    .map((line) => line.slice(7)),
);
const out = openSync(file, 'a');

function keep(line) {
  appendFileSync(out, `${line}\n`);
  fsyncSync(out);
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
  }
  const {
    'cadencia-timestamp': stamp,
    'cadencia-signature': signature,
    'idempotency-key': id,
  } = request.headers;
  if (signature !== `v1=${createHmac('sha256', key).update(`${stamp}.${body}`).digest('hex')}`) {
    keep(`forged ${id}`);
    response.writeHead(401).end();
    return;
  }
  const mood = randomInt(100);
  if (mood < 5) {
    response.writeHead(503).end();
    return;
  }
  if (known.has(id)) {
    keep(`again ${id}`);
  } else {
    known.add(id);
    keep(`effect ${id}`);
  }
  if (mood < 10) {
    request.socket.destroy();
    return;
  }
  response.writeHead(204).end();
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'));
process.on('exit', () => closeSync(out));
