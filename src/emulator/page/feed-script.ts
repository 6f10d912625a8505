/** The list of cards: what it holds, its filters, and what it says when it is empty. Needs the card script. */
export const feedScript = `
const maxCards = 200;
const fields = { device: byId("device"), tag: byId("tag"), text: byId("text") };
const feed = { total: 0, dropped: 0, hasMore: false, deviceCount: undefined };

function readFilters() {
  return Object.fromEntries(Object.entries(fields)
    .map(([name, field]) => [name, field.value.trim()])
    .filter(([, value]) => value !== ""));
}

function isWanted(item, filters) {
  const wanted = filters.text?.toLowerCase();
  const texts = [item.body, ...Object.values(item.shown ?? {})].filter((text) => typeof text === "string");
  return (filters.device === undefined || item.device === filters.device)
    && (filters.tag === undefined || item.tags.includes(filters.tag.toLowerCase()))
    && (wanted === undefined || texts.some((text) => text.toLowerCase().includes(wanted)));
}

function showItems(items) {
  byId("cards").replaceChildren(...items.slice(-maxCards).reverse().map(makeCard));
  items.forEach(learn);
  feed.total = items.length;
  tell();
}

function addItems(items) {
  const cards = byId("cards");
  for (const item of items.slice(-maxCards)) {
    const card = makeCard(item);
    card.classList.add("new");
    cards.prepend(card);
  }
  items.forEach(learn);
  while (cards.childElementCount > maxCards) cards.lastElementChild.remove();
  feed.total += items.length;
  tell();
  announce(items);
}

/** One sentence for those who listen, however many came at once. */
function announce(items) {
  const last = items.at(-1);
  if (last === undefined) return;
  const text = last.shown?.title ?? last.shown?.body ?? "Data for the app";
  byId("news").textContent = items.length === 1
    ? "New: " + text + ", for " + nameDevice(last)
    : many(items.length, "new notification", "new notifications");
}

function tell() {
  const isFiltered = Object.keys(readFilters()).length > 0;
  const shown = byId("cards").childElementCount;
  const beyond = feed.total > shown || feed.hasMore ? ", the newest of more" : "";
  const dropped = feed.dropped === 0 ? "" : ". " + many(feed.dropped, "older one", "older ones") + " made room";
  byId("count").textContent = shown === 0 ? "" : many(shown, "notification", "notifications") + beyond + dropped;
  byId("empty").hidden = shown > 0;
  byId("show-all").hidden = !isFiltered;
  if (shown > 0) return;
  byId("empty-title").textContent = isFiltered ? "Nothing matches" : "Nothing has arrived yet";
  byId("empty-text").textContent = isFiltered
    ? "No notification in the inbox fits these filters. What arrives and fits appears here."
    : "Send a notification to this hub, with Campanile, with an SDK or with curl and the hub’s connection string. It appears here at once.";
  byId("empty-more").textContent = isFiltered || feed.deviceCount === undefined ? "" : feed.deviceCount === 0
    ? "The hub knows no device: add some to its fleet file, or register one."
    : "The hub knows " + many(feed.deviceCount, "device", "devices") + ". One without the right tags or platform gets nothing.";
}

const known = { devices: new Set(), tags: new Set() };

function learn(item) {
  if (item.device !== null) offerDevice(item.device);
  item.tags.forEach(offerTag);
}

function offerDevice(name) {
  if (known.devices.has(name) || known.devices.size >= 1000) return;
  known.devices.add(name);
  fields.device.append(element("option", { value: name }, bare(name)));
}

function offerTag(tag) {
  const word = tag.toLowerCase();
  if (word.startsWith("$") || known.tags.has(word) || known.tags.size >= 1000) return;
  known.tags.add(word);
  byId("tags").append(element("option", { value: word }));
}

async function loadDevices() {
  const answer = await ask("devices?limit=1000");
  for (const device of answer.devices) {
    if (device.name !== null) offerDevice(device.name);
    device.tags.forEach(offerTag);
  }
  feed.deviceCount = answer.total;
}
`;
