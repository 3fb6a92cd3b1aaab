// Drives socket.io-client for the tests: a command a line on standard input, its outcome a line on standard output.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

/** Waits for the first that is uttered, and for more; milliseconds. */
const FIRST = 10_000, QUIET = 1500;
const sockets = {};
const heard = {};

const once = (socket, ...events) => new Promise((done) => {
  for (const event of events) socket.once(event, (value) => done([event, value]));
});
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** What is uttered until the reply object, which comes last, or until nothing has come for a while. */
async function uttered(client) {
  let seen = -1;
  while (!heard[client].at(-1)?.custom && seen < heard[client].length) {
    seen = heard[client].length;
    const longest = seen ? QUIET : FIRST;
    for (let waited = 0; waited < longest && heard[client].length === seen; waited += 20) await pause(20);
  }
  return heard[client].splice(0);
}

const commands = {
  async connect({ client, url, transport, auth, origin, path }) {
    const extraHeaders = origin ? { origin } : undefined;
    const socket = io(url, { transports: [transport], auth, extraHeaders, path, forceNew: true, reconnection: false });
    sockets[client] = socket;
    heard[client] = [];
    socket.on('bot_uttered', (packet) => heard[client].push(packet));
    const [event, error] = await once(socket, 'connect', 'connect_error');
    return event === 'connect' ? { sid: socket.id, transport: socket.io.engine.transport.name } : { error: error.message };
  },
  async request({ client, data }) {
    const confirmed = once(sockets[client], 'session_confirm');
    sockets[client].emit('session_request', data);
    return { confirmed: (await Promise.race([confirmed, pause(3000).then(() => [])]))[1] ?? null };
  },
  async say({ client, data }) {
    sockets[client].emit('user_uttered', ...[data].flat());
    return { uttered: await uttered(client) };
  },
  async emit({ client, event, data }) {
    sockets[client].emit(event, ...data);
    await pause(300);
    return { connected: sockets[client].connected };
  },
  async leave({ client, messages }) {
    for (const message of messages) sockets[client].emit('user_uttered', { message });
    sockets[client].close();
    await pause(300);
    return {};
  },
  async listen({ client }) {
    await pause(300);
    return { uttered: heard[client].splice(0) };
  },
  async close({ client }) {
    sockets[client].close();
    return {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  console.log(JSON.stringify(await commands[command](rest)));
}
process.exit(0);
