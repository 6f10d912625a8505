// The least that a client of undici can do: ready-made bytes, and a look at the status.
import { Pool } from "undici";
import { tellAtExit } from "./tell.mjs";

const { port, requests, sockets } = JSON.parse(process.argv[2]);
tellAtExit(() => ({}));
const pool = new Pool(`https://localhost:${port}`, { connections: sockets, pipelining: 1 });
const body = JSON.stringify({ aps: { alert: "Person 12345, you have 12345 points", badge: 12345 } });
const headers = {
  "Content-Type": "application/json;charset=utf-8",
  "ServiceBusNotification-Format": "apple",
  "ServiceBusNotification-Tags": "$UserId:{user-12345}",
  Authorization: `SharedAccessSignature sr=https%3A%2F%2Flocalhost%2F&sig=${"a".repeat(44)}&se=1795515300&skn=Send`,
};
let left = requests;
const work = async () => {
  while (left-- > 0) {
    const answer = await pool.request({
      path: "/newsroom/messages/?api-version=2020-06",
      method: "POST",
      headers,
      body,
    });
    await answer.body.dump();
    if (answer.statusCode !== 201) throw new Error(String(answer.statusCode));
  }
};
await Promise.all(Array.from({ length: sockets }, work));
await pool.close();
