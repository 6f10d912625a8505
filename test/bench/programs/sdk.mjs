// The official SDK, as its documentation uses it.
import { createAppleNotification, NotificationHubsClient } from "@azure/notification-hubs";
import { tellAtExit } from "./tell.mjs";

const { port, requests, sockets } = JSON.parse(process.argv[2]);
tellAtExit(() => ({}));
const client = new NotificationHubsClient(
  `Endpoint=sb://localhost:${port}/;SharedAccessKeyName=Send;SharedAccessKey=c2VjcmV0`,
  "newsroom",
);
let left = requests;
const work = async () => {
  for (let number = left--; number > 0; number = left--) {
    const alert = `Person ${number}, you have ${number} points`;
    await client.sendNotification(createAppleNotification({ body: { aps: { alert, badge: number } } }), {
      tagExpression: `$UserId:{user-${number}}`,
    });
  }
};
await Promise.all(Array.from({ length: sockets }, work));
