// A hub that does nothing but answer, over TLS, with as little work as it can: what is measured are its clients.
import { readFileSync } from "node:fs";
import { createServer } from "node:tls";

const { certificate, privateKey } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const headEnd = Buffer.from("\r\n\r\n");
let answered = 0;

const server = createServer({ cert: certificate, key: privateKey }, (socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf(headEnd);
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(rest.latin1Slice(0, end))?.[1] ?? 0);
      if (rest.length < end + headEnd.length + length) return;
      rest = rest.subarray(end + headEnd.length + length);
      answered++;
      socket.write(
        `HTTP/1.1 201 Created\r\nLocation: https://localhost/newsroom/messages/${answered}-1?api-version=2020-06\r\n` +
          `TrackingId: 0f8fad5b-d9cb-469f-a165-${answered}\r\nContent-Length: 0\r\n\r\n`,
      );
    }
  });
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => {
  process.send({ answered });
  answered = 0;
});
process.on("disconnect", () => process.exit());
