/** Loads what is there, follows what comes, and listens to the page's controls. Needs the feed script. */
export const liveScript = `
let source;
let waiting = [];
let loadCount = 0;
const retryMs = 1000;

function setState(state, text) {
  byId("state").dataset.state = state;
  byId("state-text").textContent = text;
}

/** Reads the inbox anew, as the filters say; an answer that a later question overtook is dropped. */
async function load() {
  const turn = ++loadCount;
  const query = new URLSearchParams(readFilters());
  history.replaceState(null, "", query.size === 0 ? location.pathname : "?" + query);
  query.set("limit", String(maxCards));
  try {
    const answer = await ask("messages?" + query);
    if (turn !== loadCount) return;
    feed.dropped = answer.dropped;
    feed.hasMore = answer.hasMore;
    waiting = [];
    showItems(answer.messages);
    follow(answer.cursor);
  } catch (error) {
    if (turn !== loadCount) return;
    reconnect();
  }
}

/** The browser tries again by itself until events come; then the inbox is read anew. */
function reconnect() {
  setState("lost", "The hub does not answer. Trying again…");
  listen("events", reconnect);
  const mine = source;
  // Not at once: a hub that opens the line and answers nothing else would be asked without a pause.
  mine.addEventListener("open", () => {
    setTimeout(() => {
      if (source === mine) load();
    }, retryMs);
  });
}

/** The browser gives up when it gets an answer without events; then it is for the page to try again. */
function listen(address, retry) {
  source?.close();
  const mine = new EventSource(address);
  source = mine;
  mine.addEventListener("error", () => {
    if (mine.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (source === mine) retry();
    }, retryMs);
  });
}

function follow(cursor) {
  listen("events?cursor=" + encodeURIComponent(cursor), load);
  source.addEventListener("open", () => setState("live", "Live"));
  source.addEventListener("error", () => setState("lost", "Connection lost. Trying again…"));
  source.addEventListener("cleared", () => {
    waiting = [];
    Object.assign(feed, { dropped: 0, hasMore: false });
    showItems([]);
    byId("news").textContent = "The inbox was cleared";
  });
  source.addEventListener("message", (event) => {
    if (waiting.length === 0) requestAnimationFrame(flush);
    waiting.push(JSON.parse(event.data));
    // Only the newest are shown, and a broadcast may bring thousands.
    if (waiting.length > maxCards * 4) waiting.splice(0, waiting.length - maxCards * 2);
  });
}

function flush() {
  const filters = readFilters();
  const items = waiting.filter((item) => isWanted(item, filters));
  waiting = [];
  if (items.length > 0) addItems(items);
}

function fillFilters() {
  const query = new URLSearchParams(location.search);
  for (const [name, field] of Object.entries(fields)) {
    const value = query.get(name) ?? "";
    if (name === "device" && value !== "") offerDevice(value);
    field.value = value;
  }
}

byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("input", load);
byId("show-all").addEventListener("click", () => {
  byId("filters").reset();
  fields.device.focus();
  void load();
});
byId("clear").addEventListener("click", async () => {
  try {
    await ask("messages", { method: "DELETE" });
  } catch (error) {
    setState("lost", "The inbox was not cleared: " + error.message);
  }
});

fillFilters();
loadDevices().catch(() => undefined).then(load);
`;
