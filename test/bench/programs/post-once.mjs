// The least that a merge could set off: one POST, ready-made, by what Node has itself.
import { request } from "node:https";

const [, , port] = process.argv;
const body = JSON.stringify({ aps: { alert: "Hello" } });
request(
  `https://localhost:${port}/newsroom/messages/?api-version=2020-06`,
  {
    method: "POST",
    headers: {
      "Content-Type": "application/json;charset=utf-8",
      "Content-Length": Buffer.byteLength(body),
      "ServiceBusNotification-Format": "apple",
      Authorization: `SharedAccessSignature sr=https%3A%2F%2Flocalhost%2F&sig=${"a".repeat(44)}&se=1795515300&skn=Send`,
    },
  },
  (answer) => answer.resume(),
).end(body);
