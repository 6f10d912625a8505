import type { Notification } from "../../src/model/notification.ts";
import type { CampaignView, DrawnMessage, NotificationView, ShownText } from "../../src/preview/view.ts";
import { plainWords } from "../../src/preview/words.ts";

export function notification(changes: Partial<Notification> = {}): Notification {
  return {
    campaign: "news",
    revision: 1,
    id: "apple",
    platform: "apple",
    audience: { kind: "tags", expression: "sports", words: "everyone tagged sports" },
    headers: { "apns-priority": "10" },
    body: '{"aps":{"alert":{"title":"Goal","body":"Oslo leads"},"badge":3}}',
    form: "json",
    schedule: undefined,
    scheduleAtMs: undefined,
    expires: undefined,
    expiresAtMs: undefined,
    onUnknown: "hold",
    cancelled: false,
    repeat: false,
    written: {},
    file: "campaigns/news.yaml",
    position: { line: 1, column: 1 },
    ...changes,
  };
}

export function message(shown: Partial<ShownText> = {}, changes: Partial<DrawnMessage> = {}): DrawnMessage {
  const text: ShownText = {
    title: plainWords("Goal"),
    subtitle: undefined,
    body: plainWords("Oslo leads"),
    picture: undefined,
    badge: undefined,
    buttons: [],
    ...shown,
  };
  const platform = changes.platform ?? "apple";
  return {
    platform,
    audience: "everyone",
    timing: undefined,
    faces: [{ platform, owner: undefined, shown: text }],
    otherFaces: 0,
    body: "{}",
    usedBytes: 64,
    maxBytes: 4096,
    request: "POST /local/messages",
    ...changes,
  };
}

export function notificationView(changes: Partial<NotificationView> = {}): NotificationView {
  return {
    id: "apple",
    platform: "apple",
    verdict: { kind: "new", title: "New", because: "it has not been sent", hint: undefined },
    audience: "everyone tagged sports",
    lastReached: undefined,
    fleet: undefined,
    remarks: [],
    now: message(),
    before: undefined,
    comparison: undefined,
    formerName: undefined,
    changes: [],
    ...changes,
  };
}

export function campaignView(changes: Partial<CampaignView> = {}): CampaignView {
  return {
    name: "news",
    file: "campaigns/news.yaml",
    hub: "local",
    fleet: undefined,
    remarks: [],
    notifications: [notificationView()],
    comparison: undefined,
    formerName: undefined,
    ...changes,
  };
}
