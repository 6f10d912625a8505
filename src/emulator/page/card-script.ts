/** Makes the card of one delivery, with its details and reasons. Needs the element script. */
export const cardScript = String.raw`
function makeCard(item) {
  const id = "n" + item.sequence;
  const shown = item.shown;
  const title = shown === null ? null : (shown.title ?? shown.body);
  const text = shown === null || shown.title === null ? null : shown.body;
  return element("li", { class: "item" },
    element("article", { class: "card", "aria-labelledby": id, "data-sequence": item.sequence },
      element("p", { class: "origin" },
        element("span", { class: "platform" }, item.platform),
        element("bdi", { class: "device" }, nameDevice(item)),
        element("time", { datetime: item.time, title: item.time }, showTime(item.time))),
      title === null
        ? element("h2", { class: "title quiet", id }, shown === null ? "Data for the app, nothing to show" : "Without words")
        : element("h2", { class: "title", id, dir: "auto" }, title),
      shown === null ? null : said("p", "subtitle", shown.subtitle),
      said("p", "text", text),
      shown === null ? element("p", { class: "glimpse" }, element("code", {}, bare(item.body))) : null,
      shown === null || shown.picture === null ? null : makePicture(shown.picture),
      makeExtras(item),
      element("div", { class: "asks" },
        disclose("Why did this device get it?", (panel) => panel.append(makeWhy(item))),
        disclose("Why did another not?", (panel) => void showOthers(item, panel)),
        disclose("Details", (panel) => panel.append(makeDetails(item))))));
}

function nameDevice(item) {
  return item.device === null ? "a handle of no device" : bare(item.device);
}

function showTime(time) {
  return new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** The address is shown and not loaded: this page asks nobody but the hub. */
function makePicture(address) {
  const isWeb = /^https?:\/\//i.test(address);
  const target = isWeb
    ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, bare(address))
    : element("span", {}, bare(address));
  return element("p", { class: "picture" }, element("span", { class: "label" }, "Picture"), target);
}

function makeExtras(item) {
  const extras = [
    item.template === null ? null : ["Template", item.template],
    item.shown?.badge ? ["Badge", item.shown.badge] : null,
    item.shown?.sound ? ["Sound", item.shown.sound] : null,
  ].filter((extra) => extra !== null);
  if (extras.length === 0) return null;
  return element("p", { class: "extras" }, ...extras.map(([label, value]) =>
    element("span", { class: "extra" }, element("span", { class: "label" }, label), element("bdi", {}, bare(value)))));
}

/** A part that is made when it is first opened. */
function disclose(label, fill) {
  const panel = element("div", { class: "panel" });
  return element("details", {
    ontoggle: (event) => {
      if (event.target.open && panel.childElementCount === 0) fill(panel);
    },
  }, element("summary", {}, label), panel);
}

function makeWhy(item) {
  const tags = item.tags.filter((tag) => !tag.startsWith("$"));
  return element("div", {},
    element("p", { class: "reason" }, bare(item.why.words)),
    tags.length === 0 ? null : element("p", { class: "aside" }, "Its tags then: ", ...separate(tags.map(makeTag))));
}

function makeTag(tag) {
  return element("code", { class: "tag" }, bare(tag));
}

function separate(nodes) {
  return nodes.flatMap((node, at) => (at === 0 ? [node] : [" ", node]));
}

async function showOthers(item, panel) {
  const wait = element("p", { class: "aside" }, "Asking the hub…");
  panel.append(wait);
  try {
    const answer = await ask("messages/" + item.sequence + "/why");
    wait.replaceWith(makeOthers(answer));
  } catch (error) {
    panel.replaceChildren();
    panel.append(element("p", { class: "reason" }, error.message));
  }
}

function makeOthers(answer) {
  if (answer.otherCount === 0) return element("p", { class: "reason" }, "Every device of this hub got it.");
  const left = answer.otherCount - answer.others.length;
  return element("div", {},
    listReasons(answer.others),
    left === 0 ? null : makeQuestion(answer.sequence, left));
}

/** Devices with one reason share it. */
function listReasons(others) {
  const namesByWords = new Map();
  for (const other of others) {
    const names = namesByWords.get(other.words) ?? [];
    names.push(other.device ?? other.handle);
    namesByWords.set(other.words, names);
  }
  return element("ul", { class: "others" }, ...[...namesByWords].map(([words, names]) =>
    element("li", {}, nameSome(names), element("p", { class: "reason" }, bare(words)))));
}

/** There are more than anybody reads, so one of them is asked for by its name. */
function makeQuestion(sequence, left) {
  const name = element("input", { autocomplete: "off", required: true });
  const reply = element("div", { role: "status" });
  const submit = async (event) => {
    event.preventDefault();
    try {
      const answer = await ask("messages/" + sequence + "/why?" + new URLSearchParams({ device: name.value }));
      reply.replaceChildren(answer.others.length > 0
        ? listReasons(answer.others)
        : element("p", { class: "reason" }, "It got the message, or the hub knows no device of that name."));
    } catch (error) {
      reply.replaceChildren(element("p", { class: "reason" }, error.message));
    }
  };
  return element("form", { class: "question", onsubmit: submit },
    element("label", {}, "And " + many(left, "other device", "other devices") + ". Name one to ask about it", name),
    element("button", {}, "Ask"), reply);
}

function nameSome(names) {
  const first = names.slice(0, 12).map((name) => element("bdi", { class: "name" }, bare(name)));
  const rest = names.length - first.length;
  return element("p", { class: "names" }, ...first.flatMap((node, at) => (at === 0 ? [node] : [", ", node])),
    rest === 0 ? null : " and " + rest.toLocaleString("en") + " more");
}

function makeDetails(item) {
  const headers = Object.entries(item.headers);
  const facts = [
    ["Message", item.messageId],
    ["Delivery", String(item.sequence)],
    ["Handle", item.handle],
    ["Template", item.template],
    ["Time", item.time],
  ].filter(([, value]) => value !== null);
  return element("div", {},
    element("dl", { class: "facts" }, ...facts.flatMap(([label, value]) => [
      element("dt", {}, label), element("dd", {}, bare(value))])),
    element("h3", {}, "Headers"),
    headers.length === 0
      ? element("p", { class: "aside" }, "The sender gave none that reach the push service.")
      : element("dl", { class: "facts headers" }, ...headers.flatMap(([name, value]) => [
          element("dt", {}, bare(name)), element("dd", {}, bare(value))])),
    element("h3", {}, "Body, " + many(new TextEncoder().encode(item.body).length, "byte", "bytes")),
    element("pre", { class: "body", tabindex: "0", "aria-label": "Body" }, layOut(item.body)));
}

/** JSON with line breaks when that changes nothing but blanks, else the text as it came. */
function layOut(body) {
  try {
    const tree = JSON.parse(body);
    const isSame = JSON.stringify(tree) === body.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
    return bare(isSame ? JSON.stringify(tree, null, 2) : body);
  } catch {
    return bare(body);
  }
}
`;
